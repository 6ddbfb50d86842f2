import assert from 'node:assert/strict';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import { inferCollapse } from '../../../src/breakers/infer/collapse.ts';
import { declined } from '../../../src/breakers/infer/inference.ts';
import { bucketOf } from '../../../src/events/histogram.ts';
import type { Interval } from '../../../src/events/event.ts';
import { besideTexts } from '../../../src/report/breaker-text.ts';

type Breaker = Analysis['breakers'][number];

/** What a report says of a trip that is known to be between the two. */
function told(openedAtMs: Interval): string {
  const evidence = [{ grade: 'B', used: false, trips: 1, openedAtMs, agrees: null, detail: '' }];
  return besideTexts({ answered: true, evidence } as unknown as Breaker).join();
}

/** Ten slow errors in each 50 ms until a stretch without any, and ten fast ones in each after it. */
function collapsed(withoutMs: number): ReturnType<typeof inferCollapse> {
  const bins = Array.from({ length: 200 }, (_, i) => ({ atMs: i * 50, times: [bucketOf(i < 20 ? 400_000 : 600), 10], timedOut: 0 }));
  const left = bins.filter(({ atMs }) => atMs < 1_000 || atMs >= 950 + withoutMs);
  return inferCollapse({ bins: left, widthMs: 50, window: [0, 10_000], shedShare: 0, usualMs: 22, bystanders: null });
}

describe('an inference', () => {
  it('that is declined has its reason, and neither moves nor a time in which it looked', () => {
    assert.deepEqual(declined('why'), { declined: 'why', moves: [], watched: [], detail: 'why' });
  });

  it('is told as a moment where it is known to 200 ms', () => {
    assert.match(told([3_000, 3_200]), /opened at 0:03\.1$/);
    assert.match(told([3_000, 3_201]), /opened between 0:03\.0 and 0:03\.2$/);
  });

  it('says nothing of a collapse whose moment is not known as well', () => {
    // From the begin of the last slow error to the end of the bin of the first fast one, with 25 ms for the way to the breaker.
    assert.deepEqual(collapsed(150).moves[0]?.atMs, [950, 950 + 150 + 50 + 25]);
    assert.match(collapsed(200).declined ?? '', /too rarely to say when/);
  });
});
