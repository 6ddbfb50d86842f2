import assert from 'node:assert/strict';
import { at, catalogue, ChaosError } from '../src/errors.ts';
import { heedProvability } from '../src/front-desk.ts';
import type { MadePlan } from '../src/plan/entry.ts';
import { broken, closed, planOf, whole } from './support/plans.ts';

/** What is said on stderr, and the error there was. */
function heeded(made: MadePlan, ci: boolean): { said: string[]; error: ChaosError | null } {
  const said: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = ((text: string) => said.push(text.trimEnd()) > 0) as typeof write;
  try {
    heedProvability(made, ci);
    return { said, error: null };
  } catch (error) {
    assert.ok(error instanceof ChaosError);
    return { said, error };
  } finally {
    process.stderr.write = write;
  }
}

const planned = (text: string): Promise<MadePlan> => planOf({ files: { 'my.yaml': text } });

describe('what a run heeds before anything is sent', () => {
  it('is nothing, where everything can be judged', async () => {
    const made = await planned(whole);
    assert.deepEqual(
      [heeded(made, false), heeded(made, true)],
      [
        { said: [], error: null },
        { said: [], error: null },
      ],
    );
  });

  it('warns about an objective that can not be judged, with what to change; --ci refuses it', async () => {
    const made = await planned(broken('error rate < 1%', 'p99.9 of checkout < 1s during recovery'));
    const why = 'about 200 requests are planned, it takes 1000: make recovery last 1 m 40 s, or raise base to 500/s, and its rates with it';
    assert.deepEqual(heeded(made, false).said, [`warning: "p99.9 of checkout < 1s during recovery" can't be judged by this plan: ${why}`]);
    const { said, error } = heeded(made, true);
    assert.deepEqual([said, error?.code, error && catalogue[error.code]], [[], 'NOT_PROVABLE', 2]);
    assert.deepEqual(
      error?.problems.map(({ message, where }) => [message, where && at(where)]),
      [[`"p99.9 of checkout < 1s during recovery": ${why}`, 'my.yaml:38:5']],
    );
  });

  it('warns about a fault of which too little will be known, where no objective asks for it, and does not refuse it', async () => {
    const without = whole.replace('  - checkout recovers within 15s after payments-slow\n', '').replace('at: peak + 10s', 'at: peak + 1s');
    const made = await planned(without);
    const { said, error } = heeded(made, true);
    assert.equal(error, null);
    assert.equal(said.length, 1);
    assert.match(
      said[0] ?? '',
      /^warning: recovery from payments-slow can be judged for home; not for add, checkout: before it about \d+ of add are planned .*: let payments-slow begin \d s later$/,
    );
  });

  it('warns about a fault of which nothing could be said, of no route; --ci refuses it', async () => {
    const without = whole.replace('  - checkout recovers within 15s after payments-slow\n', '');
    const last = await planned(
      without.replace('at: peak + 10s', 'at: recovery + 10s').replace('for: 20s\nobjectives', 'for: 8s\nobjectives'),
    );
    const why = /^(?:warning: )?recovery from payments-slow(?: can be judged for no route)?: after it about \d+ of \w+ in 2 s are planned/;
    const [warning, ...more] = heeded(last, false).said;
    assert.match(warning ?? '', why);
    assert.deepEqual(more, []);
    const { said, error } = heeded(last, true);
    assert.deepEqual([said, error?.code], [[], 'NOT_PROVABLE']);
    assert.equal(error?.message, "recovery from payments-slow can't be judged by this plan, and --ci wants a verdict");
    assert.deepEqual(
      error?.problems.map(({ where }) => where && at(where)),
      ['my.yaml:31:5'],
    );
    assert.match(error?.problems[0]?.message ?? '', why);
    // No baseline: the plan warns of it once.
    const none = await planned(without.replace('for: 20s, rate: 1x}\n    - {name: peak', 'for: 9s, rate: 1x}\n    - {name: peak'));
    assert.deepEqual(heeded(none, false).said, []);
    assert.equal(heeded(none, true).error?.code, 'NOT_PROVABLE');
  });

  it('says only once what an objective lacks too, or what the plan warns of', async () => {
    const made = await planned(whole.replace('at: peak + 10s', 'at: peak + 1s'));
    assert.equal(heeded(made, false).said.length, 1, heeded(made, false).said.join('\n'));
    const users = await planned(closed);
    assert.deepEqual(
      heeded(users, false).said.map((line) => line.includes('checkout recovers')),
      [true],
    );
  });
});
