import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { alertMatches, anyAlert } from '../../src/objectives/alert-pattern.ts';

describe('patterns of alerts', () => {
  it('mean an alert by its name, or by what stands around stars', () => {
    for (const [pattern, alert, matches] of [
      ['CheckoutDown', 'CheckoutDown', true],
      ['Checkout', 'CheckoutDown', false],
      ['CheckoutDown', 'Checkout', false],
      ['Checkout*', 'CheckoutDown', true],
      ['*Down', 'CheckoutDown', true],
      ['*out*', 'CheckoutDown', true],
      ['Check*Down', 'CheckDown', true],
      ['Check*kDown', 'CheckDown', false],
      ['a*b*c', 'a-b-b-c', true],
      ['a*b*c', 'acb', false],
      ['Checkout.own', 'CheckoutDown', false],
    ] as const)
      assert.equal(alertMatches(pattern, alert), matches, `${pattern} ${alert}`);
  });

  it('agree with the expression that they stand for', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    fc.assert(
      fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (pattern, alert) => {
        assert.equal(alertMatches(pattern, alert), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(alert));
        assert.ok(alertMatches(anyAlert, alert));
      }),
      { numRuns: 500 },
    );
  });
});
