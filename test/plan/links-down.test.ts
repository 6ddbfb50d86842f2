import assert from 'node:assert/strict';
import { isOutage, linksDown } from '../../src/plan/links-down.ts';
import type { PlannedFault } from '../../src/plan/plan.ts';
import { fault } from '../support/injecting.ts';

const at = (id: string, link: string, atMs: number, forMs: number): PlannedFault => ({ ...fault(id, link, 'down'), atMs, forMs });

describe('links that are down', () => {
  it('are those that answer most connections with nothing; slow is not down', () => {
    const on = (type: string, attributes: Record<string, unknown> = {}, toxicity = 1): PlannedFault => {
      const one = fault('f', 'a', type, attributes);
      return { ...one, spec: { ...one.spec, toxicity } };
    };
    for (const out of [on('down'), on('timeout'), on('timeout', {}, 0.5), on('reset_peer'), on('bandwidth', { rate: 0 })])
      assert.ok(isOutage(out), JSON.stringify(out.spec));
    for (const up of [
      on('latency', { latency: '9s' }),
      on('timeout', {}, 0.4),
      on('bandwidth', { rate: 1 }),
      on('limit_data', { bytes: '1B' }),
    ])
      assert.ok(!isOutage(up), JSON.stringify(up.spec));
  });

  it('are counted as each outage begins: one that has ended by then is over, and a link counts once', () => {
    const faults = [
      at('c', 'cart', 20, 10),
      at('a', 'payments', 0, 10),
      at('b', 'stock', 5, 15),
      at('d', 'cart', 25, 10),
      at('e', 'stock', 29, 1),
    ];
    assert.deepEqual(
      linksDown(faults).map(({ fault: { id }, down }) => [id, down]),
      [
        ['a', ['payments']],
        ['b', ['payments', 'stock']],
        ['c', ['cart']],
        ['d', ['cart']],
        ['e', ['cart', 'stock']],
      ],
    );
  });
});
