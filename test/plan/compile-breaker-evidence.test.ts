import assert from 'node:assert/strict';
import { knownSignatures } from '../../src/breakers/infer/signature.ts';
import { broken, mistakesOf, planOf } from '../support/plans.ts';

const entry = '  - {name: payments, preset: opossum, url: "http://127.0.0.1:8080/metrics", link: payments}';
const having = (text: string): string => broken(entry, `  - {${text}}`);

async function breakerOf(text: string) {
  return (await planOf({ files: { 'my.yaml': having(text) } })).plan.breakers[0];
}

describe('how a breaker shows itself in the traffic', () => {
  it('of one that is inferred: it needs no URL, and the known signatures are looked for besides its own', async () => {
    const found = await breakerOf('name: payments, preset: inferred, link: payments, signature: {status: 503, body: "try later"}');
    assert.deepEqual([found?.urls, found?.link], [[], 'payments']);
    assert.deepEqual(found?.signatures, [{ status: 503, body: 'try later' }, ...knownSignatures]);
  });

  it('of one with a source: nothing is looked for unless it is said', async () => {
    assert.equal((await breakerOf('name: payments, preset: opossum, url: "http://127.0.0.1:8080/metrics"'))?.signatures, undefined);
    const found = await breakerOf(
      'name: payments, preset: opossum, url: "http://127.0.0.1:8080/metrics", signature: [{header: x-open}, {body: open}], routes: [checkout]',
    );
    assert.deepEqual([found?.signatures, found?.routes], [[{ header: 'x-open' }, { body: 'open' }], ['checkout']]);
  });

  for (const [what, text, wanted] of [
    ['inferred without a link', 'name: payments, preset: inferred', /link is missing; expected the link it guards/],
    ['a signature that names nothing', 'name: payments, preset: inferred, link: payments, signature: {}', /status, header or body/],
    [
      'a route nobody asks',
      'name: payments, preset: inferred, link: payments, routes: [checkuot]',
      /no route "checkuot"; there are .*did you mean "checkout"/,
    ],
  ] as const)
    it(`is a mistake: ${what}`, async () => {
      assert.match((await mistakesOf({ files: { 'my.yaml': having(text) } })).join('\n'), wanted);
    });
});
