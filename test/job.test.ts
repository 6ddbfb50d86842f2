import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attempt, Attempted } from '../src/attempts.ts';
import { ChaosError } from '../src/errors.ts';
import { once, runJob, type JobOptions, type Several } from '../src/job.ts';
import type { MadePlan } from '../src/plan/entry.ts';
import { freePort, startPlainTarget, type PlainTarget } from './support/plain-target.ts';
import { planOf } from './support/plans.ts';
import { useStateFolder } from './support/state-folder.ts';

describe('a job of which only one run was planned', function () {
  this.timeout(30_000);
  useStateFolder();
  let target: PlainTarget;
  let out: string;

  before(async () => {
    target = await startPlainTarget();
    out = mkdtempSync(join(tmpdir(), 'stampede-job-'));
  });
  after(async () => {
    rmSync(out, { recursive: true, force: true });
    await target.close();
  });

  const planned = (url: string): Promise<MadePlan> =>
    planOf({
      files: {
        'my.yaml': `version: 1\nname: shop\ntarget: ${url}\nload: {base: 20/s, stages: [{name: steady, for: 300ms, rate: 1x}]}\nobjectives: [p50 < 60s]\n`,
      },
    });
  const again = async (url: string): Promise<Attempt> => ({
    made: await planned(url),
    mark: { group: 'first', role: 're-run', number: 1, of: 1 },
  });

  async function ended(made: MadePlan, more: Partial<JobOptions> = {}): Promise<{ value: Partial<Several>; exitCode: number }> {
    const { write } = process.stderr;
    process.stderr.write = (() => true) as typeof write;
    try {
      return await runJob([made], { out, quiet: true, ci: false, version: '0', log: () => {}, attemptsOf: once, pauseMs: 0, ...more });
    } finally {
      process.stderr.write = write;
    }
  }

  /** Asks for `attempt` after the first. */
  const then =
    (attempt: Attempt) =>
    (done: readonly Attempted[]): readonly Attempt[] =>
      done.length === 1 ? [attempt] : [];

  it('gives its report', async () => {
    const { value, exitCode } = await ended(await planned(target.url));
    assert.deepEqual([exitCode, 'verdict' in value, value.runs], [0, true, undefined]);
  });

  it('throws what kept it from starting', async () => {
    const failing = ended(await planned(`http://127.0.0.1:${await freePort()}`));
    await assert.rejects(failing, (error) => error instanceof ChaosError && error.code === 'TARGET_UNREACHABLE');
  });

  it('does not lose what ran, where one that was asked for after it can not start', async () => {
    const more = then(await again(`http://127.0.0.1:${await freePort()}`));
    const { value, exitCode } = await ended(await planned(target.url), { more });
    assert.deepEqual(
      [exitCode, value.exitCode, value.runs?.map(({ verdict }) => verdict), value.error?.code],
      [4, 4, ['held'], 'TARGET_UNREACHABLE'],
    );
  });

  it("ends with the signal's code, where one comes before what was asked for after it", async () => {
    const next = await again(target.url);
    const more = (done: readonly Attempted[]): readonly Attempt[] => {
      const waiting = setInterval(() => {
        if (process.listenerCount('SIGTERM') === 0) return;
        clearInterval(waiting);
        process.emit('SIGTERM');
      }, 5);
      return then(next)(done);
    };
    const { value, exitCode } = await ended(await planned(target.url), { more, pauseMs: 20_000 });
    assert.deepEqual([exitCode, value.exitCode, value.runs?.length], [143, 143, 1]);
  });
});
