import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bindNames, everyFault, namesIn } from '../../src/objectives/names.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { parseObjective } from '../../src/objectives/parse.ts';

function parsed(text: string): Objective {
  const result = parseObjective(text);
  assert.ok('objective' in result, `${text}: ${'message' in result ? result.message : ''}`);
  return result.objective;
}

function fields(text: string): object {
  const { text: kept, ...rest } = parsed(text);
  assert.equal(kept, text.trim());
  return rest;
}

const run = { over: 'run' };

describe('parseObjective', () => {
  it('reads percentiles, in signs and in words', () => {
    const during = { over: 'stage', name: 'peak' };
    const p99 = { kind: 'percentile', quantile: 0.99, of: 'product', is: '<', boundMs: 300, during };
    assert.deepEqual(fields('p99 of product < 300ms during peak'), p99);
    assert.deepEqual(fields('p99 of product below 300ms during peak'), p99);
    assert.deepEqual(fields('p99.9<1.5s'), { kind: 'percentile', quantile: 0.999, of: null, is: '<', boundMs: 1_500, during: run });
    assert.deepEqual(fields('median of "GET /" at most 20 ms'), {
      kind: 'percentile',
      quantile: 0.5,
      of: 'GET /',
      is: '<=',
      boundMs: 20,
      during: run,
    });
  });

  it('reads shares, by request and by time', () => {
    const share = { kind: 'share', weight: 'request', of: null, during: run };
    assert.deepEqual(fields('error rate < 1%'), { ...share, measure: 'error rate', is: '<', bound: 0.01 });
    assert.deepEqual(fields('availability >= 99.9 %'), { ...share, measure: 'availability', is: '>=', bound: 0.999 });
    assert.deepEqual(fields('degraded rate of checkout above 0.5% after x'), {
      ...share,
      measure: 'degraded rate',
      of: 'checkout',
      is: '>',
      bound: 0.005,
      during: { over: 'after', name: 'x' },
    });
    assert.deepEqual(fields('shed rate by time at least 2%'), { ...share, measure: 'shed rate', weight: 'time', is: '>=', bound: 0.02 });
  });

  it('reads rates', () => {
    assert.deepEqual(fields('goodput of checkout > 450/s'), {
      kind: 'rate',
      measure: 'goodput',
      of: 'checkout',
      is: '>',
      perSecond: 450,
      during: run,
    });
    assert.deepEqual(fields('rate above 3000/min'), { kind: 'rate', measure: 'rate', of: null, is: '>', perSecond: 50, during: run });
  });

  it('reads breakers', () => {
    const moves = { kind: 'breaker-moves', breaker: 'payments', withinMs: 5_000, after: 'slow' };
    assert.deepEqual(fields('breaker payments opens within 5s after slow'), { ...moves, to: 'opens' });
    assert.deepEqual(fields('breaker payments closes on all within 5s after slow'), { ...moves, to: 'closes', onShare: 1 });
    assert.deepEqual(fields('breaker payments opens on 50% within 5s after slow'), { ...moves, to: 'opens', onShare: 0.5 });
    assert.deepEqual(fields('breaker payments stays closed during baseline'), {
      kind: 'breaker-stays-closed',
      breaker: 'payments',
      during: { over: 'stage', name: 'baseline' },
    });
    assert.deepEqual(fields('breaker payments trips at most 2 times'), {
      kind: 'breaker-trips',
      breaker: 'payments',
      atMost: 2,
      during: run,
    });
  });

  it('reads recovery, of one fault or of each', () => {
    assert.deepEqual(fields('checkout recovers within 15s after slow'), {
      kind: 'recovers',
      of: 'checkout',
      withinMs: 15_000,
      after: 'slow',
    });
    assert.deepEqual(fields('recovers within 1m30s'), { kind: 'recovers', of: null, withinMs: 90_000, after: everyFault });
    assert.deepEqual(fields('degrades at most 10s after slow'), { kind: 'degrades', of: null, forAtMostMs: 10_000, after: 'slow' });
    // The verb decides: routes may be called like keywords.
    assert.deepEqual(fields('rate recovers within 1s after slow'), { kind: 'recovers', of: 'rate', withinMs: 1_000, after: 'slow' });
  });

  it('reads orders', () => {
    assert.deepEqual(fields('no acknowledged order is lost'), { kind: 'orders', not: 'lost' });
    assert.deepEqual(fields('no acknowledged order is duplicated'), { kind: 'orders', not: 'duplicated' });
  });

  const mistakes: readonly [text: string, column: number, message: RegExp][] = [
    ['', 1, /expected an objective: .*got the end/],
    ['everything is fine', 1, /expected an objective.*`error rate`.*got `everything`/],
    ['error rte < 1%', 7, /expected `rate`, got `rte`/],
    ['error rate < 1', 14, /expected a percentage, such as `1%`, got `1`/],
    ['p99 < 300', 7, /expected a time with its unit.*got `300`/],
    ['p99 300ms', 5, /expected `of ROUTE`, `<`.*got `300ms`/],
    ['p100 < 300ms', 1, /expected `p99` \(any percentile\)/],
    ['p99 < 300ms while peak', 13, /expected `over any TIME`, `during STAGE`.*got `while`/],
    ['p99 < 300ms during', 19, /expected the name of a stage or fault, got the end/],
    ['goodput > 5', 11, /expected a rate with its unit/],
    ['breaker payments explodes', 18, /expected `opens`, `closes`, `stays closed` or `trips at most`, got `explodes`/],
    ['breaker payments opens within 5s', 33, /expected `after`, got the end/],
    ['breaker payments opens on 0% within 5s after x', 27, /expected `all`, `any` or a percentage/],
    ['checkout recovers in 15s', 19, /expected `within`, got `in`/],
    ['no acknowledged order is late', 26, /expected `lost` or `duplicated`, got `late`/],
    ['checkout recover within 5s', 10, /^unknown word `recover`; did you mean "recovers"\?$/],
    ['journey buy degarde at most 5s', 13, /^unknown word `degarde`; did you mean "degrades"\?$/],
    ['breaker payments stays closd', 24, /^expected `closed`, got `closd`; did you mean "closed"\?$/],
    ['no acknowledged order is lst', 26, /^expected `lost` or `duplicated`, got `lst`; did you mean "lost"\?$/],
    ['brekaer payments opens within 5s after x', 1, /^expected an objective: .*, got `brekaer`; did you mean "breaker"\?$/],
    ['eror rate < 1%', 1, /got `eror`; did you mean "error"\?$/],
    ['error bugdet of 99% spent at most 20%', 7, /got `bugdet`; did you mean "budget"\?$/],
    ['error rate < 1% durring peak', 17, /, got `durring`; did you mean "during"\?$/],
    ['error rate of jurney buy < 1%', 15, /^unknown word `jurney`; did you mean "journey"\?$/],
    ['"recover" within 5s', 1, /^expected an objective: [^;]*$/],
    ['p99 of "half a name < 5ms', 8, /a quote that is never closed/],
  ];
  for (const [text, column, message] of mistakes) {
    it(`says where and what in: ${text || '(nothing)'}`, () => {
      const result = parseObjective(text);
      assert.ok('message' in result);
      assert.match(result.message, message);
      assert.equal(result.column, column);
    });
  }

  it('never throws, and points into the text', () => {
    const words = [
      'p99',
      'error',
      'rate',
      'breaker',
      'x',
      'recovers',
      'within',
      '5s',
      '<',
      '1%',
      'after',
      '"',
      'on',
      'all',
      'during',
      'no',
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 9 }), (parts) => {
        const text = parts.join(' ');
        const result = parseObjective(text);
        if ('message' in result) assert.ok(result.column >= 1 && result.column <= text.length + 1);
        else assert.equal(result.objective.text, text.trim());
      }),
    );
  });
});

describe('names of an objective', () => {
  it('lists what must exist', () => {
    const names = (text: string): object => namesIn(parsed(text));
    const none = { faults: [], breakers: [], probes: [], scopes: [], routes: [], journeys: [], either: [] };
    assert.deepEqual(names('p99 of product < 1s during peak'), { ...none, scopes: ['product'], either: ['peak'] });
    assert.deepEqual(names('error rate < 1% after slow'), { ...none, faults: ['slow'] });
    assert.deepEqual(names('breaker pay opens within 1s after slow'), { ...none, faults: ['slow'], breakers: ['pay'] });
    assert.deepEqual(names('recovers within 1s'), none);
  });

  it('binds `during X` to a fault where X is one', () => {
    const known = { stages: ['peak'], faults: ['slow'], routes: ['checkout'] };
    const during = (text: string): unknown => {
      const bound = bindNames(parsed(text), known);
      return 'during' in bound ? bound.during : undefined;
    };
    assert.deepEqual(during('error rate < 1% during slow'), { over: 'fault', name: 'slow' });
    assert.deepEqual(during('error rate < 1% during peak'), { over: 'stage', name: 'peak' });
    assert.deepEqual(during('error rate < 1%'), { over: 'run' });
  });
});
