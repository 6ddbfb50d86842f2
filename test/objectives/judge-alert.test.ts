import assert from 'node:assert/strict';
import type { Interval } from '../../src/events/event.ts';
import type { AlertFacts, DetectionFacts, Measures } from '../../src/objectives/measures.ts';
import { judgedAs as is } from '../support/judged.ts';

type Firing = AlertFacts['firings'][number];

/** The fault is injected at 20.01 s and removed at 40.01 s, as confirmed; the load ends at 90 s. */
const fired = (atMs: Interval, clearedAtMs: Interval | null = null, alert = 'Down'): Firing => ({ alert, atMs, clearedAtMs });
const alerts = (...firings: Firing[]): Partial<Measures> => ({ alert: () => ({ answered: true, gaps: [], firings }) });
const withGaps = (...firings: Firing[]): Partial<Measures> => ({ alert: () => ({ answered: true, gaps: [[0, 60_000]], firings }) });

describe('judging alerts that fire', () => {
  const text = 'alert Down fires within 10s after slow';

  it('counts from the confirmed injection, and knows an interval from a moment', () => {
    assert.equal(is('held', text, alerts(fired([22_010, 23_010]))).actual, '2 s to 3 s');
    is('held', text, alerts(fired([30_005, 30_010])));
    is('breached', text, alerts(fired([30_011, 31_000])));
    is('inconclusive', text, alerts(fired([29_000, 31_000])));
    is('held', text, alerts(fired([40_000, 41_000]), fired([22_000, 23_000])));
  });

  it('is breached by one that never fires, if it was watched for so long', () => {
    assert.equal(is('breached', text, alerts()).actual, 'never fired');
    is('inconclusive', text, { ...alerts(), endMs: 30_000 });
    is('breached', text, { ...alerts(), endMs: 30_010 });
  });

  it('takes the one that surely fired first, and counts it from the sending of the injection on', () => {
    assert.equal(is('held', text, alerts(fired([21_010, 29_000]), fired([22_010, 23_010]))).actual, '2 s to 3 s');
    assert.equal(is('held', text, alerts(fired([20_000, 20_010]))).actual, '0 ms');
    is('inconclusive', text, alerts(fired([19_900, 19_999])));
    is('inconclusive', text, alerts(fired([5_000, 6_000], [19_900, 20_000])));
    is('breached', text, alerts(fired([5_000, 6_000], [19_900, 19_999])));
  });

  it('does not take one that fired before for an answer to the fault', () => {
    is('inconclusive', text, alerts(fired([5_000, 6_000])));
    is('breached', text, alerts(fired([5_000, 6_000], [10_000, 11_000])));
    is('held', text, alerts(fired([5_000, 6_000], [10_000, 11_000]), fired([22_000, 23_000])));
  });

  it('does not put down to the fault one that may be older', () => {
    assert.equal(is('inconclusive', text, alerts(fired([5_000, 20_050]))).reason, 'it may have begun to fire before the fault');
    is('inconclusive', text, alerts(fired([19_999, 20_000])));
    assert.equal(is('held', text, alerts(fired([5_000, 20_050]), fired([22_010, 22_010]))).actual, '2 s');
    is('inconclusive', text, alerts(fired([5_000, 20_050]), fired([33_000, 33_100])));
  });

  it('knows nothing where its source did not answer', () => {
    is('inconclusive', text, withGaps());
    is('inconclusive', text, withGaps(fired([35_000, 36_000])));
    is('held', text, withGaps(fired([22_000, 23_000])));
    is('inconclusive', text, { alert: () => ({ answered: false, gaps: [[0, 60_000]], firings: [] }) });
    is('inconclusive', text);
    is('inconclusive', text, { ...alerts(), fault: () => ({ missing: 'never injected' }) });
  });

  it('looks at the gaps of its own time only', () => {
    const gap = (...gaps: [number, number][]): Partial<Measures> => ({ alert: () => ({ answered: true, gaps, firings: [] }) });
    is('breached', text, gap([5_000, 6_000], [40_000, 41_000]));
    is('inconclusive', text, gap([5_000, 6_000], [25_000, 25_200]));
    const clears = 'alert Down clears within 10s after slow';
    const cleared = (...gaps: [number, number][]): Partial<Measures> => ({
      alert: () => ({ answered: true, gaps, firings: [fired([22_000, 23_000], [42_000, 43_000])] }),
    });
    is('held', clears, cleared([5_000, 6_000]));
    assert.equal(is('inconclusive', clears, cleared([44_000, 46_000])).reason, 'its source did not answer all the time');
  });

  it('asks for each fault where none is named', () => {
    const faults: Partial<Measures> = {
      faults: ['slow', 'later'],
      fault: (id) => ({ injectedAtMs: id === 'slow' ? [20_000, 20_010] : [50_000, 50_010], removedAtMs: null }),
    };
    is('breached', 'alert Down fires within 10s', { ...faults, ...alerts(fired([22_000, 23_000], [30_000, 31_000])) });
    is('inconclusive', 'alert Down fires within 10s', { ...faults, ...alerts(fired([22_000, 23_000])) });
    is('held', 'alert Down fires within 10s', { ...faults, ...alerts(fired([22_000, 23_000], [30_000, 31_000]), fired([52_000, 53_000])) });
  });
});

