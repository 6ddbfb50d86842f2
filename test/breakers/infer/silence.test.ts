import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import type { Inference } from '../../../src/breakers/infer/inference.ts';
import { Requests, type RequestBin } from '../../../src/breakers/infer/requests.ts';
import { inferSilence } from '../../../src/breakers/infer/silence.ts';
import { faultMs, guardedRun, type GuardedRun } from '../../support/guarded-run.ts';
import { unguardedSystems } from '../../support/unguarded-systems.ts';
import { during, silence, type Link, type Stretch } from '../../support/silent-link.ts';

const states = ({ moves }: Inference): string => moves.map(({ to }) => to).join(' ');
const tripped = 'open half-open closed';
const rounded = (atMs: readonly number[] | undefined): readonly number[] | undefined => atMs?.map(Math.round);

describe('what counts as a silence', () => {
  it('lasts 300 ms', () => {
    const found = silence(during([5_000, 5_300]));
    assert.equal(states(found), tripped);
    assert.match(found.detail, /^no call for over 300 ms, once, while checkout went on being answered; usual is 50 ms at most/);
    assert.equal(states(silence(during([5_000, 5_300], [8_000, 8_300]))), `${tripped} ${tripped}`);
    assert.match(silence(during([5_000, 5_300], [8_000, 8_300])).detail, /, 2 times,/);
    const short = silence(during([5_000, 5_250]));
    assert.deepEqual([short.declined, short.moves], [null, []]);
    assert.match(short.detail, /never missing for longer than 300 ms/);
  });

  it('lasts three times as long as the longest may have been before the fault', () => {
    assert.equal(states(silence(during([2_000, 2_150], [5_000, 5_600]))), tripped);
    const short = silence(during([2_000, 2_150], [5_000, 5_550]));
    assert.deepEqual([short.declined, short.moves], [null, []]);
    assert.match(short.detail, /never missing for longer than 600 ms/);
    const reference = [1_000, 3_000] as const;
    assert.equal(states(silence(during([500, 800], [3_100, 3_500], [5_000, 5_300]), { reference })), tripped, 'none in that time');
  });

  it('lasts longer where fewer requests come, and no shorter where more do', () => {
    const from5s = (due: number) => ({
      requestsAt: (atMs: number) => (atMs < 5_000 ? {} : { due, answered: due, times: [0, due] }),
    });
    assert.equal(states(silence(during([2_000, 2_150], [5_000, 6_200]), from5s(10))), tripped);
    assert.equal(states(silence(during([2_000, 2_150], [5_000, 6_150]), from5s(10))), '');
    assert.equal(states(silence(during([2_000, 2_150], [5_000, 5_600]), from5s(40))), tripped);
    assert.equal(states(silence(during([2_000, 2_150], [5_000, 5_550]), from5s(40))), '');
    assert.equal(states(silence(during([5_000, 8_000]), from5s(0))), '', 'nobody asked');
    const none = silence(during([5_000, 8_000]), { requestsAt: (atMs) => (atMs < 4_000 ? {} : { due: 0, answered: 0, times: [] }) });
    assert.equal(none.declined, 'no request of checkout came after the fault');
  });

  it('is held against time of as high a load where there was such before the fault', () => {
    // Calls come singly at first, and 450 ms apart; at twenty requests in 200 ms every 50 ms.
    const requestsAt = (atMs: number) => (atMs < 1_000 ? { due: 2, answered: 2, times: [0, 2] } : {});
    const callsAt = (toMs: number) => (atMs: number) => (atMs < 1_000 ? Number(atMs % 500 === 0) : during([5_000, toMs])(atMs));
    assert.equal(states(silence(callsAt(5_300), { requestsAt })), tripped);
    const alone = { requestsAt, reference: [0, 3_900] as const };
    assert.equal(states(silence(callsAt(6_450), alone)), '', 'two seconds and some of it are too few');
    assert.equal(states(silence(callsAt(6_500), alone)), tripped);
  });

  it('is not ruled out where calls stayed away as long as it waits, by chance or not: a second, unless it is said', () => {
    // 300 ms without a call before the fault: 1.05 s may be chance. A look may be missing at each end.
    const quiet = (toMs: number) => during([2_000, 2_300], [5_000, toMs]);
    assert.match(silence(quiet(5_900)).declined ?? '', /^no call came from 5 s to 5.9 s, which may be chance at that load$/);
    assert.equal(silence(quiet(5_850)).declined, null);
    assert.match(silence(quiet(6_000), { waitMs: 1_100 }).declined ?? '', /^no call came from 5 s to 6 s/);
    assert.equal(silence(quiet(6_000), { waitMs: 1_101 }).declined, null);
    assert.equal(states(silence(quiet(6_050))), tripped, 'what lasts longer is none by chance');
    // Judged at the load there was then: nobody asked from 5 s on.
    const none = (atMs: number) => (atMs >= 5_000 && atMs < 8_000 ? { due: 0, answered: 0, times: [] } : {});
    assert.equal(silence(during([5_000, 8_000]), { requestsAt: none }).declined, null);
  });

  it('is said to be as long as one was at a load at which chance may bring it', () => {
    const less = (atMs: number) => (atMs >= 11_000 ? { due: 10, answered: 10, times: [0, 10] } : {});
    const found = silence(during([2_000, 2_150], [11_000, 11_800]), { requestsAt: less });
    assert.deepEqual([found.declined, found.moves], [null, []]);
    assert.match(found.detail, /^calls were never missing for longer than 800 ms$/);
  });

  it('lacks ten calls', () => {
    // One of five requests calls.
    const few = (toMs: number) => during([5_000, toMs], [0, 12_000, 1]);
    assert.equal(states(silence(few(5_500))), tripped);
    assert.deepEqual(silence(few(5_450)).moves, []);
    assert.equal(silence(few(5_450)).declined, null);
    // The same when those from before have ended, here by 5.2 s.
    const requestsAt = (atMs: number) => (atMs < 5_000 ? { times: [199, 20] } : {});
    assert.equal(states(silence(few(5_750), { requestsAt })), tripped);
    assert.match(silence(few(5_650), { requestsAt }).declined ?? '', /requests hung or were lost/);
  });

  it('goes on as long when every request from before has ended', () => {
    const requestsAt = (atMs: number) => (atMs < 5_000 ? { times: [149, 20] } : {});
    assert.equal(states(silence(during([5_000, 5_450]), { requestsAt })), tripped);
    assert.match(silence(during([5_000, 5_400]), { requestsAt }).declined ?? '', /^no call came from 5 s to 5.4 s, but/);
    const longer = silence(during([5_000, 5_400], [6_000, 6_600], [7_000, 7_450]), {
      requestsAt: () => ({ times: [900, 20] }),
    });
    assert.match(longer.declined ?? '', /^no call came from 6 s to 6.6 s, but/, 'of several the longest is told');
  });

  it('is one in which half of the requests are answered, and a fifth lost at most', () => {
    const answered = (n: number) =>
      silence(during([5_000, 6_000]), { requestsAt: (atMs) => (atMs < 5_000 ? {} : { times: [0, n, 3_000, 20 - n] }) });
    assert.equal(states(answered(10)), tripped);
    assert.match(answered(9).declined ?? '', /requests hung or were lost/);
    const lost = (n: number) =>
      silence(during([5_000, 6_000]), { requestsAt: (atMs) => (atMs < 5_000 ? {} : { answered: 20 - n, lost: n }) });
    assert.equal(states(lost(4)), tripped);
    assert.match(lost(5).declined ?? '', /requests hung or were lost/);
  });

  it('needs 20 calls before the fault, and looks at the link before and after it', () => {
    const before = (calls: number) => during([0, 50, calls], [50, 4_000], [5_000, 6_000]);
    assert.match(silence(before(19)).declined ?? '', /only 19 calls crossed the link before the first fault, 20 are needed/);
    assert.doesNotMatch(silence(before(20)).declined ?? '', /are needed/);
    assert.match(silence(during(), { looksMs: [4_000, 12_000] }).declined ?? '', /not looked at before the first fault/);
    assert.match(silence(during(), { looksMs: [0, 4_000] }).declined ?? '', /not looked at after the fault came/);
    assert.match(silence(during(), { watch: [4_000, 4_040] }).declined ?? '', /not looked at after the fault came/);
    const requestsAt = (atMs: number) => (atMs < 4_000 ? { due: 0, answered: 0, times: [] } : {});
    assert.match(silence(during(), { requestsAt }).declined ?? '', /no request of checkout came before/);
  });
});

