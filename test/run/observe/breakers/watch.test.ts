import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import type { EventBody } from '../../../../src/events/event.ts';
import type { PlannedBreaker } from '../../../../src/plan/plan.ts';
import { systemClock } from '../../../../src/run/clock.ts';
import { watchBreakers } from '../../../../src/run/observe/breakers/watch.ts';

describe('breaker watch', () => {
  let server: Server;
  let url: string;
  let text = '';
  let asked = 0;
  let slowMs = 0;
  const events: EventBody[] = [];

  /** The cost is told once, at the end, whatever was seen. */
  const hear = (event: EventBody): void => void (event.type === 'breaker-cost' ? costs.push(event) : events.push(event));
  const costs: EventBody[] = [];

  beforeEach(async () => {
    [text, asked, slowMs, events.length] = ['', 0, 0, 0];
    server = createServer((_, response) => {
      asked++;
      setTimeout(() => response.end(text), slowMs);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const breaker = (name: string): PlannedBreaker => ({ name, preset: 'opossum', urls: [url], match: {}, link: null, waitMs: null });
  const target = { url: 'http://127.0.0.1:1/', headers: {}, tls: null };
  const watch = (...names: string[]) =>
    watchBreakers({ breakers: names.map(breaker), target, clock: systemClock, emit: hear, toRunMs: (ms) => ms, runDir: tmpdir() });
  const moves = () => events.flatMap((event) => (event.type === 'breaker' ? [`${event.breaker} ${event.from}>${event.to}`] : []));
  const until = async (met: () => boolean): Promise<void> => {
    for (let i = 0; i < 300 && !met(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('sees a trip between two polls, inside its interval', async () => {
    const seen = watch('payments');
    await seen.first;
    const before = performance.now();
    text = 'circuit{name="payments",event="open"} 1';
    const after = performance.now();
    await until(() => moves().length > 0);
    await seen.stop({ lastReading: true });
    assert.deepEqual(moves(), ['payments closed>open']);
    const transition = events.find((event) => event.type === 'breaker');
    assert.ok(transition?.type === 'breaker' && transition.atMs[0] <= before && transition.atMs[1] >= after);
  });

  it('asks once for two breakers that share a source', async () => {
    const seen = watch('payments', 'stock');
    await seen.first;
    const once = asked;
    await seen.stop({ lastReading: true });
    assert.equal(once, 1);
  });

  it('where nobody waits for a last reading it ends at once, a scrape under way included, and that is no silence', async () => {
    const seen = watch('payments');
    await seen.first;
    slowMs = 5_000;
    const before = asked;
    await until(() => asked > before);
    const told = events.length;
    const began = performance.now();
    await seen.stop({ lastReading: false });
    await seen.stop({ lastReading: true });
    assert.ok(performance.now() - began < 500);
    assert.deepEqual([asked, events.length], [before + 1, told]);
  });

  it('reads one last time when it stops, so that nothing before it is missed', async () => {
    const seen = watch('payments');
    await seen.first;
    text = 'circuit{name="payments",event="open"} 1';
    await seen.stop({ lastReading: true });
    assert.deepEqual(moves(), ['payments closed>open']);
  });

  it('names a source that does not answer, and says so once', async () => {
    const dead = watchBreakers({
      breakers: [{ ...breaker('payments'), urls: ['http://127.0.0.1:9/metrics'] }],
      target,
      clock: systemClock,
      emit: hear,
      runDir: tmpdir(),
      toRunMs: (ms) => ms,
    });
    assert.equal((await dead.first).length, 1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await dead.stop({ lastReading: true });
    assert.deepEqual(
      events.map((event) => event.type === 'breaker-source' && event.answering),
      [false],
    );
  });

  it('says since when nothing is known of a source that died, though only the last reading noticed', async () => {
    const seen = watch('payments');
    await seen.first;
    const known = performance.now();
    server.closeAllConnections();
    server.close();
    await seen.stop({ lastReading: true });
    const last = events.at(-1);
    assert.ok(last?.type === 'breaker-source' && !last.answering && last.knownToMs !== undefined && last.knownToMs <= known);
  });

  it('says that a breaker was open at the first look, at once or when its calls tell', async () => {
    const page = (opened: number, closed: number, rejected: number): string =>
      `circuit{name="payments",event="open"} ${opened}\ncircuit{name="payments",event="close"} ${closed}\ncircuit{name="payments",event="reject"} ${rejected}\n`;
    const states = () => events.flatMap((event) => (event.type === 'breaker-source' && event.state !== undefined ? [event.state] : []));
    text = page(1, 0, 7);
    const open = watch('payments');
    await open.first;
    await open.stop({ lastReading: true });
    assert.deepEqual(states(), ['open']);
    events.length = 0;
    text = page(2, 1, 7);
    const unsure = watch('payments');
    await unsure.first;
    text = page(2, 1, 8);
    await unsure.stop({ lastReading: true });
    assert.deepEqual([states(), moves()], [[null, 'open'], []]);
  });

  it('asks a slow source less often', async () => {
    slowMs = 100;
    const seen = watch('payments');
    await new Promise((resolve) => setTimeout(resolve, 900));
    const polls = asked;
    await seen.stop({ lastReading: true });
    assert.ok(polls <= 2, `${polls} polls in 0.9 s of a source that takes 0.1 s`);
  });
});
