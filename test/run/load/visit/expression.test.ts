import assert from 'node:assert/strict';
import { compileExpression, uuidsOf, zipfRank, type Sources } from '../../../../src/run/load/visit/expression.ts';
import { draw, Random } from '../../../../src/run/random.ts';

describe('zipfRank', () => {
  it('follows 1/rank: chi-square over 20 ranks', () => {
    const rank = zipfRank(20);
    const stream = new Random(9).stream('zipf');
    const n = 50_000;
    const counts = Array.from({ length: 20 }, () => 0);
    for (let k = 0; k < n; k += 1) counts[rank(draw(stream, k))]! += 1;
    const harmonic = counts.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
    const chi = counts.reduce((sum, count, i) => sum + (count - n / (i + 1) / harmonic) ** 2 / (n / (i + 1) / harmonic), 0);
    // 19 degrees of freedom; 0.1 % of fair draws exceed 43.8, and these are fixed by the seed.
    assert.ok(chi < 43.8, `chi-square ${chi}`);
  });

  it('stays in its range at both ends', () => {
    for (const n of [1, 2, 500]) {
      assert.equal(zipfRank(n)(0), 0);
      assert.equal(zipfRank(n)(1 - 2 ** -53), n - 1);
    }
  });
});

describe('uuidsOf', () => {
  it('are well-formed, all different, and spread from the first digit on', () => {
    const next = uuidsOf('run');
    const ids = Array.from({ length: 50_000 }, next);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.slice(0, 100).every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)));
    assert.equal(new Set(ids.slice(0, 1_000).map((id) => id[0])).size, 16);
  });

  it('another run, whatever its seed, has others', () => {
    const mine = new Set(Array.from({ length: 10_000 }, uuidsOf('run-a')));
    const yours = Array.from({ length: 10_000 }, uuidsOf('run-b'));
    assert.ok(yours.every((id) => !mine.has(id)));
  });
});

describe('a column of a feeder', () => {
  const rows = Array.from({ length: 7 }, (_, i) => [`n${i}`, `p${i}`]);
  const sources = (pick: 'sequential' | 'random', seed = 1): Sources => ({
    random: new Random(seed),
    uuid: () => '',
    env: {},
    feeders: new Map([['users', { columns: ['name', 'password'], rows, pick }]]),
  });
  const ask = (from: Sources, column: string, place: string) => compileExpression({ feeder: 'users', column }, place, from);
  const visits = Array.from({ length: 700 }, (_, k) => ({ k, vars: null }));

  it('in sequence, and from the top again', () => {
    const name = ask(sources('sequential'), 'name', 'a');
    assert.deepEqual(visits.slice(0, 9).map(name), ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n0', 'n1']);
  });

  it('at random, by the seed, and one row for all steps of a visit', () => {
    const [name, password] = [ask(sources('random'), 'name', 'one step'), ask(sources('random'), 'password', 'another')];
    const names = visits.map(name);
    assert.deepEqual(
      visits.map(password),
      names.map((one) => String(one).replace('n', 'p')),
    );
    assert.notDeepEqual(visits.map(ask(sources('random', 2), 'name', 'one step')), names);
    const counts = Object.values(Object.groupBy(names, String)).map((group) => group?.length ?? 0);
    assert.ok(counts.length === 7 && Math.min(...counts) > 60, JSON.stringify(counts));
  });
});
