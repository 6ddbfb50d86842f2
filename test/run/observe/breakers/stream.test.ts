import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import type { EventBody } from '../../../../src/events/event.ts';
import { systemClock } from '../../../../src/run/clock.ts';
import { createEar } from '../../../../src/run/observe/breakers/ear.ts';
import type { Feed } from '../../../../src/run/observe/breakers/feed.ts';
import { followStream } from '../../../../src/run/observe/breakers/stream.ts';
import { until } from '../../../support/breaker-watching.ts';

describe('a stream of events', () => {
  let server: Server;
  let url: string;
  let answer: (response: ServerResponse) => void;
  let feed: Feed;
  const told: EventBody[] = [];
  const streams: ServerResponse[] = [];
  const open = (response: ServerResponse): void => {
    streams.push(response.writeHead(200, { 'content-type': 'text/event-stream;charset=UTF-8' }));
    response.flushHeaders();
  };
  const frame = (isOpen: boolean): string =>
    `data: ${JSON.stringify({ type: 'HystrixCommand', name: 'payments', isCircuitBreakerOpen: isOpen, rollingCountShortCircuited: 0 })}\n\n`;

  beforeEach(async () => {
    [told.length, streams.length] = [0, 0];
    server = createServer((_, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hystrix.stream`;
  });
  afterEach(async () => {
    await feed.stop(false);
    server.closeAllConnections();
    server.close();
  });
  const follow = (quiet = false): Feed => {
    const emit = (event: EventBody): void => void told.push(event);
    const breaker = { name: 'payments', preset: 'hystrix', urls: [url], match: { name: 'payments' }, link: null, waitMs: null };
    const target = { url: 'http://127.0.0.1:1/', headers: {}, tls: null };
    const watching = { target, clock: systemClock, emit, toRunMs: (ms: number) => ms, runDir: tmpdir() };
    return (feed = followStream({ url, address: undefined, ear: createEar('one', [breaker], emit), quiet, watching, idleMs: 150 }));
  };
  const said = () => told.flatMap((event) => (event.type === 'breaker-source' ? [[event.answering, event.detail] as const] : []));

  it('that is full is told as such', async () => {
    answer = (response) => void response.writeHead(503).end();
    assert.deepEqual(await follow().first, [{ url, problem: 'status 503: it serves as many streams as it may, or is not ready' }]);
  });

  it('is no JSON document', async () => {
    answer = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    assert.match((await follow().first)[0]?.problem ?? '', /^answers with application\/json where text\/event-stream was expected/);
  });

  it('is opened again when it ends, and what changed meanwhile lies between', async () => {
    answer = open;
    follow();
    await until(() => streams.length === 1);
    streams[0]!.write(frame(false));
    assert.deepEqual(await feed.first, []);
    streams[0]!.end();
    await until(() => streams.length === 2);
    streams[1]!.write(frame(true));
    await until(() => told.some(({ type }) => type === 'breaker'));
    assert.deepEqual(
      said().map(([answering]) => answering),
      [true, true, false, true, true],
    );
    assert.equal(said()[2]?.[1], 'the stream ended');
  });

  it('on which nothing comes, not even a ping, is silent; with pings it is not', async () => {
    answer = (response) => {
      open(response);
      response.write(frame(false));
    };
    follow();
    await until(() => said().some(([answering, detail]) => !answering && detail === 'nothing came for 0.15 s'));
    await feed.stop(false);
    told.length = 0;
    answer = (response) => {
      open(response);
      response.write(frame(false));
      const pings = setInterval(() => response.write('ping: \n\n'), 20);
      response.on('close', () => clearInterval(pings));
    };
    await follow().first;
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.ok(said().every(([answering]) => answering));
  });

  it('says since when nothing is known: its last frame, also where none comes any more at the end', async () => {
    answer = (response) => {
      open(response);
      response.write(frame(false));
    };
    await follow().first;
    await feed.stop(true);
    const last = told.findLast((event) => event.type === 'breaker-source');
    assert.ok(last?.type === 'breaker-source' && last.knownToMs !== undefined, JSON.stringify(told));
  });

  it('of what happens may say nothing for as long as it likes', async () => {
    answer = open;
    await follow(true).first;
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(said(), [[true, 'answers, and has not spoken of this breaker']]);
  });
});
