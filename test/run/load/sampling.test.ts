/** Kept requests as the engine tells them, against targets that fail in each way. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestSample } from '../../../src/events/event.ts';
import { closedPort, openSocketTarget, plainAnswer, type SocketTarget } from '../../support/target-sockets.ts';
import { constantly, engineFor, loadOf, stepOf, type Told } from './loads.ts';

const trace = { header: 'traceparent', baggage: 'baggage', sampled: true };
const samplesOf = (told: Told): RequestSample[] => told.events.flatMap((event) => (event.type === 'sample' ? [event.sample] : []));

describe('kept requests of a load', () => {
  const targets: SocketTarget[] = [];
  const against = async (...answer: Parameters<typeof openSocketTarget>): Promise<string> => {
    const target = await openSocketTarget(...answer);
    targets.push(target);
    return target.url;
  };
  afterEach(async () => {
    for (const target of targets.splice(0)) await target.close();
  });

  it('an answer that breaks off: what came of it, and that the connection ended', async () => {
    const url = await against((socket) => socket.end('HTTP/1.1 200 OK\r\nx-shard: 7\r\ncontent-length: 50\r\n\r\n{"part":'));
    const told = engineFor(url, loadOf([{ forMs: 100, shape: constantly(50) }], { trace }));
    await told.start().ended;
    const [sample] = samplesOf(told);
    assert.ok(sample);
    assert.deepEqual([sample.outcome, sample.status, sample.connection], ['reset', 200, 'new']);
    assert.deepEqual(sample.headers[0], ['x-shard', '7']);
    assert.deepEqual(sample.body, { bytes: 8, type: null, text: '{"part":', whole: true });
    assert.ok(sample.traceId !== null && sample.spanId !== null && (sample.responseMs ?? -1) >= (sample.serviceMs ?? 0));
  });

  it('a timeout after the head: the head; one without: nothing of an earlier answer', async () => {
    let n = 0;
    const url = await against((socket) => {
      n += 1;
      if (n === 2) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n');
      else if (n < 2) socket.write(plainAnswer('first', '201 Created'));
    });
    const told = engineFor(url, loadOf([{ forMs: 300, shape: constantly(10) }], { timeoutMs: 200 }));
    await told.start().ended;
    const timeouts = samplesOf(told).filter(({ outcome }) => outcome === 'timeout');
    assert.deepEqual(
      timeouts.map(({ status, body }) => [status, body]),
      [
        [200, null],
        [null, null],
      ],
    );
  });

  it('a port where nobody listens: the code, and no port in it', async () => {
    const told = engineFor(`http://127.0.0.1:${await closedPort()}`, loadOf([{ forMs: 200, shape: constantly(50) }]));
    await told.start().ended;
    const samples = samplesOf(told);
    assert.equal(samples.length, 6);
    for (const { outcome, cause, status, method, connection } of samples)
      assert.deepEqual([outcome, cause, status, method, connection], ['connectError', 'ECONNREFUSED', null, 'GET', 'new']);
  });

  it('what was dropped was not sent', async () => {
    const url = await against(() => {});
    const load = loadOf([{ forMs: 200, shape: constantly(50) }], {
      maxInFlight: 1,
      timeoutMs: 400,
      journeys: [{ name: 'v', weight: 1, steps: [stepOf()] }],
    });
    const told = engineFor(url, load);
    await told.start().ended;
    const dropped = samplesOf(told).filter(({ outcome }) => outcome === 'dropped');
    assert.equal(dropped.length, 3);
    for (const sample of dropped)
      assert.deepEqual([sample.sentMs, sample.method, sample.traceId, sample.cause], [null, null, null, 'in-flight limit of 1']);
  });

  it('causes are the same in the table of errors and in the samples, particulars left out', async () => {
    const url = await against((socket) => socket.write(plainAnswer('{"a":1}')));
    const step = stepOf({ capture: { id: '$.order12345678' } });
    const told = engineFor(url, loadOf([{ forMs: 200, shape: constantly(20) }], { journeys: [{ name: 'v', weight: 1, steps: [step] }] }));
    await told.start().ended;
    const causes = new Set(told.events.flatMap((event) => (event.type === 'load' ? event.errors.map(({ cause }) => cause) : [])));
    assert.deepEqual(causes, new Set(samplesOf(told).map(({ cause }) => cause)));
    assert.equal(causes.size, 1);
  });

  it('the first are told while the load goes on: a run that is killed has them', async () => {
    const url = await against((socket) => socket.write(plainAnswer('busy', '503 Service Unavailable')));
    const told = engineFor(url, loadOf([{ forMs: 20_000, shape: constantly(50) }]));
    const run = told.start();
    const deadline = performance.now() + 5_000;
    while (samplesOf(told).length < 3 && performance.now() < deadline) await wait(50);
    assert.deepEqual(
      samplesOf(told).map(({ status }) => status),
      [503, 503, 503],
    );
    await run.stop();
    assert.ok(told.events.some((event) => event.type === 'sample' && event.kept === 'slowest'));
  });

  it('the slowest of a stage are told when none of it can come any more', async () => {
    const url = await against((socket) => socket.write(plainAnswer()));
    const load = loadOf(
      [
        { forMs: 300, shape: constantly(50) },
        { forMs: 1_500, shape: constantly(20) },
      ],
      { timeoutMs: 200, deadlineMs: 200 },
    );
    const told = engineFor(url, load);
    await told.start().ended;
    const slowest = told.events.filter((event) => event.type === 'sample' && event.kept === 'slowest');
    const [first] = slowest;
    assert.ok(first?.type === 'sample' && first.sample.stage === 0 && first.tMs >= 700 && first.tMs < 1_800, JSON.stringify(first));
    assert.equal(slowest.length, 6);
  });
});
