import assert from 'node:assert/strict';
import { boundsOf } from '../../../bench/proxy/bounds.ts';
import type { Sample } from '../../../bench/proxy/results.ts';
import { sample } from './sample.ts';

function heldBy(samples: readonly Sample[]): Record<string, boolean | null> {
  return Object.fromEntries(boundsOf(samples).map(({ text, held }) => [text.split(',')[0] + (text.includes('p99') ? ' p99' : ''), held]));
}

/** The same in three rounds. */
function thrice(one: Sample): Sample[] {
  return [1, 2, 3].map((round) => ({ ...one, round }));
}

describe('bounds of the proxy', () => {
  it('are all of them not measured where nothing was', () => {
    assert.deepEqual(new Set(Object.values(heldBy([]))), new Set([null]));
    assert.equal(boundsOf([]).length, 6);
  });

  it('hold in the median of the ratios of the rounds, not in the ratio of the medians', () => {
    const rounds = [
      [90, 100],
      [200, 100],
      [101, 100],
    ].flatMap(([ours = 0, theirs = 0], at) => [
      sample('flat-out', 'embedded', at + 1, { requestsPerSecond: ours }),
      sample('flat-out', 'real', at + 1, { requestsPerSecond: theirs }),
    ]);
    const [bound] = boundsOf(rounds);
    assert.deepEqual(bound, {
      text: "requests per second flat out, at least the real one's",
      held: true,
      figures: '101 to 100 /s, ratio 1.01',
    });
  });

  it('say no where we are slower, dearer or less exact', () => {
    const samples = [
      sample('flat-out', 'embedded', 1, { requestsPerSecond: 99 }),
      sample('flat-out', 'real', 1, { requestsPerSecond: 100 }),
      sample('paced', 'direct', 1, { p50Ms: 0.05 }),
      sample('paced', 'embedded', 1, { p50Ms: 0.25, cpuMicros: 76 }),
      sample('paced', 'real', 1, { p50Ms: 0.15, cpuMicros: 75 }),
      sample('latency', 'embedded', 1, { p50Ms: 97.9, p99Ms: 124 }),
      sample('latency', 'real', 1, { p50Ms: 101, p99Ms: 123 }),
      sample('bandwidth', 'embedded', 1, { kbPerSecond: 1_021 }),
    ].flatMap(thrice);
    assert.deepEqual(new Set(Object.values(heldBy(samples))), new Set([false]));
    assert.match(boundsOf(samples)[1]?.figures ?? '', /^0\.200 to 0\.100 ms, ratio 2\.00$/);
  });

  it('say yes where we are not', () => {
    const samples = [
      sample('flat-out', 'embedded', 1, { requestsPerSecond: 100 }),
      sample('flat-out', 'real', 1, { requestsPerSecond: 100 }),
      sample('paced', 'direct', 1, { p50Ms: 0.05 }),
      sample('paced', 'embedded', 1, { p50Ms: 0.15, cpuMicros: 75 }),
      sample('paced', 'real', 1, { p50Ms: 0.15, cpuMicros: 75 }),
      sample('latency', 'embedded', 1, { p50Ms: 101.9, p99Ms: 123 }),
      sample('latency', 'real', 1, { p50Ms: 101, p99Ms: 123 }),
      sample('bandwidth', 'embedded', 1, { kbPerSecond: 981 }),
    ];
    assert.deepEqual(new Set(Object.values(heldBy(samples))), new Set([true]));
  });
});
