import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { RunComparison } from '../../src/analysis/compare/comparison-schema.ts';
import { readRecord } from '../../src/analysis/run-record.ts';
import { rule } from '../../src/analysis/verdict.ts';
import type { Event, EventBody } from '../../src/events/event.ts';
import { nextStep } from '../../src/report/next.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

/** 20 s at 100/s with a fault from 8 to 12 s that fails everything, so that it is seen to bite. */
const bites: SyntheticOptions['meets'] = ({ tMs }, random) =>
  tMs >= 8_000 && tMs < 12_000 ? { outcome: 'reset', ms: 3 } : { ms: around(20, random) };

interface Change {
  /** Takes events out. */
  readonly without?: readonly Event['type'][];
  readonly events?: readonly Event[];
  readonly ended?: Extract<EventBody, { type: 'ended' }>['why'];
  readonly detail?: string;
  readonly more?: Partial<SyntheticOptions>;
}

function judged({ without = [], events = [], ended, detail = 'because', more = {} }: Change): Analysis {
  const log = syntheticLog({
    stages: [stage('load', 20, 100)],
    meets: bites,
    faults: [latencyFault('f', 8_000, 4_000)],
    objectives: ['error rate < 50%'],
    events,
    ...more,
  });
  return analyse(
    log
      .filter((event) => !without.includes(event.type))
      .map((event) => (event.type === 'ended' && ended ? Object.assign({}, event, { why: ended, detail }) : event)),
  );
}

const breached = { objectives: ['error rate < 1%'] };
const unclear = { objectives: ['p99.99 < 1s'] };
const unproven: Partial<SyntheticOptions> = { meets: (_, random) => ({ ms: around(20, random) }) };
const saturated: Partial<SyntheticOptions> = { lateMs: () => 100 };
const left: Event = { tMs: 26_050, type: 'rolled-back', complete: false, left: ['toxic payments_f'], ms: 4_500 };
const signal = (name: string): Event => ({ tMs: 15_000, type: 'signal', signal: name });
const abort: Event = { tMs: 15_000, type: 'abort', rule: 'error rate > 1% for 1s', reason: '3 %' };
const notFit: Event = { tMs: 5_000, type: 'gate', ok: false, reason: 'p95 rose' };

