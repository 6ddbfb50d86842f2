import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { changeText } from '../../src/analysis/compare/change-text.ts';
import { compareRuns, type Sides } from '../../src/analysis/compare/compare-runs.ts';
import { judgeRun } from '../../src/analysis/compare/judge-run.ts';
import { leftOutOf, trendsOf } from '../../src/analysis/compare/trends.ts';
import type { RunSummary } from '../../src/events/run-summary.ts';
import { renderSides, renderSidesMarkdown } from '../../src/report/compare.ts';
import { renderHistory } from '../../src/report/history.ts';
import { recovered } from '../support/run-summaries.ts';

/** Recovered, at once or later; not, for a time that is known, is none or is not known; nothing known at all. */
const run: fc.Arbitrary<RunSummary> = fc
  .constantFrom(
    { recoveryMs: 0, censoredAtMs: null },
    { recoveryMs: 1_500, censoredAtMs: null },
    { recoveryMs: 9_000, censoredAtMs: null },
    { recoveryMs: null, censoredAtMs: 40_000 },
    { recoveryMs: null, censoredAtMs: 0 },
    { recoveryMs: null, censoredAtMs: null },
  )
  .map((fault) => recovered(null, fault));

const runs = fc.array(run, { minLength: 1, maxLength: 12 });

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const sidesOf = (a: readonly RunSummary[], b: readonly RunSummary[]): Sides => ({ ...compareRuns(a, b), exitCode: 0, notes: [] });

describe('runs held against each other, whatever is known of their recoveries', () => {
  it('no number is endless, and no text says so: on a terminal, in Markdown, of a history, against one', () => {
    fc.assert(
      fc.property(runs, runs, (a, b) => {
        const sides = sidesOf(a, b);
        const judged = judgeRun(a[0] as RunSummary, { baseline: null, history: { name: 'h', runs: b, otherPlans: 0 }, rerunOf: null });
        const groups = trendsOf(a);
        const trends = { schema: 1 as const, file: 'h', exists: true, runs: a.length, added: null, unreadable: [] };
        const texts = [
          renderSides(sides, { color: false, width: 160 }),
          renderSidesMarkdown(sides),
          renderHistory({ ...trends, leftOut: leftOutOf(a), groups }, { color: false, width: 160 }),
          ...judged.metrics.map(changeText),
        ];
        for (const text of texts) assert.doesNotMatch(text, /Infinity|NaN|∞|undefined/);
        assert.ok(numbersIn([sides, judged, groups]).every(Number.isFinite));
      }),
      { numRuns: 50 },
    );
  });

  it('says how many did not recover, also where nobody knows for how long', () => {
    const text = renderSides(sidesOf([recovered(1_000)], [recovered(null, { censoredAtMs: 0 })]), { color: false, width: 160 });
    assert.match(text, /recovery after payments-slow +1 s +1 of 1 not recovered/);
  });
});
