import assert from 'node:assert/strict';
import { z } from 'zod';
import { readFault } from '../../src/faults/read-fault.ts';
import { attributesOf, describeFault, faultKinds, kindOf } from '../../src/faults/shelf.ts';

/** type -> as written, on the wire, in words. */
const examples: Record<string, { written: Record<string, unknown>; wire: Record<string, number>; words: string }[]> = {
  latency: [
    { written: { latency: '2s', jitter: '500ms' }, wire: { latency: 2000, jitter: 500 }, words: 'latency 2 s +-500 ms' },
    { written: { latency: '250ms' }, wire: { latency: 250, jitter: 0 }, words: 'latency 250 ms' },
    { written: { latency: 0, jitter: '1.5s' }, wire: { latency: 0, jitter: 1500 }, words: 'latency 0 ms +-1.5 s' },
  ],
  timeout: [
    { written: { timeout: '5s' }, wire: { timeout: 5000 }, words: 'timeout: no data passes, closed after 5 s of silence' },
    { written: {}, wire: { timeout: 0 }, words: 'timeout: no data passes, kept open' },
  ],
  down: [{ written: {}, wire: {}, words: 'down: connections refused' }],
  reset_peer: [
    { written: { timeout: '100ms' }, wire: { timeout: 100 }, words: 'reset_peer: connections reset 100 ms after the first data' },
    { written: {}, wire: { timeout: 0 }, words: 'reset_peer: connections reset at the first data' },
  ],
  bandwidth: [
    { written: { rate: '64KB/s' }, wire: { rate: 64 }, words: 'bandwidth 64 KB/s' },
    { written: { rate: '1.5MB/s' }, wire: { rate: 1500 }, words: 'bandwidth 1.5 MB/s' },
    { written: { rate: 32 }, wire: { rate: 32 }, words: 'bandwidth 32 KB/s' },
    { written: { rate: 0 }, wire: { rate: 0 }, words: 'bandwidth 0: data held until the end' },
  ],
  slow_close: [{ written: { delay: '3s' }, wire: { delay: 3000 }, words: 'slow_close: connections close 3 s late' }],
  slicer: [
    {
      written: { average_size: '64B', size_variation: '32B', delay: '500us' },
      wire: { average_size: 64, size_variation: 32, delay: 500 },
      words: 'slicer: pieces of 64 B +-32 B, 0.5 ms apart',
    },
    {
      written: { average_size: 1, delay: '10ms' },
      wire: { average_size: 1, size_variation: 0, delay: 10_000 },
      words: 'slicer: pieces of 1 B, 10 ms apart',
    },
  ],
  limit_data: [
    { written: { bytes: '10KB' }, wire: { bytes: 10_000 }, words: 'limit_data: connections closed after 10 KB' },
    { written: { bytes: 0 }, wire: { bytes: 0 }, words: 'limit_data: connections closed after 0 B' },
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
];

describe('the shelf of faults', () => {
  it('has an example of every kind, in the order of help', () => {
    assert.deepEqual([...faultKinds.keys()], Object.keys(examples));
  });

  for (const [type, cases] of Object.entries(examples)) {
    for (const { written, wire, words } of cases) {
      it(`${type} ${JSON.stringify(written)} is ${JSON.stringify(wire)} on the wire, "${words}"`, () => {
        const { spec, problems } = readFault(type, written);
        assert.deepEqual(problems, undefined);
        assert.deepEqual(spec, { type, attributes: wire, stream: 'downstream', toxicity: 1 });
        assert.equal(describeFault(spec!), words);
        const steps = kindOf(spec!).steps(spec!, 10_000);
        if (type === 'down') assert.deepEqual(steps, [{ afterMs: 0, do: 'disable-proxy' }]);
        else
          assert.deepEqual(steps, [{ afterMs: 0, do: 'add-toxic', toxic: 0, type, stream: 'downstream', toxicity: 1, attributes: wire }]);
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
});
