import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import { Requests } from '../../../src/breakers/infer/requests.ts';
import { inferSilence } from '../../../src/breakers/infer/silence.ts';
import { faultMs, guardedRun, type GuardedRun } from '../../support/guarded-run.ts';

const breaker = { breaker: { resetMs: 2_000 } };
const opened = (analysis: Analysis, grade: string): readonly [number, number] | null =>
  analysis.breakers[0]?.evidence.find((one) => one.grade === grade)?.openedAtMs ?? null;

/** When all of its instances were open for the first time. */
const truth = ({ system }: GuardedRun): number =>
  Math.max(
    ...[
      ...Map.groupBy(
        system.transitions.filter(({ to }) => to === 'open'),
        ({ instance }) => instance,
      ).values(),
    ].map(([first]) => first!.atMs),
  );

describe('silence upstream', () => {
  const kinds = ['hang', 'errors', 'refused', 'slow'] as const;
  const guarded = {
    'one instance': breaker,
    'three instances': { ...breaker, instances: 3 },
    retries: { ...breaker, retries: 2 },
    'fallbacks that nobody sees': { ...breaker, whenOpen: 'hidden' },
  } as const;
  const unguarded = {
    'nothing guards it': {},
    'three instances': { instances: 3 },
    retries: { retries: 2 },
    'a pool that lets wait': { pool: { size: 20, full: 'wait' } },
    'a pool that turns away': { pool: { size: 20, full: 'refuse' } },
    'a small pool': { pool: { size: 4, full: 'refuse' } },
    'load shedding': { pool: { size: 10, full: 'shed' } },
    'no patience of its own': { timeoutMs: null },
    'no patience of its own, and a pool': { timeoutMs: null, pool: { size: 20, full: 'wait' } },
    'no patience of its own, and a pool that turns away': { timeoutMs: null, pool: { size: 20, full: 'refuse' } },
    'a system that is gone': { dies: 'refuses' },
    'a system that hangs': { dies: 'hangs' },
    'a cache': { cacheMs: 1_000 },
  } as const;

  // All of them at every rate are in `npm run verify:06`.
  const most: Readonly<Record<number, number>> = { 20: 3, 200: 99, 2_000: 1 };
  for (const rate of [20, 200, 2_000])
    for (const [what, options] of Object.entries(guarded).slice(0, most[rate]))
      it(`shows a breaker at ${rate}/s: ${what}`, () => {
        for (const trouble of kinds) {
          const run = guardedRun(rate, { ...options, trouble });
          const analysis = analyse(run.events);
          const at = opened(analysis, 'B');
          assert.equal(analysis.breakers[0]?.grade, 'B', trouble);
          assert.ok(at && at[0] <= truth(run) && truth(run) <= at[1], `${trouble}: ${truth(run)} is not in ${String(at)}`);
          // Where calls come often enough, to 100 ms.
          if (rate >= 200 && what !== 'retries') assert.ok(Math.abs((at[0] + at[1]) / 2 - truth(run)) <= 100, trouble);
        }
      });

  for (const rate of [20, 200, 2_000])
    for (const [what, options] of Object.entries(unguarded).slice(0, most[rate]))
      it(`claims no trip without a breaker at ${rate}/s: ${what}`, () => {
        for (const trouble of [...kinds, 'down'] as const) {
          const { breakers } = analyse(guardedRun(rate, { ...options, trouble }).events);
          assert.deepEqual(breakers[0]?.transitions, [], `${trouble}: ${JSON.stringify(breakers[0]?.evidence)}`);
        }
      });

  it('finds every move of one breaker, each within its interval', () => {
    for (const trouble of ['hang', 'errors', 'refused'] as const) {
      const run = guardedRun(200, { ...breaker, trouble });
      const { transitions } = analyse(run.events).breakers[0]!;
      const moves = run.system.transitions.filter(({ atMs }) => atMs < 14_000);
      assert.deepEqual(
        transitions.map(({ to }) => to),
        moves.map(({ to }) => to),
      );
      // When it would try again is not seen before somebody asks.
      for (const [i, { to, atMs }] of transitions.entries())
        if (to !== 'half-open')
          assert.ok(atMs[0] <= moves[i]!.atMs && moves[i]!.atMs <= atMs[1], `${to} at ${moves[i]!.atMs}: ${String(atMs)}`);
        else assert.ok(Math.abs(moves[i]!.atMs - atMs[0]) < 150);
    }
  });

  it('sees no call that could not come while the link was down, but what follows', () => {
    const down = guardedRun(200, { breaker: { resetMs: 3_500 }, trouble: 'down' });
    const [first] = analyse(down.events).breakers[0]!.transitions;
    assert.deepEqual([first?.to, first?.evidence], ['open', 'B']);
    assert.ok(first!.atMs[0] <= truth(down) && truth(down) <= first!.atMs[1]);
    assert.ok(first!.atMs[1] >= faultMs[1], 'it may have opened at any time of the outage');
  });

  it('says nothing at all of a time in which the link was down', () => {
    const { events } = guardedRun(200, { trouble: 'down' });
    const [breaker] = analyse(events).breakers;
    assert.deepEqual([breaker?.answered, breaker?.grade], [false, null]);
    assert.match(breaker?.unknownWhy ?? '', /link payments was down while f was in, and calls came soon after/);
    const bins = Array.from({ length: 100 }, (_, i) => ({ atMs: i * 200, due: 40, answered: 40, timedOut: 0, lost: 0, times: [] }));
    const looks = Array.from({ length: 100 }, (_, i) => ({ fromMs: i * 200, toMs: i * 200 + 200, calls: i < 50 ? 40 : 0 }));
    const found = inferSilence({
      looks: looks as unknown as Parameters<typeof inferSilence>[0]['looks'],
      requests: new Requests(['checkout'], bins, 200),
      reference: [0, 10_000],
      watch: [10_000, 20_000],
      blind: [[10_000, 20_000]],
    });
    assert.match(found.declined ?? '', /while the link is down/);
  });

  it('knows bytes where requests are not counted', () => {
    for (const trouble of ['hang', 'refused'] as const) {
      assert.equal(analyse(guardedRun(200, { ...breaker, trouble }, { counts: 'bytes' }).events).breakers[0]?.grade, 'B');
      assert.equal(analyse(guardedRun(200, { trouble }, { counts: 'bytes' }).events).breakers[0]?.trips, 0);
    }
  });

  it('holds with random arrivals and other seeds', () => {
    for (let seed = 1; seed <= 6; seed += 1)
      for (const rate of seed > 2 ? [20] : [20, 200]) {
        const run = guardedRun(rate, { ...breaker, trouble: seed % 2 ? 'hang' : 'errors' }, { seed, thin: true });
        const at = opened(analyse(run.events), 'B');
        assert.ok(at && at[0] <= truth(run) && truth(run) <= at[1], `seed ${seed}, ${rate}/s: ${truth(run)} is not in ${String(at)}`);
        const without = analyse(guardedRun(rate, { trouble: seed % 2 ? 'hang' : 'errors' }, { seed, thin: true }).events);
        assert.deepEqual(without.breakers[0]?.transitions, [], `seed ${seed}, ${rate}/s`);
      }
  });

  it('takes neither a link that is idle nor a load that is over for silence', () => {
    const run = guardedRun(200, { trouble: 'errors' }, { endsAfter: 6 });
    assert.deepEqual(analyse(run.events).breakers[0]?.transitions, []);
  });
});
