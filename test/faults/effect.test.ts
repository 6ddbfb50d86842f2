import assert from 'node:assert/strict';
import { effectOf, type FaultEffect } from '../../src/faults/effect.ts';
import { readFault } from '../../src/faults/read-fault.ts';

const of = (type: string, attributes: Record<string, unknown> = {}): FaultEffect => {
  const { spec, problems } = readFault(type, attributes);
  assert.ok(spec, problems?.[0]?.message);
  return effectOf({ spec, forMs: 10_000 });
};

describe('how a fault shows itself', () => {
  for (const [type, attributes, effect] of [
    ['latency', { latency: '1s' }, 'data'],
    ['http_error', {}, 'requests'],
    ['down', {}, 'refused'],
    ['flap', { period: '2s', duty: '50%' }, 'refused'],
    ['kill', { process: 'stock' }, 'process'],
    ['command', { inject: ['true'] }, 'command'],
    ['manual', { say: 'pull it' }, 'person'],
  ] as const)
    it(`${type}: ${effect}`, () => assert.equal(of(type, attributes), effect));
});