describe('judging alerts that clear', () => {
  const text = 'alert Down clears within 10s after slow';

  it('counts from the confirmed removal, to the last of them', () => {
    assert.equal(is('held', text, alerts(fired([22_000, 23_000], [42_010, 43_010]))).actual, '2 s to 3 s');
    is('breached', text, alerts(fired([22_000, 23_000], [50_011, 51_000])));
    is('inconclusive', text, alerts(fired([22_000, 23_000], [49_000, 51_000])));
    is('breached', text, alerts(fired([22_000, 23_000], [42_000, 43_000]), fired([24_000, 25_000], [55_000, 56_000])));
  });

  it('asks it also of one that fires late, but not of one that comes after the bound', () => {
    is('breached', text, alerts(fired([45_000, 46_000], [60_000, 61_000])));
    is('held', text, alerts(fired([22_000, 23_000], [42_000, 43_000]), fired([70_000, 71_000])));
  });

  it('counts what goes on at the removal, and what begins up to the bound', () => {
    is('breached', text, alerts(fired([50_010, 50_020], [60_000, 61_000])));
    assert.equal(is('held', text, alerts(fired([50_011, 50_020], [60_000, 61_000]))).actual, 'cleared before');
    assert.equal(is('held', text, alerts(fired([22_000, 23_000], [39_000, 40_000]))).actual, '0 ms');
    assert.equal(is('held', text, alerts(fired([22_000, 23_000], [39_000, 39_999]))).actual, 'cleared before');
    is('breached', text, alerts(fired([22_000, 23_000], [55_000, 56_000]), fired([24_000, 25_000], [42_000, 43_000])));
    is('breached', text, { ...alerts(fired([22_000, 23_000])), endMs: 50_010 });
    is('inconclusive', text, { ...alerts(fired([22_000, 23_000])), endMs: 50_009 });
  });

  it('is breached by one that goes on, if it was watched for so long', () => {
    assert.equal(is('breached', text, alerts(fired([22_000, 23_000]))).actual, 'still firing');
    is('inconclusive', text, { ...alerts(fired([22_000, 23_000])), endMs: 45_000 });
    is('inconclusive', text, { ...alerts(), fault: () => ({ injectedAtMs: [1, 2], removedAtMs: null }) });
  });

  it('is held by one that has nothing to clear', () => {
    assert.equal(is('held', text, alerts()).actual, 'never fired');
    assert.equal(is('held', text, alerts(fired([22_000, 23_000], [30_000, 31_000]))).actual, 'cleared before');
    is('inconclusive', text, withGaps());
    is('inconclusive', text, { ...alerts(), endMs: 45_000 });
  });
});

