/**
 * The whole engine against targets that misbehave: each request has exactly one outcome, the books agree with what the
 * target saw, and the requests that follow get their own answers in their own time.
 */
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Outcome } from '../../../src/events/event.ts';
import { closedPort, openSocketTarget, plainAnswer, type SocketTarget } from '../../support/target-sockets.ts';
import { constantly, engineFor, loadOf, stepOf, sumsOf } from './loads.ts';
import { misbehaviours, timeoutMs, type Asked } from './misbehaviours.ts';

const requests = 16;
const some = requests / 4;
const stage = { forMs: requests * 10, shape: constantly(100) };

/** Two kinds of visits whose right answers differ, so that an answer meant for another request shows. */
const journeys = ['200 OK', '201 Created'].map((status) => {
  const code = Number(status.slice(0, 3));
  const step = stepOf({ route: status, path: `/${code}/\${seq}`, expect: { status: [code], degraded: null }, acknowledge: '$.id' });
  return { name: status, weight: 1, steps: [step] };
});

function read(text: string): Asked {
  const [, code = '', n = ''] = /^GET \/(\d+)\/(\d+)/.exec(text) ?? [];
  const status = code === '200' ? '200 OK' : '201 Created';
  const body = JSON.stringify({ id: `größe-${n}` });
  return { n: Number(n), answer: plainAnswer(body, status), status: `HTTP/1.1 ${status}`, body };
}

describe('createLoadEngine against a target that misbehaves', function () {
  // Two timers of this process may come due at once when the machine stalls: a row may be measured again.
  this.retries(2);
  let target: SocketTarget | undefined;
  afterEach(() => target?.close());

  for (const { title, misbehaves, outcome, cause, endsConnection } of misbehaviours) {
    it(`${title}: ${outcome}`, async () => {
      const seen: number[] = [];
      const spoiled = new Set<Socket>();
      let [misbehaved, reused] = [0, 0];
      target = await openSocketTarget(
        (socket, text) => {
          const asked = read(text);
          seen.push(asked.n);
          if (spoiled.has(socket)) reused += 1;
          if (asked.n % 4 !== 0) return void socket.write(asked.answer);
          spoiled.add(socket);
          misbehaved += 1;
          misbehaves(socket, asked);
        },
        // Otherwise what follows an answer waits for the next request, which takes its acknowledgement along.
        (socket) => socket.setNoDelay(true),
      );
      const { events, acknowledged, start } = engineFor(target.url, loadOf([stage], { journeys, timeoutMs }));
      const run = start();
      await run.ended;
      const sums = sumsOf(events);
      assert.equal(misbehaved, some);
      assert.deepEqual(
        seen.toSorted((a, b) => a - b),
        Array.from({ length: requests }, (_, i) => i + 1),
        'each request reached the target once',
      );
      assert.deepEqual([sums.intended, run.counts().sent], [requests, requests]);
      assert.deepEqual(told(sums.outcomes), outcome === 'ok' ? { ok: requests } : { ok: requests - some, [outcome]: some });
      assert.deepEqual(sums.errors, cause === undefined ? {} : { [`${outcome}: ${cause}`]: some });
      const right = seen.filter((n) => outcome === 'ok' || n % 4 !== 0).map((n) => `größe-${n}`);
      assert.deepEqual(acknowledged.toSorted(), right.toSorted(), 'each answer is whole, and of its own request');
      assert.deepEqual([sums.response.count, sums.service.count], [requests, requests], 'failures have times, too');
      assert.ok((sums.service.quantileMs(0.5) ?? 99) < 25, `p50 ${sums.service.quantileMs(0.5)} ms`);
      if (outcome === 'timeout') assert.ok((sums.service.maxMs() ?? 0) >= timeoutMs * 0.99);
      if (outcome !== 'ok' || endsConnection) assert.equal(reused, 0, 'what misbehaved is not used again');
      assert.equal(run.counts().connectionsOpened, target.connections);
      assert.equal(run.counts().connectionsFailed, 0);
    });
  }

  it('a closed port: one connect error and one attempt for each request', async () => {
    const { events, start } = engineFor(`http://127.0.0.1:${await closedPort()}`, loadOf([stage], { journeys }));
    const run = start();
    await run.ended;
    const sums = sumsOf(events);
    assert.deepEqual(told(sums.outcomes), { connectError: requests });
    assert.deepEqual(sums.errors, { 'connectError: ECONNREFUSED': requests });
    const { sent, connectionsOpened, connectionsFailed } = run.counts();
    assert.deepEqual([sent, connectionsOpened, connectionsFailed], [requests, requests, requests]);
  });

  it('packets into a black hole: each request gives up connecting at its own timeout', async () => {
    const hole = await digHole();
    try {
      const { events, start } = engineFor(hole.url, loadOf([stage], { journeys, timeoutMs }));
      const run = start();
      await run.ended;
      const sums = sumsOf(events);
      assert.deepEqual(told(sums.outcomes), { timeout: requests });
      assert.deepEqual(sums.errors, { [`timeout: no connection within ${timeoutMs} ms`]: requests });
      assert.deepEqual([run.counts().connectionsOpened, run.counts().connectionsFailed], [requests, requests]);
      assert.ok((sums.service.quantileMs(0) ?? 0) >= timeoutMs * 0.99);
    } finally {
      await hole.close();
    }
  });
});

function told(outcomes: Record<Outcome, number>): Partial<Record<Outcome, number>> {
  return Object.fromEntries(Object.entries(outcomes).filter(([, count]) => count > 0));
}

/**
 * A port of this machine that swallows packets: its listener accepts nothing, because its thread is asleep, and its queue
 * is full, so that the kernel leaves what else comes unanswered.
 */
async function digHole(): Promise<{ url: string; close(): Promise<void> }> {
  const asleep = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort } = require('node:worker_threads');
     const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 20);
     });`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve) => asleep.once('message', resolve));
  await wait(60);
  const fillers: Socket[] = [];
  for (let full = false; !full && fillers.length < 20;) {
    const filler = connect(port, '127.0.0.1').on('error', () => {});
    fillers.push(filler);
    full = await Promise.race([new Promise<boolean>((resolve) => filler.once('connect', () => resolve(false))), wait(100, true)]);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await asleep.terminate();
    },
  };
}
