import assert from 'node:assert/strict';
import { createProcessWatch, type ProcessVerdict, type Signs } from '../../src/breakers/one-process.ts';

const nothing: Signs = { marks: {}, startedAt: null, counters: new Map(), states: '', sliding: new Map() };
const counting = (counters: Readonly<Record<string, number>>): Signs => ({ ...nothing, counters: new Map(Object.entries(counters)) });

/** A process that counts as it goes. */
function processOf(fires: number, opens: number, startedAt: number | null = null): () => Signs {
  let asked = 0;
  return () => {
    asked++;
    return { ...counting({ fire: fires + 3 * asked, success: fires + 2 * asked, open: opens, cpu: fires / 100 + asked / 100 }), startedAt };
  };
}

function verdicts(answers: readonly (Signs | null)[]): ProcessVerdict['is'][] {
  const watch = createProcessWatch();
  return answers.flatMap((answer) => {
    if (answer !== null) return [watch.see(answer).is];
    watch.missed();
    return [];
  });
}

/** At which answer it is sure, counted from 1; 0: never. */
const sureAt = (answers: readonly (Signs | null)[]): number => verdicts(answers).indexOf('several') + 1;
const inTurn = (...processes: (() => Signs)[]): Signs[] => Array.from({ length: 12 }, (_, i) => processes[i % processes.length]!());

