import assert from 'node:assert/strict';
import { createProcessWatch, type ProcessVerdict, type Signs } from '../../src/breakers/one-process.ts';

const nothing: Signs = { marks: {}, startedAt: null, counters: new Map(), states: '' };
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

  it('nothing told is nothing known', () => assert.equal(sureAt(Array.from({ length: 12 }, () => nothing)), 0));
});