/** Every row also has what the rows below it are about: the one above must win. */
const order: readonly [what: string, change: Change, exitCode: number, verdict: Analysis['verdict'], reason: RegExp][] = [
  [
    'rollback incomplete',
    { events: [left, abort, signal('SIGINT')], ended: 'failed', more: breached },
    7,
    'aborted',
    /could be undone \(toxic payments_f\): run chaos recover/,
  ],
  ['a bug', { events: [abort, signal('SIGINT')], ended: 'failed', more: breached }, 1, 'inconclusive', /failed: because/],
  ['Ctrl-C', { events: [signal('SIGINT'), abort], ended: 'interrupted', more: breached }, 130, 'inconclusive', /Interrupted by SIGINT/],
  ['SIGTERM', { events: [signal('SIGTERM'), abort], ended: 'interrupted', more: breached }, 143, 'inconclusive', /Interrupted by SIGTERM/],
  [
    'an abort rule',
    { events: [abort, notFit], ended: 'aborted', more: breached },
    5,
    'aborted',
    /abort rule "error rate > 1% for 1s": 3 %/,
  ],
  ['an abort by hand', { ended: 'aborted', more: breached }, 5, 'aborted', /Aborted \(because\)/],
  [
    'the gate',
    { events: [notFit], ended: 'gate', more: { ...breached, ...saturated } },
    4,
    'inconclusive',
    /not fit before any fault: p95 rose/,
  ],
  [
    'not ready',
    { without: ['started', 'load', 'stage', 'fault-injected', 'fault-removed'], ended: 'failed' },
    4,
    'inconclusive',
    /not ready: because/,
  ],
  [
    'a saturated generator',
    { more: { ...breached, ...saturated } },
    6,
    'inconclusive',
    /generator was the bottleneck: 100 % of the sends in load were more than 20 ms late/,
  ],
  [
    'a fault that did not bite',
    { more: { ...unproven, objectives: ['p99 < 1ms'] } },
    6,
    'inconclusive',
    /f was not seen to bite.*Point the system at 127\.0\.0\.1:21001/,
  ],
  [
    'two faults that did not bite',
    { more: { ...unproven, faults: [latencyFault('f', 15_000, 5_000), latencyFault('g', 15_000, 5_000)] } },
    6,
    'inconclusive',
    /^Fault f was not seen to bite: .*; and fault g was not seen to bite\.$/,
  ],
  [
    'a saturated generator, and a fault that did not bite',
    { more: { ...unproven, ...saturated } },
    6,
    'inconclusive',
    /generator was the bottleneck: .*; and fault f was not seen to bite\.$/,
  ],
  ['a fault that never was', { without: ['fault-injected', 'fault-removed'], more: breached }, 6, 'inconclusive', /f was never injected/],
  [
    'a breached objective',
    { more: { objectives: [...breached.objectives, ...unclear.objectives] } },
    3,
    'breached',
    /"error rate < 1%" was breached: 20 %, n 2000, wanted < 1 %/,
  ],
  [
    'an objective without data',
    { more: { objectives: ['error rate < 50%', ...unclear.objectives] } },
    6,
    'inconclusive',
    /"p99.99 < 1s" can't be judged: 2000 requests, it takes 10000/,
  ],
  ['all held', {}, 0, 'held', /The objective held/],
  [
    'two breached objectives',
    { more: { objectives: ['error rate < 1%', 'error rate < 2%', ...unclear.objectives] } },
    3,
    'breached',
    /wanted < 1 %, and 1 more\.$/,
  ],
  [
    'one breached objective, and two without data',
    { more: { objectives: [...unclear.objectives, 'error rate < 1%', 'p99.999 < 1s'] } },
    3,
    'breached',
    /wanted < 1 %\.$/,
  ],
  [
    'two objectives without data',
    { more: { objectives: [...unclear.objectives, 'p99.999 < 1s'] } },
    6,
    'inconclusive',
    /^"p99\.99 < 1s" can't be judged: .*, and 1 more\.$/,
  ],
  ['two that held', { more: { objectives: ['error rate < 50%', 'error rate < 60%'] } }, 0, 'held', /^All 2 objectives held\.$/],
  [
    'no objective',
    { more: { objectives: [], faults: [], meets: () => ({ ms: 5 }) } },
    0,
    'held',
    /^No objective was set, and nothing speaks against the run\.$/,
  ],
  [
    'no objective, and requests that failed',
    { more: { objectives: [], faults: [], meets: () => ({ ms: 5, outcome: 'httpError' }) } },
    0,
    'held',
    /^No objective was set, though 100 % of 2,000 requests failed\.$/,
  ],
];