describe('whether one process answers', () => {
  it('one that counts on is one, whatever it counts, once it was seen a few times', () => {
    const seen = verdicts(inTurn(processOf(100, 2)));
    assert.deepEqual([seen[0], new Set(seen.slice(6))], ['doubtful', new Set(['one'])]);
  });

  it('two or three in turn are seen by their counters alone, in whatever order they come', () => {
    const [fresh, old, oldest] = [processOf(5, 0), processOf(400, 2), processOf(90_000, 7)];
    for (const processes of [
      [fresh, old],
      [old, fresh],
      [fresh, old, oldest],
      [oldest, old, fresh],
      [old, oldest, fresh],
    ]) {
      const at = sureAt(inTurn(...processes));
      assert.ok(at > 0 && at <= 6, `answer ${at}`);
    }
  });

  it('one that is restarted soon after it counted for the first time is one', () => {
    const seen = verdicts([
      counting({}),
      counting({ a: 5, b: 7 }),
      counting({ a: 9, b: 11 }),
      counting({ a: 0, b: 0 }),
      counting({ a: 3, b: 2 }),
    ]);
    assert.ok(!seen.includes('several'), seen.join(' '));
  });

  it('and in no order at all', () => {
    const [a, b] = [processOf(5, 0), processOf(400, 2)];
    assert.ok(sureAt([a, a, b, a, b, b, a, b, a, a].map((next) => next())) > 0);
  });

  it('one that began earlier can answer after a later one only if both are there', () => {
    const [a, b] = [processOf(50, 0, 1_000), processOf(50, 0, 1_060)];
    assert.equal(sureAt([a(), b(), a()]), 3);
    assert.equal(sureAt([a(), b(), b()]), 0);
  });

  it('a start that is computed anew for each answer, and so wavers, is one start', () => {
    const wavering = Array.from({ length: 12 }, (_, i) => ({ ...nothing, startedAt: 1_000 + (i % 3) * 0.4 }));
    assert.equal(sureAt(wavering), 0);
  });

  it('a mark that comes back tells; a new one for each answer, or one that changed once, does not', () => {
    const marked = (name: string): Signs => ({ ...nothing, marks: { 'x-instance': name } });
    const watch = createProcessWatch();
    assert.deepEqual(
      [marked('a'), marked('b'), marked('a')].map((signs) => watch.see(signs)),
      [{ is: 'doubtful' }, { is: 'doubtful' }, { is: 'several', how: 'x-instance was a, then b, then a again' }],
    );
    assert.equal(sureAt(Array.from({ length: 12 }, (_, i) => marked(String(i)))), 0);
    assert.equal(sureAt([marked('a'), ...Array.from({ length: 11 }, () => marked('b'))]), 0);
  });

  it('a restart is doubtful for a while, and then one', () => {
    const [before, after] = [processOf(500, 3), processOf(0, 0)];
    const seen = verdicts([...Array.from({ length: 8 }, before), ...Array.from({ length: 10 }, after)]);
    assert.deepEqual([seen[7], seen[8], seen.at(-1), seen.includes('several')], ['one', 'doubtful', 'one', false]);
  });

  it('a restart that was seen as silence is no doubt', () => {
    const [before, after] = [processOf(500, 3), processOf(0, 0)];
    const seen = verdicts([...Array.from({ length: 8 }, before), null, ...Array.from({ length: 4 }, after)]);
    assert.deepEqual(new Set(seen.slice(7)), new Set(['one']));
  });

  it('and restarts every now and then are restarts', () => {
    const lives = Array.from({ length: 4 }, (_, life) => Array.from({ length: 9 }, processOf(life, 0)));
    assert.equal(sureAt(lives.flat()), 0);
  });

  it('a gauge that is named like a counter, among many, is no sign', () => {
    const answers = Array.from({ length: 20 }, (_, i) => counting({ gauge_total: i % 2, a: i, b: i, c: 2 * i, d: 9 + i, e: 10 * i }));
    assert.equal(sureAt(answers), 0);
  });

  it('of a source without counters: a state that is another one each time, which no breaker is at that pace', () => {
    const flipping = Array.from({ length: 12 }, (_, i) => ({ ...nothing, states: i % 2 === 0 ? 'closed' : 'open' }));
    assert.ok(sureAt(flipping) > 0);
    const flapping = Array.from({ length: 24 }, (_, i) => ({ ...nothing, states: i % 6 < 3 ? 'closed' : 'open' }));
    assert.equal(sureAt(flapping), 0);
  });

  it('states in turn, with several answers of one state between, in any order', () => {
    const [open, closed] = ['payments open', 'payments closed'].map((states) => ({ ...nothing, states }));
    assert.ok(sureAt(Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? open! : closed!))) > 0);
    for (const order of ['occocoocoocc', 'ccoocccococo'])
      assert.ok(sureAt([...order].map((one) => (one === 'o' ? open! : closed!))) > 0, order);
  });

  it('of one breaker that opens, tries and opens again the states go back and forth, too', () => {
    const states = [...'ccooohooohooohccccoooohoooccc'].map(
      (one) => `payments ${one === 'c' ? 'closed' : one === 'o' ? 'open' : 'half-open'}`,
    );
    assert.equal(sureAt(states.map((state) => ({ ...nothing, states: state }))), 0);
  });

  describe('of a source that shows the state and numbers that slide', () => {
    /** Fires in ten buckets of a second, asked every 200 ms. */
    const sliding = (state: string, numbers: Readonly<Record<string, number>>): (() => Signs) => {
      let asked = 0;
      return () => {
        asked++;
        const wave = 1 + ((asked % 5) - 2) / 40;
        return {
          ...nothing,
          states: `payments ${state}`,
          sliding: new Map(Object.entries(numbers).map(([name, value]) => [name, value * wave])),
        };
      };
    };
    const open = (): (() => Signs) => sliding('open', { fires: 300, successes: 0, failures: 12, rejects: 288, latencyMean: 0.4 });
    const closed = (): (() => Signs) => sliding('closed', { fires: 310, successes: 308, failures: 2, rejects: 0, latencyMean: 12 });

    it('one open of three is seen before any of its trips is told', () => {
      const seen = verdicts(inTurn(open(), closed(), closed()));
      assert.equal(seen.indexOf('several'), seen.lastIndexOf('doubtful') + 1);
      assert.ok(seen.indexOf('several') < 5 && !seen.includes('one'), seen.join());
    });

    it('and so it is where it opened when all three were known to be one', () => {
      const seen = verdicts([...inTurn(closed(), closed(), closed()), ...inTurn(open(), closed(), closed())]);
      assert.ok(seen.indexOf('several') > 0 && seen.indexOf('several') <= 12 + 5, seen.join());
    });

    it('one that trips and recovers, again and again, is one: it has the numbers of its trips still in its window', () => {
      const answers = Array.from({ length: 60 }, (_, i): Signs => {
        const trips = Math.floor(i / 12);
        const state = i % 12 >= 6 ? 'open' : 'closed';
        return {
          ...nothing,
          states: `payments ${state}`,
          sliding: new Map(
            Object.entries({ fires: 300, failures: 10 * trips, rejects: 40 * trips + (state === 'open' ? 7 * (i % 6) : 42) }),
          ),
        };
      });
      assert.equal(sureAt(answers), 0);
    });
  });

  describe('how much it takes', () => {
    const count = (a: number): Signs => counting({ a });
    const times = (n: number, signs: Signs): Signs[] => Array.from({ length: n }, () => signs);
    /** o, h, c: open, half-open, closed. */
    const inState = (letters: string): Signs[] =>
      [...letters].map((one) => ({ ...nothing, states: `payments ${one === 'o' ? 'open' : one === 'h' ? 'half-open' : 'closed'}` }));

    it('one it is with the fifth answer in a row that goes on from the one before', () =>
      assert.deepEqual(verdicts([1, 2, 3, 4, 5, 6, 7].map(count)), [...times(5, nothing).map(() => 'doubtful'), 'one', 'one']));

    it('a fall and a return are enough, in whatever order', () => {
      assert.equal(sureAt([900, 10, 901].map(count)), 3);
      assert.equal(sureAt([10, 900, 11].map(count)), 3);
    });

    it('of many of which none comes back, three falls are, and two are not', () => {
      assert.equal(sureAt([900, 500, 200, 20].map(count)), 4);
      assert.equal(sureAt([900, 500, 200, 201, 202, 203, 204, 205, 20].map(count)), 0);
    });

    it('five answers in a row that could be of one make a fall before them a restart, and four do not', () => {
      const falls = (calm: number): Signs[] => [900, 500, 200, ...Array.from({ length: calm }, (_, i) => 201 + i), 20].map(count);
      assert.equal(sureAt(falls(4)), 8);
      assert.equal(sureAt(falls(5)), 0);
    });

    it('what answered five answers before the last one comes back, and what did so six before does not', () => {
      assert.equal(sureAt([count(900), ...times(5, count(10)), count(901)]), 7);
      assert.equal(sureAt([count(900), ...times(6, count(10)), count(901)]), 0);
    });

    it('a fifth of the counters must fall', () => {
      const besides = (n: number, a: number): Signs =>
        counting({ a, ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`b${i}`, 50])) });
      assert.equal(sureAt([900, 10, 901].map((a) => besides(4, a))), 3);
      assert.equal(sureAt([900, 10, 901].map((a) => besides(5, a))), 0);
    });

    it('a return goes on from the one before, five times as near as from the last', () => {
      assert.equal(sureAt([100, 10, 120].map(count)), 3);
      assert.equal(sureAt([100, 10, 125].map(count)), 0);
      assert.equal(sureAt([100, 10, 99].map(count)), 0, 'whoever counted to 100 has not counted to 99 since');
    });

    it('a count that is not there in some answers is no fall', () => {
      const both = counting({ opened: 2, closed: 1 });
      assert.equal(sureAt([both, nothing, both, nothing, both, both, nothing, both]), 0);
      assert.equal(sureAt([both, counting({ closed: 1 }), both, counting({ closed: 1 }), both]), 0);
      assert.equal(sureAt([both, nothing, counting({ opened: 1, closed: 0 }), both, counting({ opened: 1, closed: 0 })]), 5);
    });

    it('starts more than a second and a half apart are two', () => {
      const began = (startedAt: number | null): Signs => ({ ...nothing, startedAt });
      assert.equal(sureAt([1_000, 998.5].map(began)), 0);
      assert.equal(sureAt([1_000, 998.4].map(began)), 2);
      assert.equal(sureAt([1_000, null, 1_000, null].map(began)), 0, 'one of which nobody says when it was is none');
    });

    it('of states, six in a row that are others tell, and five do not', () => {
      assert.equal(sureAt(inState('ohohoho')), 7);
      assert.equal(sureAt(inState('ohohohhohoho')), 0);
      const counted = inState('ohohohohohoh').map((signs, at) => ({ ...signs, counters: count(at).counters }));
      assert.equal(sureAt(counted), 0, 'what has counters is judged by them');
    });

    it('and so do four of nine answers that close it or leave closed', () => {
      assert.equal(sureAt(inState('cooocccoc')), 9);
      assert.equal(sureAt(inState('cooocccooc')), 0);
    });

    it('a name that is another one is a doubt until it stays, and one that stays or comes to be there is none', () => {
      const named = (name: string): Signs => ({ ...nothing, marks: { 'x-instance': name } });
      assert.equal(verdicts(times(6, named('a'))).at(-1), 'one');
      assert.deepEqual(verdicts([...times(6, named('a')), ...times(6, named('b'))]).slice(5), [
        'one',
        ...times(5, nothing).map(() => 'doubtful'),
        'one',
      ]);
      assert.deepEqual(verdicts([...times(6, nothing), named('a'), named('a')]).slice(5), ['one', 'one', 'one']);
    });

    it('what comes back with another one after silence is a doubt', () =>
      assert.deepEqual(verdicts([...times(6, count(900)), null, count(10), count(901)]).slice(5), ['one', 'one', 'doubtful']));

    describe('of states with numbers that slide', () => {
      const shown = (state: string, fires: number): Signs => ({ ...inState(state)[0]!, sliding: new Map([['fires', fires]]) });
      it('two returns tell; one is a doubt', () => {
        assert.equal(sureAt([shown('c', 100), shown('o', 200), shown('c', 100), shown('o', 200)]), 4);
        const seen = verdicts([...times(7, shown('c', 100)), shown('o', 200), ...times(6, shown('c', 100))]);
        assert.deepEqual(seen.slice(6), ['one', 'one', ...times(5, nothing).map(() => 'doubtful'), 'one']);
      });
      it('numbers that differ by more than a fifth are far apart', () => {
        assert.equal(sureAt([shown('c', 100), shown('o', 126), shown('c', 100), shown('o', 126)]), 4);
        assert.equal(sureAt([shown('c', 100), shown('o', 124), shown('c', 100), shown('o', 124)]), 0);
      });
      it('numbers alone that come back, or a state alone, are no return', () => {
        assert.equal(sureAt(Array.from({ length: 12 }, (_, i) => shown('c', i % 2 === 0 ? 100 : 200))), 0);
        assert.equal(sureAt([shown('c', 100), shown('o', 200), shown('c', 150), shown('o', 300)]), 0);
      });
    });
  });

  it('nothing told is nothing known', () => assert.equal(sureAt(Array.from({ length: 12 }, () => nothing)), 0));
});
