import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ChaosError } from '../../src/errors.ts';
import { storefrontSwitches } from '../../src/plan/storefront-system.ts';
import { fragileShop, links } from '../../src/storefront/settings.ts';
import { isVariant, shopOf, switches } from '../../src/storefront/variants.ts';

describe('storefront/variants', () => {
  it('fragile has no defence at all', () => {
    const shop = shopOf('fragile');
    assert.deepEqual(shop, fragileShop);
    assert.deepEqual(Object.values(shop.callTimeoutMs), [null, null, null, null, null]);
    assert.deepEqual(shop.breakers, {});
    assert.equal(shop.shedding, null);
    assert.ok('shared' in shop.edge);
  });

  it('has the switches that the planner and the command line know', () =>
    assert.deepEqual(
      switches.map(({ name }) => name),
      [...storefrontSwitches],
    ));

  it('resilient has every switch on', () => {
    const shop = shopOf('resilient');
    assert.deepEqual(
      shop,
      shopOf(
        'fragile',
        switches.map(({ name }) => name),
      ),
    );
    assert.ok(links.every((link) => shop.callTimeoutMs[link] !== null));
    assert.ok('bulkheads' in shop.edge && shop.payLater && shop.cachedPages);
  });

  it('every switch alone changes something, and the breaker moves within a drill', () => {
    for (const { name } of switches) assert.notDeepEqual(shopOf('fragile', [name]), fragileShop, name);
    const breaker = shopOf('resilient').breakers.payments;
    assert.ok(breaker && breaker.rollingCountMs <= 4_000 && breaker.resetMs === 2_000);
  });

  it('any set of switches gives the same shop in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...switches]), (some) => {
        const inOrder = shopOf(
          'fragile',
          some.map(({ name }) => name),
        );
        assert.deepEqual(
          some.reduce((shop, each) => each.apply(shop), fragileShop),
          inOrder,
        );
      }),
    );
  });

  it('an unknown switch is a usage error that names the known ones', () => {
    assert.throws(
      () => shopOf('fragile', ['warp-drive']),
      (error) => error instanceof ChaosError && error.code === 'USAGE' && error.hint.includes('circuit-breakers'),
    );
    assert.equal(isVariant('fragile') && isVariant('resilient') && !isVariant('sturdy'), true);
  });
});