describe('verdict', () => {
  for (const [what, change, exitCode, verdict, reason] of order) {
    it(`${what}: exit ${exitCode}, ${verdict}`, () => {
      const analysis = judged(change);
      assert.deepEqual([analysis.exitCode, analysis.verdict], [exitCode, verdict], analysis.reason);
      assert.match(analysis.reason, reason);
    });
  }

  it('does not lay a baseline that failed to the system alone, where the generator was late in it', () => {
    const gated = (more: Partial<SyntheticOptions>): Analysis => judged({ events: [notFit], ended: 'gate', more });
    const late = gated(saturated);
    assert.match(
      late.reason,
      /not fit before any fault: p95 rose; and the generator was late itself \(.*% of the sends in load.* late\)\.$/,
    );
    assert.match(nextStep(late), /^lower the rate/);
    const alone = gated({});
    assert.match(alone.reason, /: p95 rose\.$/);
    assert.match(nextStep(alone), /--gate off/);
  });

  it('believes a signal alone, and an end by one alone', () => {
    const signalled = judged({ events: [signal('SIGTERM')] });
    assert.deepEqual([signalled.exitCode, signalled.reason], [143, 'Interrupted by SIGTERM and rolled back.']);
    const ended = judged({ ended: 'interrupted', detail: 'SIGINT' });
    assert.deepEqual([ended.exitCode, ended.reason], [130, 'Interrupted by SIGINT and rolled back.']);
  });

  it('believes a gate that said no, and an end by the gate alone', () => {
    const said = judged({ events: [notFit] });
    assert.deepEqual([said.exitCode, said.reason], [4, 'The system was not fit before any fault: p95 rose.']);
    const ended = judged({ ended: 'gate' });
    assert.deepEqual([ended.exitCode, ended.reason], [4, 'The system was not fit before any fault: because.']);
  });

  describe('against the runs before it', () => {
    const metric = { unit: 'ms', worse: 'higher', floor: 3.6, deviations: null, verdict: 'regression', reason: null } as const;
    const against = (part: Partial<RunComparison>, objectives: readonly string[] = []) => {
      const log = syntheticLog({ stages: [stage('load', 20, 100)], meets: () => ({ ms: 20 }), objectives });
      const { objectives: found, faults, generator } = analyse(log);
      const comparison: RunComparison = {
        baseline: null,
        history: 'history.ndjson',
        runs: 14,
        nights: 14,
        rule: 'nights',
        reason: null,
        regressions: [],
        rerunOf: null,
        confirmed: null,
        metrics: [
          { ...metric, metric: 'p95 of home', actual: 40, usual: 40, worseBy: 0 },
          { ...metric, metric: 'p99 of home', actual: 90, usual: 60, worseBy: 30 },
          { ...metric, metric: 'p50 of home', actual: 20, usual: 10, worseBy: 10 },
        ],
        ...part,
      };
      const { exitCode, verdict, reason } = rule(readRecord(log), { objectives: found, faults, generator, comparison });
      return [exitCode, verdict, reason];
    };

    it('a regression breaches a run that held, and names the first', () => {
      const first = 'Regression: p99 of home was 90 ms, usually 60 ms (+50 %)';
      assert.deepEqual(against({ regressions: ['p99 of home'] }), [8, 'breached', `${first}.`]);
      assert.deepEqual(against({ regressions: ['p99 of home', 'p50 of home'] }), [8, 'breached', `${first}, and 1 more.`]);
      assert.deepEqual(against({ regressions: ['p99 of home', 'p50 of home'], rerunOf: 'r', confirmed: ['p99 of home'] }), [
        8,
        'breached',
        `${first}, as in r.`,
      ]);
    });

    it('none, or one that a re-run does not confirm, changes nothing', () => {
      assert.deepEqual(against({})[0], 0);
      assert.deepEqual(against({ regressions: ['p99 of home'], rerunOf: 'r', confirmed: [] })[0], 0);
    });

    it('a regression is not asked for in a run that did not hold', () => {
      const [exitCode, verdict, reason] = against({ regressions: ['p99 of home'] }, ['p99 < 1ms']);
      assert.deepEqual([exitCode, verdict], [3, 'breached']);
      assert.match(String(reason), /^"p99 < 1ms" was breached/);
    });
  });

  it('takes a log that ends without an end for a killed run', () => {
    const killed = judged({ more: { killedAtMs: 14_000 } });
    assert.deepEqual([killed.exitCode, killed.run.interrupted], [143, true]);
  });

  it('does not claim that anything is left of a killed run: who undid it after its log ended is not in the log', () => {
    for (const events of [[], [{ ...signal('SIGINT'), tMs: 9_900 }]]) {
      const leftIn = judged({ events, more: { killedAtMs: 10_000 } });
      assert.deepEqual([leftIn.exitCode, leftIn.verdict], [143, 'inconclusive']);
      assert.equal(leftIn.reason, 'The run was killed while f was in: chaos recover says whether anything is left.');
      assert.match(nextStep(leftIn), /^chaos recover /);
    }
    const told = judged({ events: [{ ...left, tMs: 9_900 }], more: { killedAtMs: 10_000 } });
    assert.equal(told.exitCode, 7);
  });

  it('marks interrupted runs, and no others', () => {
    assert.equal(judged({}).run.interrupted, false);
    assert.equal(judged({ events: [signal('SIGINT')], ended: 'interrupted' }).run.interrupted, true);
    assert.equal(judged({ events: [abort], ended: 'aborted' }).run.interrupted, false);
  });
});
