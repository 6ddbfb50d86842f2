/** Runs on disk, as commands find and compare them: logs of runs that never were, in folders. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBaseline, saveBaseline } from '../src/baseline-desk.ts';
import { compareSides } from '../src/compare-desk.ts';
import { ChaosError } from '../src/errors.ts';
import type { Event } from '../src/events/event.ts';
import { addToHistory, readHistory } from '../src/history-desk.ts';
import { keptRuns } from '../src/kept-runs.ts';
import { renderSides, renderSidesMarkdown } from '../src/report/compare.ts';
import { fingerprint, timed } from './support/run-summaries.ts';
import { around, stage, syntheticLog } from './support/synthetic-log.ts';

interface Made {
  readonly ms?: number;
  readonly seconds?: number;
  readonly cores?: number;
  readonly version?: string;
  readonly group?: string;
  readonly objective?: string;
  /** Other than a run that came to its end by itself. */
  readonly was?: 'interrupted' | 're-run';
}

describe('runs that are kept', () => {
  let out: string;
  before(() => (out = mkdtempSync(join(tmpdir(), 'chaos-kept-'))));
  after(() => rmSync(out, { recursive: true, force: true }));

  /** The hash stands for the seconds alone. */
  function run(id: string, { ms = 20, seconds = 4, cores = 4, version, group, objective = 'error rate < 50%', was }: Made = {}): string {
    const seed = [...id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 10_000;
    const events = syntheticLog({
      seed,
      stages: [stage('load', seconds, 60)],
      meets: (_, random) => ({ ms: around(ms, random) }),
      objectives: [objective],
      plan: { hash: String(seconds) },
    }).map((event): Event => {
      if (event.type !== 'opened') return event;
      const mark = group === undefined ? {} : { attempt: { group, role: 'repeat' as const, number: 1, of: 2 } };
      return {
        ...event,
        runId: id.split('/').at(-1) as string,
        fingerprint: { ...fingerprint, cores, targetVersion: version ?? null },
        ...mark,
      };
    });
    if (was === 'interrupted') events.push({ tMs: 3_000, type: 'signal', signal: 'SIGINT' });
    const reference = { baseline: null, history: null, rerunOf: { run: 'first', regressions: ['p95 of home'] } };
    if (was === 're-run') events.push({ tMs: 0, type: 'reference', reference });
    mkdirSync(join(out, id), { recursive: true });
    writeFileSync(join(out, id, 'events.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return id;
  }
  const ids = (list: string): string[] => keptRuns(list, out).map(({ summary }) => summary.run);
  const compare = (a: string, b: string, more: { acrossVersions?: boolean; failOnRegression?: boolean } = {}) =>
    compareSides({ a, b, out, acrossVersions: false, failOnRegression: false, ...more });
  const refuses = (code: string, pattern: RegExp) => (error: unknown) =>
    error instanceof ChaosError && error.code === code && (assert.match(error.message, pattern), true);

  it('are found by id, by folder, by group, in a folder of runs and in a baseline, each once', () => {
    for (const id of ['one', 'two', 'day/three', 'day/four']) run(id, id.includes('/') ? {} : { group: 'g' });
    assert.deepEqual(ids('one'), ['one']);
    assert.deepEqual(ids(`two, ${join(out, 'one')},two`), ['two', 'one']);
    assert.deepEqual(ids('g'), ['one', 'two']);
    assert.deepEqual(ids(join(out, 'day')), ['four', 'three']);
    const file = join(out, 'b.json');
    saveBaseline(file, 'one,two', out);
    assert.deepEqual(ids(file), ['one', 'two']);
    assert.throws(() => ids('nobody'), refuses('RUN_NOT_FOUND', /no run "nobody"/));
    writeFileSync(join(out, 'no.json'), '{}');
    assert.throws(() => ids(join(out, 'no.json')), refuses('BASELINE_INVALID', /is not a baseline's file/));
  });

  it('one against one claims nothing, and who asked to fail on a regression is told so: 6', () => {
    assert.deepEqual([compare('one', 'two').exitCode, compare('one', 'two', { failOnRegression: true }).exitCode], [0, 6]);
    assert.match(
      renderSides(compare('one', 'two'), { color: false, width: 120 }),
      /^NOTHING CLAIMED {2}\S+ {2}1 against 1\n {2}1 run against 1: no significance/,
    );
  });

  it('five against five are told apart: 8, in the table and in Markdown', () => {
    for (let number = 0; number < 5; number++) {
      run(`before/b${number}`);
      run(`after/a${number}`, { ms: 30 });
    }
    const [before, after] = ['before', 'after'].map((name) => join(out, name)) as [string, string];
    const sides = compare(before, after, { failOnRegression: true });
    assert.equal(sides.exitCode, 8);
    assert.ok(sides.worse.length > 0 && sides.worse.every((metric) => /^p9[59] of /.test(metric)), sides.worse.join());
    assert.match(renderSides(sides, { color: false, width: 140 }), /^WORSE .*\n(.*\n)+.* 0\.0\d\d +worse\n/);
    assert.match(renderSidesMarkdown(sides), /^## WORSE: .*\n(.*\n)+\| p95 of .* \| worse \|\n/);
    assert.equal(compare(after, before, { failOnRegression: true }).exitCode, 0);
  });

  it('runs that can not be believed, or were chosen, are on no side, and too few are left to claim', () => {
    for (let number = 0; number < 4; number++) run(`mixed/m${number}`, { ms: 30 });
    run('mixed/stopped', { ms: 30, was: 'interrupted' });
    run('mixed/again', { ms: 30, was: 're-run' });
    const [before, mixed] = ['before', 'mixed'].map((name) => join(out, name)) as [string, string];
    const sides = compare(before, mixed, { failOnRegression: true });
    assert.deepEqual([sides.exitCode, sides.conclusive, sides.b.runs], [6, false, ['m0', 'm1', 'm2', 'm3']]);
    assert.deepEqual(sides.notes, ['again is left out: it was to confirm what was worse in first', 'stopped is left out: interrupted']);
    // Alone it is shown, and told; several of which none is left are refused.
    const [stopped, again] = [join(mixed, 'stopped'), join(mixed, 'again')];
    assert.match(compare('one', stopped).notes.join(), /^stopped: Interrupted/);
    assert.match(compare('one', again).notes.join(), /^again: it was to confirm what was worse in first$/);
    assert.throws(
      () => compare('one', `${stopped},${again}`),
      refuses('NOT_COMPARABLE', /no run of a side .*: stopped is left out: interrupted; again is left out/),
    );
  });

  it('what can not be compared is refused with what differs', () => {
    run('longer', { seconds: 5 });
    run('bigger', { cores: 8 });
    run('labelled', { version: '8cpu' });
    assert.throws(
      () => compare('one', 'longer'),
      refuses('NOT_COMPARABLE', /of different plans: .*load\.stages\.load\.forMs: 4000 against 5000/),
    );
    assert.throws(() => compare('one', 'bigger', { acrossVersions: true }), refuses('NOT_COMPARABLE', /cores: 4 against 8/));
    assert.throws(() => compare('one', 'labelled'), refuses('NOT_COMPARABLE', /version label: none against 8cpu/));
    assert.throws(() => compare('one,labelled', 'two', { acrossVersions: true }), refuses('NOT_COMPARABLE', /version label/));
    assert.deepEqual(compare('one', 'labelled', { acrossVersions: true }).b.runs, ['labelled']);
    assert.throws(() => compare('one', 'one,two'), refuses('NOT_COMPARABLE', /run one is on both sides/));
    assert.throws(() => compare('one', ','), refuses('USAGE', /a side of the comparison has no runs/));
  });

  it('a run that could not be judged is compared, and told', () => {
    run('unclear', { objective: 'p99.99 < 1s' });
    assert.match(compare('one', 'unclear').notes.join(), /^unclear: .*can't be judged/);
  });

  describe('as a baseline', () => {
    it('are written so that they can be read again', () => {
      const file = join(out, 'baselines', 'main.json');
      const { baseline } = saveBaseline(file, 'two,one', out);
      const sorted = [...baseline.runs].toSorted((a, b) => (a.run < b.run ? -1 : 1));
      assert.deepEqual(loadBaseline(file), JSON.parse(JSON.stringify({ ...baseline, runs: sorted })));
      assert.equal(baseline.name, 'main');
      const text = readFileSync(file, 'utf8');
      saveBaseline(file, 'one,two', out);
      assert.equal(readFileSync(file, 'utf8'), text);
    });

    it('must have held, and be alike', () => {
      run('bad', { objective: 'p50 < 1ms' });
      const file = join(out, 'x.json');
      assert.throws(() => saveBaseline(file, 'bad', out), refuses('BASELINE_INVALID', /run bad ended with exit code 3/));
      assert.throws(() => saveBaseline(file, 'one,longer', out), refuses('NOT_COMPARABLE', /different plans/));
      assert.throws(() => saveBaseline(file, 'one,bigger', out), refuses('NOT_COMPARABLE', /cores/));
      assert.equal(existsSync(file), false);
      assert.throws(() => loadBaseline(file), refuses('BASELINE_INVALID', /there is no baseline .*x\.json does not exist/));
    });
  });

  describe('in a history', () => {
    it('are added at its end, behind a line that was cut off', () => {
      const file = join(out, 'new', 'h.ndjson');
      assert.deepEqual(readHistory(file), { runs: [], unreadable: [] });
      const [first, second, third] = [timed(40), timed(41), timed(42)];
      addToHistory(file, [first]);
      appendFileSync(file, '{"torn');
      addToHistory(file, [second, third]);
      assert.deepEqual(readHistory(file), { runs: [first, second, third], unreadable: [2] });
    });

    it('that can not be written or read is said', () => {
      assert.throws(() => addToHistory(join(out, 'one'), [timed(40)]), refuses('OUTPUT_UNWRITABLE', /the history .* can't be written/));
      assert.throws(() => readHistory(out), refuses('FILE_UNREADABLE', /can't be read/));
    });
  });
});
