import assert from 'node:assert/strict';
import { printPlan } from '../../src/plan/print.ts';
import { errorOf, mistakesOf, planOf } from '../support/plans.ts';

const links = ['a', 'b', 'c', 'd'];

/** `faults`: link -> when it goes down, each for 10 s. */
function text(names: readonly string[], faults: readonly string[], guard = ''): string {
  return [
    'version: 1',
    'target: http://127.0.0.1:8080',
    'load: {base: 5/s, stages: [{name: baseline, for: 60s, rate: 1x}]}',
    'links:',
    ...names.map((name, index) => `  ${name}: {listen: 127.0.0.1:${index + 1}, upstream: 127.0.0.1:99}`),
    'faults:',
    ...faults.map((fault) => `  - {id: ${fault[0]}-down, link: ${fault[0]}, type: down, at: ${fault.slice(2)}, for: 10s}`),
    guard,
    '',
  ].join('\n');
}

const given = (...args: Parameters<typeof text>) => ({ files: { 'my.yaml': text(...args) } });

describe('the guard of links down at once', () => {
  it('is half of them, and at least one', async () => {
    for (const [count, most] of [
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
    ] as const) {
      const { plan } = await planOf(given(links.slice(0, count), ['a 10s']));
      assert.equal(plan.guard.maxLinksDown, most);
    }
    const { plan } = await planOf(given(links, ['a 10s', 'b 15s', 'c 20s']));
    assert.match(printPlan(plan), /at most 2 of 4 links down at once \[default\]/);
  });

  it('refuses one more, at the fault that is too much, and says when it would do', async () => {
    const error = await errorOf(given(links, ['a 10s', 'b 15s', 'c 19s']));
    assert.equal(error.code, 'GUARD_EXCEEDED');
    assert.deepEqual(await mistakesOf(given(links, ['a 10s', 'b 15s', 'c 19s'])), [
      'my.yaml:12:43: 3 of 4 links would be down at once then (a, b, c), more than guard.maxLinksDown 2',
    ]);
    assert.match(error.hint, /let it begin when another has ended, or raise guard: \{maxLinksDown: 3\}/);
  });

  it('is a number or a share, which the file gives', async () => {
    const all = ['a 10s', 'b 10s', 'c 10s', 'd 10s'];
    for (const guard of ['guard: {maxLinksDown: 4}', 'guard: {maxLinksDown: 100%}'])
      assert.equal((await planOf(given(links, all, guard))).plan.guard.maxLinksDown, 4);
    assert.equal((await planOf(given(links, ['a 10s'], 'guard: {maxLinksDown: 10%}'))).plan.guard.maxLinksDown, 1);
    for (const guard of ['guard: {maxLinksDown: 0}', 'guard: {maxLinksDown: 0%}'])
      assert.deepEqual(await mistakesOf(given(links, ['a 10s'], guard)), [
        'my.yaml:10:43: 1 of 4 links would be down at once then (a), more than guard.maxLinksDown 0',
      ]);
  });

  it('counts each link of a fault that is on several, and says it once', async () => {
    const files = { 'my.yaml': text(links, ['a 10s']).replace('link: a', 'links: all') };
    assert.deepEqual(await mistakesOf({ files }), [
      'my.yaml:10:25: 4 of 4 links would be down at once then (a, b, c, d), more than guard.maxLinksDown 2',
    ]);
    assert.match((await errorOf({ files })).hint, /name fewer links/);
  });

  it('is nothing else', async () => {
    for (const wrong of ['-1', '1.5', 'half', '200%'])
      assert.match(
        (await mistakesOf(given(links, ['a 10s'], `guard: {maxLinksDown: ${wrong}}`))).join(),
        /expected a number such as 2, or a share/,
      );
  });
});
