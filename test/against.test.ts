import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { against, type AgainstFlags } from '../src/against.ts';
import { writeBaseline } from '../src/analysis/compare/baseline.ts';
import { historyLine, parseHistory } from '../src/analysis/compare/history.ts';
import type { Analysis } from '../src/analysis/analysis.ts';
import type { Attempt, Attempted } from '../src/attempts.ts';
import { ChaosError } from '../src/errors.ts';
import type { Reference } from '../src/events/reference.ts';
import { once } from '../src/job.ts';
import type { MadePlan } from '../src/plan/entry.ts';
import { hashedParts } from '../src/plan/plan-hash.ts';
import { fingerprintOf } from '../src/run/fingerprint.ts';
import { planOf, whole } from './support/plans.ts';
import { timed } from './support/run-summaries.ts';
import { held } from './support/sample-analysis.ts';

describe('runs that are held against others', () => {
  let dir: string;
  let made: MadePlan;
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'chaos-against-'));
    made = await planOf({ files: { 'my.yaml': whole } });
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  const base = { attemptsOf: once, pauseMs: 0 };
  const job = (flags: Partial<AgainstFlags>) => against({ control: false, repeat: 1, ...flags }, [made], base);
  const toldTo = ([attempt]: readonly Attempt[]): Reference => {
    const [event] = attempt?.told ?? [];
    assert.ok(event?.type === 'reference');
    return event.reference;
  };
  const ended = (attempt: Attempt, part: Partial<Analysis>): Attempted => ({
    attempt,
    analysis: { ...held, ...part },
    runDir: dir,
    paths: [],
  });

  it('against nothing: the job is as it was', () => {
    const { attemptsOf, more } = job({});
    assert.deepEqual(attemptsOf(made), once(made));
    assert.deepEqual(more?.([ended(once(made)[0] as Attempt, {})]), []);
  });

  it('the nights of this plan on this machine are told; of others that they are there', () => {
    const file = join(dir, 'told.ndjson');
    const here = fingerprintOf(made.plan, {});
    const [own, elsewhere, other] = [timed(40), timed(41), timed(42)];
    const planHash = made.plan.hash;
    const lines = [
      { ...own, planHash, fingerprint: here },
      { ...elsewhere, planHash, fingerprint: { ...here, cores: here.cores + 1 } },
      other,
      { ...timed(43), planHash, fingerprint: here, exitCode: 3 },
    ];
    writeFileSync(file, lines.map(historyLine).join(''));
    const { history } = toldTo(job({ history: file }).attemptsOf(made));
    assert.deepEqual([history?.name, history?.otherPlans], ['told.ndjson', 1]);
    assert.deepEqual(
      history?.runs.map(({ run }) => run),
      [elsewhere.run, own.run],
    );
  });

  it('a regression is run again, once; what else came of a run is not', () => {
    const { attemptsOf, more } = job({ history: join(dir, 'again.ndjson') });
    const [first] = attemptsOf(made) as [Attempt];
    const comparison = { regressions: ['p95 of checkout'], rerunOf: null } as unknown as NonNullable<Analysis['comparison']>;
    for (const exitCode of [0, 3, 6, 130]) assert.deepEqual(more?.([ended(first, { exitCode, comparison })]), []);
    const again = more?.([ended(first, { exitCode: 8, comparison })]) ?? [];
    assert.deepEqual([again.length, again[0]?.mark?.role], [1, 're-run']);
    assert.deepEqual(toldTo(again).rerunOf, { run: held.run.id, regressions: ['p95 of checkout'] });
    assert.deepEqual(more?.([ended(again[0] as Attempt, { exitCode: 8, comparison })]), []);
  });

  it('every run is kept but controls and what never began', () => {
    const file = join(dir, 'kept.ndjson');
    const { keep } = job({ history: file });
    const [plain] = once(made) as [Attempt];
    keep?.({ analysis: held, runDir: dir, paths: [] }, plain);
    keep?.({ analysis: { ...held, run: { ...held.run, id: 'never', startedAt: null } }, runDir: dir, paths: [] }, plain);
    keep?.({ analysis: held, runDir: dir, paths: [] }, { ...plain, mark: { group: 'g', role: 'control', number: 1, of: 1 } });
    assert.deepEqual(
      parseHistory(readFileSync(file, 'utf8')).runs.map(({ run }) => run),
      [held.run.id],
    );
  });

  it('with a control it comes first, and then the run itself', () => {
    const [control, ...rest] = job({ control: true }).attemptsOf(made);
    assert.deepEqual([control?.mark?.role, control?.made.plan.faults, rest], ['control', [], []]);
  });

  describe('are refused before anything is sent', () => {
    const refused = (flags: Partial<AgainstFlags>, code: string, pattern: RegExp): void =>
      assert.throws(
        () => job(flags),
        (error) => error instanceof ChaosError && error.code === code && (assert.match(error.message, pattern), true),
      );

    it('a baseline of another plan, with what differs', async () => {
      const { plan } = await planOf({ files: { 'my.yaml': whole.replace('latency: 2s', 'latency: 3s') } });
      const file = join(dir, 'other.json');
      const runs = [timed(40)];
      writeFileSync(
        file,
        writeBaseline({ schema: 1, name: 'other', scenario: 'shop', planHash: plan.hash, plan: { ...hashedParts(plan) }, runs }),
      );
      refused(
        { baseline: file },
        'NOT_COMPARABLE',
        /the baseline other is of another plan than shop: faults\.payments-slow\.spec\.attributes\.latency: 3000 against 2000$/,
      );
    });

    it('a history that can not be written, and repetitions of one night', () => {
      refused({ history: dir }, 'OUTPUT_UNWRITABLE', /can't be written/);
      refused({ history: join(dir, 'h.ndjson'), repeat: 5 }, 'USAGE', /repetitions of one job are one night/);
      refused({ baseline: join(dir, 'none.json') }, 'BASELINE_INVALID', /does not exist/);
    });

    it('but not for a line that can not be read', () => {
      const file = join(dir, 'torn.ndjson');
      appendFileSync(file, '{"torn');
      assert.deepEqual(toldTo(job({ history: file }).attemptsOf(made)).history?.runs, []);
    });
  });
});
