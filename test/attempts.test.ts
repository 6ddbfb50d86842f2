import assert from 'node:assert/strict';
import { countedCode, runAttempts, type Attempt, type Attempted } from '../src/attempts.ts';
import type { Analysis } from '../src/analysis/analysis.ts';
import { ChaosError } from '../src/errors.ts';
import type { MadePlan } from '../src/plan/entry.ts';
import { held } from './support/sample-analysis.ts';

const scenario = (name: string): MadePlan => ({ plan: { name } }) as MadePlan;
const made = scenario('any');
const attempt = (group: string | null, number = 1): Attempt => ({
  made: scenario(group ?? 'only'),
  mark: group === null ? null : { group, role: 'repeat', number, of: 3 },
});
const named = ({ mark }: Attempt): string => (mark === null ? 'only' : `${mark.group}${mark.number}`);

/** Runs them without running anything: what each came to is asked of `analysisOf`. */
async function follow(
  planned: readonly Attempt[],
  options: { analysisOf?: (name: string) => Analysis; more?: (done: readonly Attempted[]) => readonly Attempt[]; pauseMs?: number } = {},
) {
  const began: string[] = [];
  const said: string[] = [];
  const { analysisOf = () => held, more, pauseMs = 0 } = options;
  const result = await runAttempts(planned, {
    pauseMs,
    say: (text) => void said.push(text),
    ...(more ? { more } : {}),
    run: async (one) => {
      began.push(named(one));
      return { analysis: analysisOf(named(one)), runDir: '', paths: [] };
    },
  });
  assert.deepEqual(result.done.map(({ attempt: one }) => named(one)).slice(0, began.length), began.slice(0, result.done.length));
  return { ...result, began, said };
}

const all = [attempt('a', 1), attempt('a', 2), attempt(null)];
const heldBut = (part: Partial<Analysis>): Analysis => ({ ...held, ...part });

describe('attempts', () => {
  it('run one after the other, a breach stops none', async () => {
    const { began } = await follow(all, { analysisOf: () => heldBut({ verdict: 'breached', exitCode: 3 }) });
    assert.deepEqual(began, ['a1', 'a2', 'only']);
  });

  const stops: [title: string, analysis: Analysis][] = [
    ['a signal', heldBut({ exitCode: 130 })],
    ['an incomplete rollback', heldBut({ exitCode: 7 })],
    ['an abort by a person', heldBut({ exitCode: 5, timeline: [{ tMs: 1, kind: 'command', text: 'abort from terminal' }] })],
  ];
  for (const [title, analysis] of stops)
    it(`${title} stops the rest`, async () => {
      const { began, done } = await follow(all, { analysisOf: () => analysis });
      assert.deepEqual([began, done.length], [['a1'], 1]);
    });

  it('an abort rule does not', async () => {
    const analysis = heldBut({ exitCode: 5, timeline: [{ tMs: 1, kind: 'abort', text: 'error rate > 50 %' }] });
    assert.deepEqual((await follow(all, { analysisOf: () => analysis })).began, ['a1', 'a2', 'only']);
  });

  it('one that can not start stops the rest and loses nothing of what ran', async () => {
    const { began, done, failure } = await follow(all, {
      analysisOf: (name) => {
        if (name === 'a2') throw new ChaosError('TARGET_UNREACHABLE', 'down', 'start it');
        return held;
      },
    });
    assert.deepEqual([began, done.length, failure?.code], [['a1', 'a2'], 1, 'TARGET_UNREACHABLE']);
  });

  it('a bug of the tool is thrown', async () => {
    const bug = (): Analysis => {
      throw new TypeError('no');
    };
    await assert.rejects(follow(all, { analysisOf: bug }), TypeError);
  });

  it('what is asked for after a run comes before what was planned next', async () => {
    const again: Attempt = { made, mark: { group: 'a', role: 're-run', number: 9, of: null } };
    const { began } = await follow(all, { more: (done) => (done.length === 2 ? [again] : []) });
    assert.deepEqual(began, ['a1', 'a2', 'a9', 'only']);
  });

  it('a signal in the pause between two of one scenario ends it, and is told', async () => {
    const following = follow(all, { pauseMs: 30_000 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.emit('SIGTERM');
    const { began, stoppedBy, said } = await following;
    assert.deepEqual([began, stoppedBy, said], [['a1'], 143, ['waiting 30 s before the next run', 'SIGTERM: no other run begins']]);
  });

  it('there is a pause also where they are of two groups, or the first of none: a control, a re-run', async () => {
    const groupOf = (group: string): Attempt['mark'] => ({ group, role: 'control', number: 1, of: 1 });
    for (const mark of [groupOf('control'), null]) {
      const { said } = await follow(
        [
          { made, mark },
          { made, mark: groupOf('its own') },
        ],
        { pauseMs: 10 },
      );
      assert.deepEqual(said, ['waiting 10 ms before the next run']);
    }
  });

  it('there is no pause between two scenarios', async () => {
    const before = performance.now();
    const { began } = await follow([attempt('a'), attempt('b'), attempt(null)], { pauseMs: 30_000 });
    assert.equal(began.length, 3);
    assert.ok(performance.now() - before < 5_000);
  });

  describe('their codes', () => {
    const ended = (role: 'control' | 're-run' | null, part: Partial<Analysis>): Attempted => ({
      attempt: { made, mark: role === null ? null : { group: 'g', role, number: 1, of: 1 } },
      analysis: heldBut(part),
      runDir: '',
      paths: [],
    });
    const regression = ended(null, { exitCode: 8, run: { ...held.run, id: 'first' } });
    const again = (exitCode: number): Attempted =>
      ended('re-run', { exitCode, comparison: { rerunOf: 'first' } as NonNullable<Analysis['comparison']> });

    it('of a regression what its re-run says counts', () => {
      assert.equal(countedCode(regression, [regression]), 8);
      for (const code of [0, 3, 6, 8])
        assert.deepEqual(
          [regression, again(code)].map((one) => countedCode(one, [regression, again(code)])),
          [0, code],
        );
    });

    it('of a control what kept it from being one counts, and not what it says of the target', () => {
      for (const [exitCode, counts] of [
        [0, 0],
        [3, 0],
        [6, 0],
        [4, 4],
        [5, 5],
        [7, 7],
        [130, 130],
      ] as const)
        assert.equal(countedCode(ended('control', { exitCode }), []), counts);
    });
  });
});
