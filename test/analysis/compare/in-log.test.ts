/** What a log says of the runs before it, and what its analysis makes of that. */
import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import { summaryOf } from '../../../src/analysis/compare/summary.ts';
import type { Event } from '../../../src/events/event.ts';
import type { Reference } from '../../../src/events/reference.ts';
import type { RunSummary } from '../../../src/events/run-summary.ts';
import { fingerprint } from '../../support/run-summaries.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../../support/synthetic-log.ts';

const options: SyntheticOptions = {
  stages: [stage('load', 20, 100)],
  meets: ({ tMs }, random) => (tMs >= 8_000 && tMs < 12_000 ? { outcome: 'reset', ms: 3 } : { ms: around(20, random) }),
  faults: [latencyFault('f', 8_000, 4_000)],
  objectives: ['error rate < 50%'],
};

function log(more: Partial<SyntheticOptions> = {}): Event[] {
  return syntheticLog({ ...options, ...more }).map((event) => (event.type === 'opened' ? { ...event, fingerprint } : event));
}

function summaryIn(events: readonly Event[], run: string): RunSummary {
  const analysis = analyse(events);
  const [opened] = events as [Extract<Event, { type: 'opened' }>];
  return { ...summaryOf({ ...analysis, rerunOf: null }, opened.plan), run };
}

/** Ten nights that are as this one, and as fast as `speed` says. */
function nights(speed = 1): RunSummary[] {
  return Array.from({ length: 10 }, (_, seed) => {
    const meets: SyntheticOptions['meets'] = (request, random) => {
      const met = options.meets(request, random);
      return { ...met, ms: met.ms * speed };
    };
    return summaryIn(log({ seed: seed + 2, meets }), `night-${seed}`);
  });
}

function held(runs: readonly RunSummary[], more: Partial<SyntheticOptions> = {}, rerunOf: Reference['rerunOf'] = null): Analysis {
  const reference: Reference = { baseline: null, history: { name: 'h.ndjson', runs, otherPlans: 0 }, rerunOf };
  return analyse(log({ ...more, events: [{ tMs: -1, type: 'reference', reference }, ...(more.events ?? [])] }));
}

describe('a log that says what its run is held against', () => {
  it('equals are held', () => {
    const { verdict, exitCode, comparison } = held(nights());
    assert.deepEqual([verdict, exitCode, comparison?.rule, comparison?.regressions], ['held', 0, 'nights', []]);
  });

  it('worse than those before is exit 8, and the reason says by how much', () => {
    const { verdict, exitCode, reason } = held(nights(0.5));
    assert.deepEqual([verdict, exitCode], ['breached', 8]);
    assert.match(reason, /^Regression: p95 of \w+ was \d+ ms, usually \d+ ms \(\+\d+ %, \d+(\.\d)? deviations\), and \d+ more\.$/);
  });

  it('what must hold comes first', () => {
    assert.equal(held(nights(0.5), { objectives: ['error rate < 1%'] }).exitCode, 3);
    assert.equal(held(nights(0.5), { objectives: ['p99.99 < 1s'] }).exitCode, 6);
    assert.equal(held(nights(0.5), { lateMs: () => 100 }).exitCode, 6);
    const signal: Event = { tMs: 15_000, type: 'signal', signal: 'SIGINT' };
    assert.equal(held(nights(0.5), { events: [signal] }).exitCode, 130);
  });

  it('a re-run that shows something else confirms nothing', () => {
    const first = held(nights(0.5));
    const regressions = first.comparison?.regressions ?? [];
    assert.equal(held(nights(0.5), {}, { run: 'first', regressions }).exitCode, 8);
    assert.match(held(nights(0.5), {}, { run: 'first', regressions }).reason, /, as in first\.$/);
    const other = held(nights(0.5), {}, { run: 'first', regressions: ['error rate by time'] });
    assert.deepEqual([other.exitCode, other.comparison?.confirmed], [0, []]);
  });

  it('a log of an earlier version is held against nothing', () => {
    const { comparison, control, run } = analyse(syntheticLog(options));
    assert.deepEqual([comparison, control, run.fingerprint], [null, null, null]);
  });
});