describe('judging alerts that stay silent', () => {
  const text = 'no alert matching Shop* fires during peak';
  const during: Partial<Measures> = { window: () => [20_000, 40_000] };

  it('asks for the pattern, and names what fired', () => {
    const asked: string[] = [];
    const alert = (pattern: string): AlertFacts => {
      asked.push(pattern);
      return { answered: true, gaps: [], firings: [fired([30_000, 31_000], null, 'ShopSlow')] };
    };
    assert.match(is('breached', text, { ...during, alert }).actual ?? '', /^ShopSlow fired at 30 s to 31 s$/);
    is('breached', 'no alert fires', { alert });
    assert.deepEqual(asked, ['Shop*', '*']);
  });

  it('counts one that was firing when it began', () => {
    assert.match(is('breached', text, { ...during, ...alerts(fired([5_000, 6_000])) }).actual ?? '', /when it began/);
    is('breached', text, { ...during, ...alerts(fired([5_000, 6_000], [20_000, 21_000])) });
    is('inconclusive', text, { ...during, ...alerts(fired([5_000, 6_000], [19_500, 20_500])) });
    is('held', text, { ...during, ...alerts(fired([5_000, 6_000], [18_000, 19_000])) });
  });

  it('begins and ends with the time that is asked about', () => {
    is('breached', text, { ...during, ...alerts(fired([39_000, 40_000])) });
    is('inconclusive', text, { ...during, ...alerts(fired([40_000, 40_500])) });
    is('held', text, { ...during, ...alerts(fired([40_001, 40_500])) });
    is('inconclusive', text, { ...during, ...alerts(fired([5_000, 6_000], [19_000, 20_000])) });
    assert.match(is('breached', text, { ...during, ...alerts(fired([19_000, 20_000])) }).actual ?? '', /at 19 s to 20 s/);
    assert.match(is('breached', text, { ...during, ...alerts(fired([18_000, 19_999])) }).actual ?? '', /when it began/);
  });

  it('leaves open what may lie outside, and what may have been missed', () => {
    is('inconclusive', text, { ...during, ...alerts(fired([39_500, 40_500])) });
    is('held', text, { ...during, ...alerts(fired([40_100, 41_000])) });
    is('inconclusive', text, { ...during, ...withGaps() });
    is('inconclusive', text, { ...during, alert: () => ({ answered: false, gaps: [], firings: [] }) });
    is('inconclusive', text, { window: () => ({ missing: 'never began' }), ...alerts() });
  });
});

describe('judging detection', () => {
  const text = 'detects within 10s after slow';
  const detected = (atMs: Interval | null, how: DetectionFacts['how'] = 'alerts'): Partial<Measures> => ({
    detection: () => ({ how, atMs, what: how === 'alerts' ? 'Down' : 'burn rate 14.4 over 5 s' }),
  });

  it('counts from the confirmed injection, and says by what', () => {
    assert.equal(is('held', text, detected([22_010, 23_010])).actual, '2 s to 3 s (Down)');
    assert.match(is('held', text, detected([22_010, 22_010], 'emulated')).actual ?? '', /\(emulated: burn rate 14.4 over 5 s\)$/);
    is('breached', text, detected([31_000, 32_000]));
    is('inconclusive', text, detected([29_000, 31_000]));
  });

  it('does not put down to the fault what may be older', () => {
    const judged = is('inconclusive', text, detected([5_000, 20_050]));
    assert.deepEqual([judged.actual, judged.reason], ['0 ms to 40 ms (Down)', 'it may have begun to fire before the fault']);
    is('held', text, detected([20_000, 20_050]));
  });

  it('is breached where nothing noticed it, if there was time', () => {
    is('breached', text, detected(null));
    is('breached', text, { ...detected(null), endMs: 30_010 });
    is('inconclusive', text, { ...detected(null), endMs: 30_009 });
    is('inconclusive', text);
  });
});
