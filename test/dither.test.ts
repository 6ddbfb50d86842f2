import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { dithered, ditherWarnings } from '../src/dither.ts';
import { hashPlan } from '../src/plan/plan-hash.ts';
import type { Plan } from '../src/plan/plan.ts';
import { planOf } from './support/plans.ts';

const scenario = (more: { wait?: string; faultFor?: string; at?: string; objectives?: string } = {}): string => `version: 1
target: http://127.0.0.1:8080
load: {base: 200/s, stages: [{name: baseline, for: 20s, rate: 1x}, {name: peak, for: 60s, rate: 2x}, {name: later, for: 40s, rate: 1x}]}
links: {payments: {listen: "127.0.0.1:21001", upstream: "127.0.0.1:4001"}}
breakers: [{name: payments, preset: opossum, url: "http://127.0.0.1:8080/metrics", link: payments${more.wait === undefined ? '' : `, wait: ${more.wait}`}}]
faults: [{id: slow, link: payments, type: latency, latency: 2s, at: ${more.at ?? 'peak + 20s'}, for: ${more.faultFor ?? '20s'}}]
objectives: [${more.objectives ?? 'error rate < 1% during baseline'}]
`;

async function plan(more: Parameters<typeof scenario>[0] = {}): Promise<Plan> {
  return (await planOf({ files: { 'my.yaml': scenario(more) } })).plan;
}

const repetitionsOf = (of: Plan, times: number): Plan[] => Array.from({ length: times }, (_, index) => dithered(of, index + 1, times));
const earlierMs = (plans: readonly Plan[]): number[] => plans.map(({ faults }) => faults[0]!.dither!.earlierMs);

describe('dither', () => {
  it('clears once in each part of the wait, whatever the seed and however many repetitions', async () => {
    const given = await plan({ wait: '3s' });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), (times, seed) => {
        const parts = earlierMs(repetitionsOf({ ...given, seed }, times)).map((ms) => Math.floor(Math.min(ms, 2_999.5) / (3_000 / times)));
        // Whole milliseconds: one at the border of a part may count with its neighbour.
        const distance = parts.toSorted((a, b) => a - b).map((part, index) => Math.abs(part - index));
        return distance.every((off) => off <= 1) && parts.every((part) => part >= 0 && part < times);
      }),
    );
  });

  it('is the same for the same seed and another for another', async () => {
    const given = await plan({ wait: '3s' });
    assert.deepEqual(earlierMs(repetitionsOf(given, 5)), earlierMs(repetitionsOf(given, 5)));
    assert.notDeepEqual(earlierMs(repetitionsOf(given, 5)), earlierMs(repetitionsOf({ ...given, seed: 2 }, 5)));
  });

  it('the parts come in no order: what drifts from one repetition to the next is not taken for the phase', async () => {
    const given = await plan({ wait: '3s' });
    const orders = Array.from({ length: 20 }, (_, seed) => earlierMs(repetitionsOf({ ...given, seed }, 5)));
    assert.ok(orders.some((ms) => ms.toSorted((a, b) => a - b).join() !== ms.join()));
    assert.ok(new Set(orders.map((ms) => ms.indexOf(Math.max(...ms)))).size > 2);
  });

  const widths: [title: string, more: Parameters<typeof scenario>[0], overMs: number, waitMs: number | null][] = [
    ["over the breaker's wait", { wait: '3s' }, 3_000, 3_000],
    ['over a tenth of the fault where no wait is known', {}, 2_000, null],
    ['over a second at least', { faultFor: '5s' }, 1_000, null],
    ['over half of the fault at most', { wait: '30s' }, 10_000, 30_000],
  ];
  for (const [title, more, overMs, waitMs] of widths)
    it(title, async () => {
      const { dither } = dithered(await plan(more), 1, 5).faults[0]!;
      assert.deepEqual([dither!.overMs, dither!.waitMs], [overMs, waitMs]);
    });

  it('leaves the plan its hash, and the fault its length and steps', async () => {
    const given = await plan({ wait: '3s' });
    const repetition = dithered(given, 2, 5);
    assert.equal(hashPlan(repetition), given.hash);
    assert.deepEqual(
      repetition.faults.map(({ id, link, spec, atMs, forMs, at, stages }) => ({ id, link, spec, atMs, forMs, at, stages })),
      given.faults,
    );
  });

  it('warns where the fault is too short for the whole wait', async () => {
    assert.match(
      ditherWarnings(repetitionsOf(await plan({ wait: '30s' }), 5)).join(),
      /^slow clears at moments spread over 10 s, not over the whole wait of its breaker \(30 s\)/,
    );
    assert.deepEqual(ditherWarnings(repetitionsOf(await plan({ wait: '3s' }), 5)), []);
  });

  it('warns of an objective that the plan can judge and a repetition can not', async () => {
    const given = await plan({ wait: '3s', faultFor: '400ms', objectives: 'p99 < 5s during slow' });
    assert.equal(given.objectives[0]!.provable, true, given.objectives[0]!.reason ?? '');
    const [short, lost] = ditherWarnings(repetitionsOf(given, 3));
    assert.match(short ?? '', /too short/);
    assert.match(lost ?? '', /^repetition \d(, \d)* can't judge "p99 < 5s during slow", because its fault clears earlier: /);
  });

  it('takes nothing from the watch after a fault', async () => {
    const given = await plan({ wait: '3s', at: 'peak + 1s', faultFor: '59s', objectives: 'recovers within 20s after slow' });
    assert.equal(given.objectives[0]!.provable, true);
    assert.deepEqual(ditherWarnings(repetitionsOf(given, 5)), []);
  });
});