describe('what is told of a silence', () => {
  it('takes twelve calls in a second for probes between two, and more for a breaker that had closed', () => {
    const between = (calls: number) => silence(during([5_000, 6_000], [6_000, 6_050, calls], [6_050, 7_000]));
    assert.equal(states(between(12)), 'open half-open open half-open closed');
    assert.equal(states(between(13)), `${tripped} ${tripped}`);
    // One call in each 100 ms.
    const apart = (toMs: number) => (atMs: number) =>
      atMs >= 6_000 && atMs < toMs && (atMs % 100 === 0 || atMs + 50 === toMs) ? 1 : during([5_000, toMs + 1_000])(atMs);
    assert.equal(states(silence(apart(7_000))), 'open half-open open half-open closed');
    assert.equal(states(silence(apart(7_050))), `${tripped} ${tripped}`);
  });

  it('has it closed with the eleventh call, or nobody knows when', () => {
    const closedBy = (...stretches: readonly Stretch[]) => silence(during([5_000, 6_000], ...stretches)).moves.at(-1);
    assert.deepEqual(closedBy([6_000, 12_000, 1]), { from: 'half-open', to: 'closed', atMs: [6_000, 6_550] });
    assert.deepEqual(closedBy([6_000, 6_050, 2], [6_050, 12_000, 9])?.atMs, [6_000, 6_100]);
    assert.deepEqual(silence(during([11_000, 11_900], [11_900, 12_000, 5])).moves.at(-1)?.atMs, [11_900, 12_000]);
  });

  it('has it closed before it opened again, however few calls came in between', () => {
    // Single calls 200 ms apart, over a second and more.
    const singly = Array.from({ length: 7 }, (_, i): Stretch => [5_600 + i * 200, 5_650 + i * 200, 1]);
    const { moves } = silence(during(...singly, [4_500, 8_000]));
    const [, , closed, again] = moves;
    assert.deepEqual([closed?.to, closed?.atMs, again?.to, again?.atMs[1]], ['closed', [5_600, 6_900], 'open', 6_900]);
    const ends = moves.map(({ atMs }) => atMs[1]);
    assert.deepEqual(
      ends,
      ends.toSorted((a, b) => a - b),
    );
  });

  it('has it tried with the call that ends it, unless none came', () => {
    assert.deepEqual(silence(during([5_000, 6_000])).moves[1], { from: 'open', to: 'half-open', atMs: [6_000, 6_050] });
    assert.equal(states(silence(during([5_000, 12_000]))), 'open');
    assert.equal(states(silence(during([5_000, 11_000]), { watch: [4_000, 11_000] })), 'open', 'it came too late');
  });

  it('has it open again when the probe has failed: those from before have ended, or the next call comes', () => {
    const again = (probedMs: number) =>
      silence(during([5_000, 6_000], [6_000, 6_050, 1], [6_050, 7_000]), {
        requestsAt: (atMs) => (atMs === 5_800 ? { times: [0, 19, probedMs, 1] } : {}),
      }).moves[2];
    assert.deepEqual([again(0)?.to, again(0)?.atMs], ['open', [6_000, 6_200]], 'the bin of 6 s began before the silence did');
    assert.deepEqual([Math.round((again(500)?.atMs[1] ?? 0) / 10), again(500)?.atMs[0]], [650, 6_000]);
    assert.deepEqual(again(3_000)?.atMs, [6_000, 7_000]);
  });

  it('has it opened after the last call was on its way for 25 ms, and as long as a look took', () => {
    assert.equal(silence(during([5_000, 6_000])).moves[0]?.atMs[0], 4_950 - 25);
    const tookMs = (atMs: number) => (atMs < 4_000 ? 40 : atMs === 4_000 || atMs === 4_950 ? 7 : atMs === 4_400 ? 12 : 3);
    assert.equal(silence(during([5_000, 6_000]), { tookMs }).moves[0]?.atMs[0], 4_950 - 25 - 12);
  });

  it('has it opened seven times as long after the last call as calls were apart in the last second, at most', () => {
    // So that more than 500 ms without a call are usual.
    const usual = [1_000, 1_500] as const;
    const bound = (before: readonly Stretch[], link: Link = {}) =>
      rounded(silence(during(usual, [8_000, 11_000], ...before), link).moves[0]?.atMs)?.[1];
    // 6 looks with 8 calls, and 14 with one.
    assert.equal(
      bound([
        [7_000, 7_300, 8],
        [7_300, 8_000, 1],
      ]),
      8_000 + Math.round(7_000 / 62),
    );
    // No more than requests call as a rule.
    const perSecond = 100 * (350 / 400);
    assert.equal(bound([[7_000, 8_000, 6]]), 8_000 + Math.round(7_000 / perSecond));
    assert.equal(bound([[7_000, 8_000, 1]]), 8_000 + 350);
    assert.equal(rounded(silence(during([5_000, 6_000], [4_000, 5_000, 1])).moves[0]?.atMs)?.[1], 5_000 + 50, 'nor than is usual');
  });

  it('has it opened before what had been let through was tried again, where calls were more than a quarter too many', () => {
    // They take up to 40 ms.
    const requestsAt = (): Partial<RequestBin> => ({ times: [0, 19, 40, 1] });
    const waited = (...stretches: readonly Stretch[]) =>
      Math.round(6_925 - (silence(during([7_000, 8_000], ...stretches), { requestsAt }).moves[0]?.atMs[0] ?? 0));
    // Of 200 requests within 2 s: 250 and three times the root of 200.
    assert.equal(waited([5_000, 5_050, 97]), 0);
    assert.equal(waited([5_000, 5_050, 98]), 40);
    assert.equal(waited([4_950, 5_000, 98]), 0, 'longer ago');
    // Of 100 within the second since the fault: 125 and 30.
    const soon = (calls: number) => silence(during([5_000, 6_000], [4_000, 4_050, calls]), { requestsAt }).moves[0]?.atMs[0] ?? 0;
    assert.equal(Math.round(soon(60)), 4_925);
    assert.equal(Math.round(soon(61)), 4_925 - 40);
  });

  it('counts no calls where a look did not tell', () => {
    const unknown = -100;
    const between = silence(during([5_000, 6_000], [6_000, 6_050, 13], [6_050, 6_100, unknown], [6_100, 7_000]));
    assert.equal(states(between), `${tripped} ${tripped}`);
    const before = silence(during([0, 50, 20], [50, 100, unknown], [100, 4_000], [5_000, 6_000]));
    assert.doesNotMatch(before.declined ?? '', /are needed/);
    const after = silence(during([5_000, 6_000], [6_100, 6_150, unknown], [6_000, 12_000, 1]));
    assert.deepEqual(after.moves.at(-1)?.atMs, [6_000, 6_600]);
    const waited = silence(during([5_000, 6_000], [4_000, 4_050, 161], [4_050, 4_100, unknown]), {
      requestsAt: () => ({ times: [0, 19, 40, 1] }),
    });
    assert.equal(Math.round(waited.moves[0]?.atMs[0] ?? 0), 4_925 - 40);
    const soon = silence(during([1_000, 1_500], [8_000, 11_000], [7_000, 7_050, unknown], [7_050, 8_000, 1])).moves[0];
    assert.equal(Math.round(soon?.atMs[1] ?? 0), 8_000 + Math.round(7_000 / 19));
  });

  it('has it opened after the last call that was counted, and before one that may have come in a look that did not tell', () => {
    const unknown = during([5_000, 6_000], [4_900, 5_000, -1]);
    assert.deepEqual(silence(unknown).moves[0]?.atMs, [4_850 - 25, 5_050]);
    assert.deepEqual(silence(unknown, { blind: [[5_000, 5_500]] }).moves[0]?.atMs, [4_850, 5_500]);
  });

  it('leaves open when it opened while no call could come, and looks at no such time', () => {
    const blind = [[5_000, 6_000]] as const;
    const found = silence(during([5_000, 7_000]), { blind });
    assert.deepEqual([states(found), found.moves[0]?.atMs], [tripped, [4_950, 6_000]]);
    const watched = (...holes: readonly (readonly [number, number])[]) => silence(during(), { blind: holes }).watched.slice(1);
    assert.deepEqual(watched(...blind), [
      [4_000, 5_000],
      [6_000, 12_000],
    ]);
    assert.deepEqual(watched([3_000, 3_500], [13_000, 14_000]), [[4_000, 12_000]]);
    assert.deepEqual(watched([4_000, 5_000], [11_000, 12_000]), [[5_000, 11_000]]);
    assert.deepEqual(silence(during()).watched[0], [4_000, 4_000]);
  });
});

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
    for (const [what, options] of Object.entries(unguardedSystems).slice(0, most[rate]))
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
      waitMs: null,
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
