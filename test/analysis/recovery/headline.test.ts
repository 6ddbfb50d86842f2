import assert from 'node:assert/strict';
import { worstFirst, worstOf } from '../../../src/analysis/recovery/headline.ts';
import type { ScopeRecovery } from '../../../src/analysis/recovery/scope.ts';
import { entry } from '../../support/sample-recovery.ts';

const of = (
  scope: string,
  status: ScopeRecovery['shown']['status'],
  more: Partial<ScopeRecovery['shown']> = {},
  rest: Partial<ScopeRecovery> = {},
) => ({
  shown: entry({ scope, status, ...more }),
  degradedForMs: null,
  goodAtMs: null,
  troubled: false,
  ...rest,
});
const worst = (...scopes: ScopeRecovery[]): (string | undefined)[] => [
  worstOf(scopes)?.shown.scope,
  worstOf(scopes.toReversed())?.shown.scope,
];

describe('the worst affected', () => {
  it('is by status first', () => {
    const order = ['censored', 'relapsed', 'recovered', 'recovered-before-clear', 'never-degraded', 'insufficient-data'] as const;
    for (const [i, status] of order.entries())
      for (const better of order.slice(i + 1)) assert.deepEqual(worst(of('a', status), of('b', better)), ['a', 'a'], `${status} ${better}`);
  });

  it('is what could not be judged before what never degraded, where something happened to it', () => {
    const troubled = of('a', 'insufficient-data', {}, { troubled: true });
    assert.deepEqual(worst(troubled, of('b', 'never-degraded')), ['a', 'a']);
    assert.deepEqual(worst(troubled, of('b', 'recovered-before-clear')), ['b', 'b']);
  });

  it('is what was surely bad after the removal, and for who knows how long, before what recovered', () => {
    const bad = of('a', 'insufficient-data', {}, { troubled: 'after' });
    assert.deepEqual(worst(bad, of('b', 'recovered', { recoveryMs: 9_000 })), ['a', 'a']);
    assert.deepEqual(worst(bad, of('b', 'relapsed')), ['b', 'b']);
  });

  it('is a route before its journey, however long', () => {
    const journey = of('buy', 'recovered', { kind: 'journey', recoveryMs: 3_000 });
    assert.deepEqual(worst(of('pay', 'recovered', { recoveryMs: 2_000 }), journey), ['pay', 'pay']);
    assert.deepEqual(worst(journey, of('all', 'recovered', { kind: 'all', recoveryMs: 9_000 })), ['buy', 'buy']);
  });

  it('is the longest, then the costliest', () => {
    assert.deepEqual(worst(of('a', 'recovered', { recoveryMs: 2_000 }), of('b', 'recovered', { recoveryMs: 1_000, resilienceLoss: 9 })), [
      'a',
      'a',
    ]);
    assert.deepEqual(worst(of('a', 'censored', { censoredAtMs: 2_000 }), of('b', 'censored', { censoredAtMs: 1_000 })), ['a', 'a']);
    assert.deepEqual(
      worst(
        of('a', 'recovered-before-clear', { resilienceLoss: 2 }),
        of('b', 'recovered-before-clear', { resilienceLoss: 1 }, { degradedForMs: 9 }),
      ),
      ['a', 'a'],
    );
    assert.deepEqual(
      worst(of('a', 'recovered-before-clear', {}, { degradedForMs: 2 }), of('b', 'recovered-before-clear', {}, { degradedForMs: 1 })),
      ['a', 'a'],
    );
  });

  it('is what lost most, of those that took equally long as far as is known', () => {
    const search = of('search', 'recovered', { recoveryMs: 2_270, uncertaintyMs: 300, resilienceLoss: 0 });
    const checkout = (recoveryMs: number) => of('checkout', 'recovered', { recoveryMs, uncertaintyMs: 200, resilienceLoss: 7 });
    const home = of('home', 'recovered', { recoveryMs: 500, uncertaintyMs: 200, resilienceLoss: 9 });
    assert.deepEqual(worst(search, checkout(2_080), home), ['checkout', 'checkout']);
    assert.deepEqual(worst(search, checkout(2_060), home), ['search', 'search']);
    // What is hardly known is not as long as what is known well.
    const vague = of('returns', 'recovered', { recoveryMs: 500, uncertaintyMs: 25_000, resilienceLoss: 9 });
    assert.deepEqual(worst(search, vague), ['search', 'search']);
    assert.deepEqual(
      worstFirst([home, checkout(2_080), search]).map(({ shown }) => shown.scope),
      ['checkout', 'search', 'home'],
    );
  });

  it('is nothing of nothing', () => assert.equal(worstOf([]), undefined));
});
