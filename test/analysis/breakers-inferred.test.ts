import assert from 'node:assert/strict';
import { inferencesOf } from '../../src/analysis/breakers-inferred.ts';
import type { Inference } from '../../src/breakers/infer/inference.ts';
import type { Event, Interval } from '../../src/events/event.ts';
import { countedRun, each, loadMs, type CountedFault } from '../support/counted-run.ts';

const fault: CountedFault = { id: 'slow', injected: [4_000, 4_000], removed: [12_000, 12_000] };

interface Case {
  readonly faults?: readonly CountedFault[];
  /** No call comes in these. */
  readonly silent?: readonly Interval[];
  /** Calls in a look of 50 ms that is not silent. */
  readonly calls?: (atMs: number) => number;
  /** Requests in 200 ms. */
  readonly due?: number;
  readonly looksFromMs?: number;
  readonly tookMs?: number;
  readonly routes?: readonly string[] | null;
  readonly events?: readonly Event[];
  /** Looks that counted one call though no request came through. */
  readonly single?: readonly number[];
}

const activity = (link: string, fromMs: number, calls: (atMs: number) => number, tookMs = 0): Event => ({
  tMs: loadMs,
  type: 'link-activity',
  link,
  counts: 'requests',
  fromMs,
  looks: each(50, [fromMs, loadMs], (atMs) => [50, tookMs, calls(atMs)]).flat(),
});

/** A link that is looked at every 50 ms, with 5 calls in each; 20 requests in 200 ms that are answered. */
function silence({
  faults = [fault],
  silent = [],
  calls = () => 5,
  due = 20,
  looksFromMs = 0,
  tookMs = 0,
  routes = ['checkout'],
  events = [],
  single = [],
}: Case): Inference {
  const inLook = (atMs: number): number =>
    single.includes(atMs) ? 1 : silent.some(([fromMs, toMs]) => atMs >= fromMs && atMs < toMs) ? 0 : calls(atMs);
  const record = countedRun({
    faults,
    routes: each(200, [0, loadMs], (atMs) => ({ atMs, ok: due, okMs: 0 })),
    events: [activity('payments', looksFromMs, inLook, tookMs), ...events],
  });
  const breaker = { name: 'pay', preset: 'inferred', urls: [], match: {}, link: 'payments', waitMs: null };
  return inferencesOf(record, routes === null ? breaker : { ...breaker, routes }).B;
}
const states = (about: Case): string =>
  silence(about)
    .moves.map(({ to }) => to)
    .join(' ');
const tripped = 'open half-open closed';

describe('what the log has of a silence upstream', () => {
  it('is what was looked at on its own link', () => {
    const busy = activity('stock', 0, () => 5);
    const unknown: Event = { tMs: 10, type: 'link-activity-unknown', link: 'stock', why: 'it is gone' };
    assert.equal(states({ silent: [[6_000, 7_000]], events: [busy, unknown] }), tripped);
    const own: Event = { tMs: 10, type: 'link-activity-unknown', link: 'payments', why: 'it is gone' };
    assert.equal(silence({ events: [own] }).declined, "calls on link payments can't be counted: it is gone");
    assert.match(silence({ tookMs: 2 }).detail, /; 400 looks at its link, 2 ms each$/);
  });

  it('is told for the routes that are named, or that the fault is seen to touch', () => {
    assert.equal(silence({ routes: null }).declined, 'no route was seen to be touched by slow: name its routes');
    assert.equal(silence({}).declined, null);
  });

  it('has requests of 200 ms: when they had ended, and how many were due', () => {
    assert.equal(states({ silent: [[6_000, 6_350]] }), tripped);
    // Five requests in 200 ms, and a call for each.
    const calls = (atMs: number): number => (atMs % 200 === 0 ? 2 : 1);
    assert.equal(states({ silent: [[6_000, 6_350]], due: 5, calls }), '');
    assert.equal(states({ silent: [[6_000, 6_400]], due: 5, calls }), tripped);
  });

  it('is compared with what was usual before any fault, as far back as the link was looked at', () => {
    const silent: Interval[] = [
      [2_500, 3_500],
      [6_000, 7_000],
    ];
    const other: CountedFault = { id: 'other', link: 'stock', injected: [2_000, 2_000], removed: [3_000, 3_000] };
    assert.deepEqual([states({ silent }), states({ silent, faults: [other, fault] })], ['', tripped]);
    const calls = (atMs: number): number => (atMs % 200 === 0 ? 2 : 1);
    assert.equal(states({ silent: [[6_000, 6_600]], due: 5, calls, looksFromMs: 2_000 }), tripped);
  });

  it('says nothing where the link was down as long as anything was in, and calls came soon after', () => {
    const down: CountedFault = { ...fault, id: 'gone', down: true };
    const silent: Interval[] = [[4_000, 12_000]];
    assert.equal(silence({ faults: [down], silent }).declined, 'link payments was down while gone was in, and calls came soon after');
    assert.equal(states({ faults: [down], silent: [[4_000, 13_000]] }), tripped);
    const later: CountedFault = { id: 'later', injected: [14_000, 14_000], removed: [16_000, 16_000] };
    assert.equal(silence({ faults: [down, later], silent }).declined, null);
    assert.equal(silence({}).declined, null);
  });

  it("does not take the tool's own connections for calls", () => {
    const probed = (begunMs: number, more: Partial<Extract<Event, { type: 'link-probed' }>> = {}): Event => ({
      tMs: begunMs + 10,
      type: 'link-probed',
      link: 'payments',
      how: 'connect',
      outcome: 'answered',
      ms: 10,
      status: null,
      bytes: 0,
      detail: '',
      ...more,
    });
    const beside = (...events: Event[]): string => states({ silent: [[6_000, 7_000]], single: [6_500], events });
    const counted = 'open half-open open half-open closed';
    assert.equal(beside(), counted);
    // Its look is that from 6,500 to 6,550 ms; a millisecond before it is as good.
    assert.deepEqual(
      [6_499, 6_550].map((atMs) => beside(probed(atMs))),
      [tripped, tripped],
    );
    assert.deepEqual(
      [6_498, 6_551].map((atMs) => beside(probed(atMs))),
      [counted, counted],
    );
    assert.equal(beside(probed(6_520, { link: 'stock' })), counted);
    for (const outcome of ['refused', 'failed'] as const) assert.equal(beside(probed(6_520, { outcome })), counted);
    assert.equal(beside(probed(6_520, { ms: null })), counted);
    // Where nothing was counted, there is nothing to take away.
    assert.equal(states({ silent: [[6_000, 7_000]], events: [probed(6_520)] }), tripped);
  });
});

describe('what the log has of answers that bear a signature', () => {
  it('stands in bins of 50 ms, of all stages', () => {
    const record = countedRun({
      faults: [fault],
      errors: each(50, [4_000, 8_000], (atMs) => ({ atMs, times: [[5, 10]], signed: atMs >= 5_000 && atMs < 6_000 ? { pay: 10 } : {} })),
    });
    const { C } = inferencesOf(record, {
      name: 'pay',
      preset: 'inferred',
      urls: [],
      match: {},
      link: 'payments',
      waitMs: null,
      signatures: [{ body: 'EOPENBREAKER' }],
    });
    // 200 answers in a second: 4.6 times 5 ms is as far apart as they may have been.
    assert.deepEqual(
      C.moves.map(({ to, atMs }) => [to, ...atMs]),
      [
        ['open', 4_977, 5_050],
        ['closed', 5_950, 6_023],
      ],
    );
  });
});
