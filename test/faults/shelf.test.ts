import assert from 'node:assert/strict';
import { z } from 'zod';
import type { AttributeValue } from '../../src/faults/fault.ts';
import { readFault } from '../../src/faults/read-fault.ts';
import { attributesOf, describeFault, faultKinds, kindOf } from '../../src/faults/shelf.ts';

interface Example {
  readonly written: Record<string, unknown>;
  readonly attributes: Record<string, AttributeValue>;
  readonly words: string;
  /** Of a fault that is not one toxic of its own name. */
  readonly steps?: readonly object[];
}

const forMs = 10_000;
const matching = { share: 1, method: null, path: null };
const latency = { afterMs: 0, do: 'add-toxic', toxic: 0, type: 'latency', toxicity: 1 };
const http = { afterMs: 0, do: 'add-http-toxic', toxic: 0, share: 1, method: null, path: null };

/** type -> as written, in the plan, in words. */
const examples: Record<string, Example[]> = {
  latency: [
    { written: { latency: '2s', jitter: '500ms' }, attributes: { latency: 2000, jitter: 500 }, words: 'latency 2 s +-500 ms' },
    { written: { latency: '250ms' }, attributes: { latency: 250, jitter: 0 }, words: 'latency 250 ms' },
    { written: { latency: 0, jitter: '1.5s' }, attributes: { latency: 0, jitter: 1500 }, words: 'latency 0 ms +-1.5 s' },
  ],
  timeout: [
    { written: { timeout: '5s' }, attributes: { timeout: 5000 }, words: 'timeout: no data passes, closed after 5 s of silence' },
    { written: {}, attributes: { timeout: 0 }, words: 'timeout: no data passes, kept open' },
  ],
  down: [{ written: {}, attributes: {}, words: 'down: connections refused', steps: [{ afterMs: 0, do: 'disable-proxy' }] }],
  flap: [
    {
      written: { period: '4s', duty: '25%' },
      attributes: { period: 4000, duty: 0.25 },
      words: 'flap: down for 25 % of every 4 s',
      steps: [
        { afterMs: 0, do: 'disable-proxy' },
        { afterMs: 1000, do: 'enable-proxy' },
        { afterMs: 4000, do: 'disable-proxy' },
        { afterMs: 5000, do: 'enable-proxy' },
        { afterMs: 8000, do: 'disable-proxy' },
        { afterMs: 9000, do: 'enable-proxy' },
      ],
    },
  ],
  reset_peer: [
    { written: { timeout: '100ms' }, attributes: { timeout: 100 }, words: 'reset_peer: connections reset 100 ms after the first data' },
    { written: {}, attributes: { timeout: 0 }, words: 'reset_peer: connections reset at the first data' },
  ],
  bandwidth: [
    { written: { rate: '64KB/s' }, attributes: { rate: 64 }, words: 'bandwidth 64 KB/s' },
    { written: { rate: '1.5MB/s' }, attributes: { rate: 1500 }, words: 'bandwidth 1.5 MB/s' },
    { written: { rate: 32 }, attributes: { rate: 32 }, words: 'bandwidth 32 KB/s' },
    { written: { rate: 0 }, attributes: { rate: 0 }, words: 'bandwidth 0: data held until the end' },
  ],
  slow_close: [{ written: { delay: '3s' }, attributes: { delay: 3000 }, words: 'slow_close: connections close 3 s late' }],
  slicer: [
    {
      written: { average_size: '64B', size_variation: '32B', delay: '500us' },
      attributes: { average_size: 64, size_variation: 32, delay: 500 },
      words: 'slicer: pieces of 64 B +-32 B, 0.5 ms apart',
    },
    {
      written: { average_size: 1, delay: '10ms' },
      attributes: { average_size: 1, size_variation: 0, delay: 10_000 },
      words: 'slicer: pieces of 1 B, 10 ms apart',
    },
  ],
  limit_data: [
    { written: { bytes: '10KB' }, attributes: { bytes: 10_000 }, words: 'limit_data: connections closed after 10 KB' },
    { written: { bytes: 0 }, attributes: { bytes: 0 }, words: 'limit_data: connections closed after 0 B' },
  ],
  loss: [
    {
      written: { loss: '2%' },
      attributes: { loss: 0.02, rtt: 50, segments: 10 },
      words: 'loss 2 %: latency 150 ms +-100 ms on 18.3 % of connections, bandwidth 251 KB/s',
      steps: [
        { ...latency, stream: 'downstream', toxicity: 0.1829, attributes: { latency: 150, jitter: 100 } },
        { afterMs: 0, do: 'add-toxic', toxic: 1, type: 'bandwidth', stream: 'downstream', toxicity: 1, attributes: { rate: 251 } },
      ],
    },
  ],
  dns: [
    {
      written: {},
      attributes: { delay: 0 },
      words: 'dns: the name does not resolve (down: connections refused)',
      steps: [{ afterMs: 0, do: 'disable-proxy' }],
    },
    {
      written: { delay: '5s' },
      attributes: { delay: 5000 },
      words: 'dns: the name resolves late (latency 5 s, upstream)',
      steps: [{ ...latency, stream: 'upstream', attributes: { latency: 5000, jitter: 0 } }],
    },
  ],
  http_error: [
    {
      written: {},
      attributes: { status: 503, ...matching, body: '', retry_after: 0 },
      words: 'http_error 503',
      steps: [{ ...http, type: 'http_error', attributes: { status: 503, body: '', retry_after: 0 } }],
    },
    {
      written: { status: 429, share: '20%', method: 'POST', path: '/api/*', retry_after: 5 },
      attributes: { status: 429, share: 0.2, method: 'POST', path: '/api/*', body: '', retry_after: 5 },
      words: 'http_error 429, retry after 5 s, on 20 % of POST requests for /api/*',
      steps: [
        {
          ...http,
          type: 'http_error',
          share: 0.2,
          method: 'POST',
          path: '/api/*',
          attributes: { status: 429, body: '', retry_after: 5 },
        },
      ],
    },
  ],
  http_delay: [
    {
      written: { delay: '2s', jitter: '1s', path: '/pay' },
      attributes: { delay: 2000, jitter: 1000, share: 1, method: null, path: '/pay' },
      words: 'http_delay 2 s +-1 s on requests for /pay',
      steps: [{ ...http, type: 'http_delay', path: '/pay', attributes: { delay: 2000, jitter: 1000 } }],
    },
  ],
  http_corrupt: [
    {
      written: { mode: 'truncate', bytes: '1KB', share: 0.5 },
      attributes: { mode: 'truncate', bytes: 1000, share: 0.5, method: null, path: null },
      words: 'http_corrupt: bodies end after 1 KB on 50 % of requests',
      steps: [{ ...http, type: 'http_corrupt', share: 0.5, attributes: { mode: 'truncate', bytes: 1000 } }],
    },
  ],
  pause: [
    {
      written: { process: 'shop' },
      attributes: { process: 'shop' },
      words: 'pause: process shop stands still',
      steps: [{ afterMs: 0, do: 'signal-process', process: 'shop', signal: 'SIGSTOP' }],
    },
  ],
  kill: [
    {
      written: { process: 'shop' },
      attributes: { process: 'shop' },
      words: 'kill: process shop is gone',
      steps: [{ afterMs: 0, do: 'signal-process', process: 'shop', signal: 'SIGKILL' }],
    },
  ],
  restart: [
    {
      written: { process: 'shop' },
      attributes: { process: 'shop' },
      words: 'restart: process shop ends and starts again',
      steps: [
        { afterMs: 0, do: 'signal-process', process: 'shop', signal: 'SIGTERM' },
        { afterMs: 0, do: 'start-process', process: 'shop' },
      ],
    },
  ],
  command: [
    {
      written: { inject: ['kubectl', 'delete', 'pod', 'a b'], undo: ['scale', 3], timeout: '1m' },
      attributes: { inject: ['kubectl', 'delete', 'pod', 'a b'], undo: ['scale', '3'], verify: null, timeout: 60_000 },
      words: "command: kubectl delete pod 'a b'",
      steps: [
        {
          afterMs: 0,
          do: 'run-command',
          inject: ['kubectl', 'delete', 'pod', 'a b'],
          undo: ['scale', '3'],
          verify: null,
          timeoutMs: 60_000,
        },
      ],
    },
  ],
  manual: [
    {
      written: { say: 'pull the cable', undoSay: 'put it back' },
      attributes: { say: 'pull the cable', undoSay: 'put it back', timeout: 120_000 },
      words: 'manual: pull the cable',
      steps: [{ afterMs: 0, do: 'ask-person', say: 'pull the cable', undoSay: 'put it back', timeoutMs: 120_000 }],
    },
  ],
};

