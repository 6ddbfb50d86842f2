import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import { inferCollapse, type CollapseInput, type ErrorBin } from '../../../src/breakers/infer/collapse.ts';
import { bucketOf } from '../../../src/events/histogram.ts';
import { guardedRun } from '../../support/guarded-run.ts';

const breaker = { breaker: { resetMs: 2_000 } };

/** `msAt`: how long an error that begins then takes; null: there is none. One every 10 ms. */
function infer(msAt: (tMs: number) => number | null, over: Partial<CollapseInput> = {}) {
  const bins: ErrorBin[] = [];
  for (let atMs = 10_000; atMs < 25_000; atMs += 50) {
    const times = Array.from({ length: 5 }, (_, i) => msAt(atMs + i * 10)).filter((ms) => ms !== null);
    bins.push({ atMs, times: times.flatMap((ms) => [bucketOf(ms * 1_000), 1]), timedOut: 0 });
  }
  return inferCollapse({ bins, widthMs: 50, window: [10_000, 20_000], shedShare: 0, usualMs: 22, bystanders: null, ...over });
}

/** Slow until the trip, fast after it, none after the fault. */
const tripped =
  (tripMs: number, slowMs = 400) =>
  (tMs: number): number | null =>
    tMs >= 20_000 ? null : tMs < tripMs ? slowMs : 0.6;

describe('collapse of times', () => {
  it('tells when errors became fast, to a bin, whenever the slow ones ended', () => {
    for (const tripMs of [10_770, 11_200, 12_345, 15_010]) {
      const { moves } = infer(tripped(tripMs));
      assert.deepEqual(
        moves.map(({ to }) => to),
        ['open', 'closed'],
      );
      const [from, to] = moves[0]!.atMs;
      assert.ok(from <= tripMs && tripMs <= to && to - from <= 125, `${tripMs} in ${from} to ${to}`);
    }
  });

  it('tells the probes and how far they are apart, and counts no trip by them', () => {
    const probes = [13_000, 15_400, 17_800];
    const { moves, detail } = infer((tMs) => (probes.includes(tMs) ? 400 : tripped(11_000)(tMs)));
    assert.match(detail, /3 probes, 2\.4 s apart \(CV 0 %\)/);
    assert.equal(moves.filter(({ to }) => to === 'open').length, 1);
  });

  for (const [what, input, why] of [
    ['few errors', infer((tMs) => (tMs % 500 === 0 && tMs < 20_000 ? 400 : null)), /20 errors while it was in, 100 are needed/],
    ['errors that are fast from the beginning', infer(tripped(11_000, 3)), /fast from the beginning/],
    ['a stall at the beginning', infer(tripped(10_100, 60)), /too short a time to tell it from a stall/],
    ['fallbacks', infer((tMs) => (tMs < 11_000 ? 400 : tMs % 400 === 0 ? 400 : null)), /errors became fewer/],
    [
      'several breakers in turn',
      infer((tMs) => (tMs < 11_000 || (tMs < 13_000 && tMs % 20 === 0) ? 400 : tripped(11_000)(tMs))),
      /in turn/,
    ],
    [
      'a pool that turns away while it is busy',
      infer((tMs) => (tMs >= 20_000 ? null : tMs < 10_300 || tMs % 400 < 20 ? 400 : 0.6)),
      /slow ones were under way at all times/,
    ],
    ['answers that say they were turned away', infer(tripped(11_000), { shedShare: 0.9 }), /429/],
    [
      'errors that are too rare to say when',
      infer((tMs) => (tMs % 50 === 0 && (tMs < 11_000 || tMs > 11_400) ? tripped(11_200)(tMs) : null)),
      /too rarely to say when/,
    ],
  ] as const)
    it(`declines ${what}`, () => {
      assert.match(input.declined ?? '', why);
      assert.deepEqual(input.moves, []);
    });

  it('sees that there is none where errors stay as they were', () => {
    const { declined, moves } = infer((tMs) => (tMs < 20_000 ? 400 : null));
    assert.deepEqual([declined, moves], [null, []]);
  });

  it('takes a stall of the machine for no breaker: what still calls is as fast as it ever was, or all was slow', () => {
    const stalled = (tMs: number): number | null => (tMs >= 20_000 ? null : tMs < 10_700 ? 110 : 22);
    const { declined, moves } = infer(stalled);
    assert.deepEqual([declined, moves], [null, []]);
    const quick = infer(tripped(10_700, 60), { bystanders: { usualMs: 2, medianIn: () => 55 } });
    assert.match(quick.declined ?? '', /the machine may have stalled/);
    assert.equal(infer(tripped(10_700, 60), { bystanders: { usualMs: 2, medianIn: () => 3 } }).moves[0]?.to, 'open');
    assert.match(infer(tripped(11_000), { usualMs: null }).declined ?? '', /before the fault is not known/);
  });

  it('declines what the tool itself gave up', () => {
    const bins = [{ atMs: 11_000, times: [bucketOf(400_000), 200], timedOut: 150 }];
    assert.match(
      inferCollapse({ bins, widthMs: 50, window: [10_000, 20_000], shedShare: 0, usualMs: 22, bystanders: null }).declined ?? '',
      /150 requests found no answer/,
    );
  });

  it('stands for a breaker that nothing else shows, to 100 ms or not at all', () => {
    for (const trouble of ['hang', 'errors', 'slow', 'refused'] as const) {
      const run = guardedRun(200, { ...breaker, trouble }, { blind: true });
      const [found] = analyse(run.events).breakers;
      if (trouble === 'refused') {
        assert.equal(found?.grade, null);
        assert.match(found?.unknownWhy ?? '', /it could not be inferred: link payments was not looked at .*fast from the beginning/);
        continue;
      }
      const truthMs = run.system.transitions[0]!.atMs;
      const [move] = found!.transitions;
      assert.deepEqual([found?.grade, move?.evidence, move?.to], ['D', 'D', 'open'], trouble);
      assert.ok(Math.abs((move!.atMs[0] + move!.atMs[1]) / 2 - truthMs) <= 100, `${trouble}: ${truthMs}, inferred ${String(move!.atMs)}`);
      assert.deepEqual(analyse(guardedRun(200, { trouble }, { blind: true }).events).breakers[0]?.transitions, [], trouble);
    }
  });
});
