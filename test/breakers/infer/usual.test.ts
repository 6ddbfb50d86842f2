import assert from 'node:assert/strict';
import { Requests } from '../../../src/breakers/infer/requests.ts';
import { usualIn, type Usual } from '../../../src/breakers/infer/usual.ts';

interface Second {
  /** Requests due in it. */
  readonly due: number;
  /** A call comes this often; the first one at once. */
  readonly everyMs: number;
}

/** Looks every 50 ms at seconds one after the other. */
function usualOf(seconds: readonly Second[]): Usual | string {
  const looks = seconds.flatMap(({ everyMs }, second) =>
    Array.from({ length: 20 }, (_, i) => {
      const fromMs = second * 1_000 + i * 50;
      return { fromMs, toMs: fromMs + 50, tookMs: 0, calls: (i * 50) % everyMs === 0 ? 1 : 0 };
    }),
  );
  const bins = seconds.flatMap(({ due }, second) =>
    Array.from({ length: 5 }, (_, i) => ({
      atMs: second * 1_000 + i * 200,
      due: due / 5,
      answered: due / 5,
      timedOut: 0,
      lost: 0,
      times: [],
    })),
  );
  return usualIn(looks, new Requests(['pay'], bins, 200), [0, seconds.length * 1_000]);
}

function known(seconds: readonly Second[]): Usual {
  const usual = usualOf(seconds);
  assert.ok(typeof usual !== 'string', String(usual));
  return usual;
}
const times = (n: number, second: Second): Second[] => Array.from({ length: n }, () => second);
const close = (got: number, wanted: number): void => assert.ok(Math.abs(got - wanted) < 1e-6, `${got} for ${wanted}`);

// Between two calls 500 ms apart lie 450 ms in which surely none came, and a look.
const quiet: Second = { due: 10, everyMs: 500 };
const busy: Second = { due: 100, everyMs: 100 };

describe('how long no call comes without a fault', () => {
  it('is the longest that there was, as far as a look can tell', () => {
    const usual = known(times(10, quiet));
    close(usual.longestMs, 500);
    close(usual.ratio, 0.2);
    close(usual.longestAt(0.01), 500);
  });

  it('is that of time with as high a load, where there was enough of it', () => {
    const usual = known([...times(10, quiet), ...times(4, busy)]);
    close(usual.longestMs, 500);
    close(usual.longestAt(0.1), 100);
    // The busy seconds are at least two thirds of so much.
    close(usual.longestAt(0.149), 100);
    close(usual.longestAt(0.151), 500);
  });

  it('takes three seconds of it, and twenty calls', () => {
    close(known([...times(10, quiet), ...times(3, busy)]).longestAt(0.1), 100);
    close(known([...times(10, quiet), ...times(2, busy)]).longestAt(0.1), 500);
    const rare = (n: number): Second[] => [...times(10, quiet), ...times(n, { due: 100, everyMs: 200 })];
    close(known(rare(4)).longestAt(0.1), 200);
    close(known(rare(3)).longestAt(0.1), 500);
  });

  it('is longer where fewer are due, and no shorter where more are than ever', () => {
    const usual = known(times(10, quiet));
    close(usual.longestAt(0.005), 1_000);
    close(usual.longestAt(0.1), 500);
    // Of two loads, the mean.
    close(known([...times(5, quiet), ...times(5, busy)]).longestAt(0.0055), 500 * (0.055 / 0.0055));
  });

  it('is not known without looks, requests or twenty calls', () => {
    assert.equal(usualOf([]), 'the link was not looked at before the first fault');
    assert.equal(usualOf(times(10, { due: 0, everyMs: 100 })), 'no request of pay came before the first fault');
    assert.equal(usualOf(times(9, quiet)), 'only 18 calls crossed the link before the first fault, 20 are needed');
    assert.equal(typeof usualOf(times(10, quiet)), 'object');
  });
});