/** What a server would die of, or what would do nothing or mean something else. */
const refused: [type: string, written: Record<string, unknown>][] = [
  ['latency', { latency: '-1s' }],
  ['latency', { latency: 2 }],
  ['latency', { latency: 0 }],
  ['latency', { latency: '0.2ms' }],
  ['latency', {}],
  ['latency', { latency: '9999h' }],
  ['latency', { latency: null }],
  ['latency', { latency: ['2s'] }],
  ['timeout', { timeout: '-1ms' }],
  ['bandwidth', { rate: -1 }],
  ['bandwidth', { rate: '64KB' }],
  ['bandwidth', { rate: '0.4KB/s' }],
  ['bandwidth', { rate: 1e15 }],
  ['bandwidth', {}],
  ['slow_close', {}],
  ['slicer', {}],
  ['slicer', { average_size: 0 }],
  ['slicer', { average_size: '10B', size_variation: '10B' }],
  ['slicer', { average_size: '10B', size_variation: '11B' }],
  ['slicer', { average_size: '10B', delay: 5 }],
  ['limit_data', { bytes: -1 }],
  ['limit_data', { bytes: '1.5' }],
  ['down', { for: '2s' }],
  ['flap', { period: '100ms' }],
  ['flap', { duty: '0%' }],
  ['flap', { duty: '100%' }],
  ['flap', { period: '400ms', duty: '10%' }],
  ['flap', { period: '400ms', duty: '90%' }],
  ['loss', {}],
  ['loss', { loss: '0%' }],
  ['loss', { loss: '60%' }],
  ['loss', { loss: '2%', rtt: 0 }],
  ['loss', { loss: '2%', segments: 0 }],
  ['dns', { delay: 'long' }],
  ['http_error', { status: 99 }],
  ['http_error', { status: '5xx' }],
  ['http_error', { share: 0 }],
  ['http_error', { method: 'post' }],
  ['http_error', { path: 'api' }],
  ['http_error', { path: '/a*b' }],
  ['http_error', { body: 7 }],
  ['http_delay', {}],
  ['http_delay', { delay: 0 }],
  ['http_corrupt', {}],
  ['http_corrupt', { mode: 'burn' }],
  ['http_corrupt', { mode: 'flip', bytes: 0 }],
  ['pause', {}],
  ['kill', { process: '' }],
  ['restart', { process: ['a'] }],
  ['command', {}],
  ['command', { inject: 'rm -rf x' }],
  ['command', { inject: [] }],
  ['command', { inject: [''] }],
  ['command', { inject: ['a'], undo: 'b' }],
  ['command', { inject: ['a'], timeout: '1ms' }],
  ['manual', {}],
  ['manual', { say: ' ' }],
  ['manual', { say: 'a', timeout: '2h' }],
];

