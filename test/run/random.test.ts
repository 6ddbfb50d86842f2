import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { draw, mix, Random } from '../../src/run/random.ts';

const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('Random', () => {
  it('the same seed, name and number give the same draw, in [0, 1)', () => {
    fc.assert(
      fc.property(seed, fc.string(), fc.nat({ max: 2 ** 31 - 1 }), (s, name, n) => {
        const one = draw(new Random(s).stream(name), n);
        assert.equal(one, draw(new Random(s).stream(name), n));
        assert.ok(one >= 0 && one < 1);
      }),
    );
  });

  it('a stream does not depend on what else is drawn', () => {
    const random = new Random(1);
    const alone = new Random(1).sequence('arrivals');
    const other = random.sequence('other');
    const among = random.sequence('arrivals');
    for (let i = 0; i < 100; i += 1) {
      other();
      assert.equal(among(), alone());
    }
  });

  it('seeds, names and neighbours are strangers to one another', () => {
    const n = 20_000;
    const streams = [new Random(1).stream('a'), new Random(2).stream('a'), new Random(1 + 2 ** 32).stream('a'), new Random(1).stream('b')];
    assert.equal(new Set(streams).size, streams.length);
    for (const [i, one] of streams.entries()) {
      const draws = Array.from({ length: n }, (_, k) => draw(one, k));
      assert.ok(Math.abs(correlation(draws.slice(0, -1), draws.slice(1))) < 0.03, 'with its neighbour');
      for (const other of streams.slice(i + 1)) {
        assert.ok(
          Math.abs(
            correlation(
              draws,
              Array.from({ length: n }, (_, k) => draw(other, k)),
            ),
          ) < 0.03,
        );
      }
    }
  });

  it('draws are uniform: chi-square over 100 cells', () => {
    const stream = new Random(42).stream('cells');
    const cells = Array.from({ length: 100 }, () => 0);
    const n = 100_000;
    for (let k = 0; k < n; k += 1) cells[Math.floor(draw(stream, k) * 100)]! += 1;
    const chi = cells.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0);
    // 99 degrees of freedom: mean 99, standard deviation 14; the draws are fixed by the seed.
    assert.ok(chi > 50 && chi < 160, `chi-square ${chi}`);
  });

  it('mix is a bijection', () => {
    const seen = new Set(Array.from({ length: 100_000 }, (_, i) => mix(i)));
    assert.equal(seen.size, 100_000);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
    x.reduce((sum, value, i) => sum + (value - mx) * ((y[i] as number) - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}
