import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Event, JourneyBin } from '../../src/events/event.ts';
import { journey, planOf, stage } from '../support/synthetic-log.ts';

const plan = planOf({
  stages: [stage('hold', 20, 10)],
  journeys: [journey('look', 1, [{ route: 'home' }]), journey('buy', 1, [{ route: 'cart' }, { route: 'order' }])],
});

function analysed(lines: readonly (readonly JourneyBin[] | undefined)[]) {
  const opened: Event = {
    tMs: -1,
    type: 'opened',
    version: 1,
    runId: 'r',
    tool: { name: 'stampede', version: '0', node: '0', platform: '' },
    openedAt: '',
    plan,
  };
  const load = lines.map((journeys, i): Event => ({
    tMs: i,
    type: 'load',
    bins: [],
    routes: [],
    errors: [],
    ...(journeys ? { journeys: [...journeys] } : {}),
  }));
  return analyse([opened, ...load]).journeys;
}

function bin(journeyName: string, over: Partial<JourneyBin>): JourneyBin {
  return { atMs: 0, stage: 0, journey: journeyName, started: 0, completed: 0, failedAt: [], cancelled: 0, times: [], ...over };
}

describe('journeys', () => {
  it('add up over all lines, in the order of the plan', () => {
    const rows = analysed([
      [bin('buy', { started: 5, completed: 1, times: [1_000, 1] })],
      undefined,
      [bin('buy', { completed: 1, failedAt: [0, 1, 1, 2], times: [1_000, 1] }), bin('look', { started: 2, completed: 2, times: [500, 2] })],
    ]);
    assert.deepEqual(
      rows.map(({ durationMs, ...row }) => ({ ...row, n: durationMs.n })),
      [
        { name: 'look', started: 2, completed: 2, failed: 0, cancelled: 0, completionRate: 1, failedAt: [], n: 2 },
        {
          name: 'buy',
          started: 5,
          completed: 2,
          failed: 3,
          cancelled: 0,
          completionRate: 0.4,
          failedAt: [
            { step: 1, route: 'cart', count: 1 },
            { step: 2, route: 'order', count: 2 },
          ],
          n: 2,
        },
      ],
    );
  });

  it('what has no end in the log was under way when the run was killed: cancelled', () => {
    const [, buy] = analysed([[bin('buy', { started: 9, completed: 2, failedAt: [1, 1], cancelled: 1 })]]);
    assert.deepEqual([buy?.started, buy?.completed, buy?.failed, buy?.cancelled, buy?.completionRate], [9, 2, 1, 6, 2 / 3]);
  });

  it('a log that does not tell of them has none', () => {
    assert.deepEqual(analysed([undefined]), []);
  });
});