describe('the shelf of faults', () => {
  it('has an example of every kind, in the order of help', () => {
    assert.deepEqual([...faultKinds.keys()], Object.keys(examples));
  });

  for (const [type, cases] of Object.entries(examples)) {
    for (const { written, attributes, words, steps } of cases) {
      it(`${type} ${JSON.stringify(written)} is "${words}"`, () => {
        const { spec, problems } = readFault(type, written);
        assert.deepEqual(problems, undefined);
        assert.deepEqual(spec, { type, attributes, stream: 'downstream', toxicity: 1 });
        assert.equal(describeFault(spec!), words);
        const one = { afterMs: 0, do: 'add-toxic', toxic: 0, type, stream: 'downstream', toxicity: 1, attributes };
        assert.deepEqual(kindOf(spec!).steps(spec!, forMs), steps ?? [one]);
      });
    }
  }

  for (const [type, written] of refused) {
    it(`refuses ${type} ${JSON.stringify(written)}`, () => {
      const { problems } = readFault(type, written);
      assert.equal(problems?.length, 1, JSON.stringify(problems));
    });
  }

  it('says the direction and the share where they are not the usual ones', () => {
    const { spec } = readFault('latency', { latency: '1s' }, { stream: 'upstream', toxicity: '50%' });
    assert.equal(describeFault(spec!), 'latency 1 s, upstream, on 50 % of connections');
  });

  it('describes every attribute in a JSON Schema that closes the object', () => {
    for (const kind of faultKinds.values()) {
      const schema = z.toJSONSchema(kind.schema, { io: 'input' }) as {
        properties: Record<string, { description?: string }>;
        additionalProperties: unknown;
      };
      assert.equal(schema.additionalProperties, false);
      assert.deepEqual(Object.keys(schema.properties), attributesOf(kind));
      for (const [name, property] of Object.entries(schema.properties))
        assert.ok((property.description ?? '').length > 10, `${kind.type}.${name}`);
    }
  });

  it('begins every fault at its injection, names what it changes later, and stays within the window', () => {
    for (const cases of Object.values(examples)) {
      for (const { written } of cases) {
        const [type] = Object.entries(examples).find(([, list]) => list === cases)!;
        const { spec } = readFault(type, written);
        const steps = kindOf(spec!).steps(spec!, forMs);
        assert.equal(steps[0]?.afterMs, 0, type);
        const added = new Set<number>();
        for (const [index, step] of steps.entries()) {
          assert.ok(step.afterMs < forMs && step.afterMs >= (steps[index - 1]?.afterMs ?? 0), type);
          if (step.do === 'add-toxic' || step.do === 'add-http-toxic') added.add(step.toxic);
          if (step.do === 'update-toxic' || step.do === 'update-http-toxic') assert.ok(added.has(step.toxic), type);
        }
      }
    }
  });
});
