import assert from 'node:assert/strict';
import type { EventBody } from '../../src/events/event.ts';
import { happeningOf } from '../../src/report/happening.ts';

const at = { sentMs: 44_996.5, confirmedMs: 45_002, counters: null };
const counts = { acknowledged: 12, persisted: 13, unacknowledged: 1, reads: 2, settled: true };
const move = { type: 'breaker', breaker: 'payments', instance: 'orders', atMs: [1, 2], evidence: 'A', atLeast: false } as const;

const rows: readonly (readonly [event: EventBody, tone: string, text: string])[] = [
  [{ type: 'started', startedAt: '2026-11-27T02:01:00.000Z' }, 'plain', 'load begins'],
  [{ type: 'stage', index: 1, name: 'peak', forMs: 65_000 }, 'plain', 'stage peak for 65s'],
  [{ type: 'preflight', check: 'target', ok: false, detail: 'ECONNREFUSED' }, 'bad', 'preflight target failed: ECONNREFUSED'],
  [
    {
      type: 'link',
      link: 'payments',
      how: 'created',
      proxy: 'p-7',
      listen: '127.0.0.1:1',
      upstream: '127.0.0.1:2',
      toxiproxy: 'http://x',
      server: 'embedded',
    },
    'plain',
    'link payments: proxy p-7 created, 127.0.0.1:1 to 127.0.0.1:2',
  ],
  [{ type: 'fault-injected', fault: 'slow', ...at }, 'unsure', 'fault slow injected'],
  [{ type: 'fault-removed', fault: 'slow', ...at, why: 'planned' }, 'good', 'fault slow removed'],
  [
    { type: 'fault-removed', fault: 'slow', ...at, why: 'planned', lost: true },
    'unsure',
    'fault slow was gone before it was to be removed',
  ],
  [{ type: 'fault-removed', fault: 'slow', ...at, why: 'cleared' }, 'good', 'fault slow removed by hand'],
  [{ type: 'fault-removed', fault: 'slow', ...at, why: 'stopped' }, 'good', 'fault slow removed because the run stops'],
  [{ type: 'fault-skipped', fault: 'slow', why: 'no proxy' }, 'unsure', 'fault slow skipped: no proxy'],
  [{ ...move, from: 'closed', to: 'open' }, 'bad', 'breaker payments closed → open (orders)'],
  [{ ...move, from: 'open', to: 'half-open' }, 'unsure', 'breaker payments open → half-open (orders)'],
  [{ ...move, from: 'half-open', to: 'closed' }, 'good', 'breaker payments half-open → closed (orders)'],
  [
    { type: 'breaker-source', breaker: 'payments', instance: 'orders', answering: false, seen: true, detail: 'ETIMEDOUT' },
    'unsure',
    'breaker payments: orders does not answer: ETIMEDOUT',
  ],
  [{ type: 'gate', ok: true, reason: '1700 requests' }, 'good', 'baseline is fit: 1700 requests'],
  [{ type: 'gate', ok: false, reason: '9 % failed' }, 'bad', 'baseline is not fit: 9 % failed'],
  [{ type: 'command', command: 'hold', from: 'panel', detail: '' }, 'plain', 'hold from panel'],
  [{ type: 'command', command: 'clear', from: 'game day', detail: 'slow' }, 'plain', 'clear from game day: slow'],
  [{ type: 'note', text: 'phones ring' }, 'plain', 'note: phones ring'],
  [{ type: 'abort', rule: 'error rate > 95%', reason: '97 %' }, 'bad', 'abort (error rate > 95%): 97 %'],
  [{ type: 'signal', signal: 'SIGINT' }, 'bad', 'SIGINT received: undoing what was injected'],
  [{ type: 'trouble', what: 'removing slow', detail: 'no time' }, 'unsure', 'removing slow: no time'],
  [{ type: 'reconciled', ...counts, lost: [], duplicated: [] }, 'good', 'orders: 12 acknowledged, 13 persisted, 0 lost, 0 duplicated'],
  [{ type: 'reconciled', ...counts, lost: ['a'], duplicated: [] }, 'bad', 'orders: 12 acknowledged, 13 persisted, 1 lost, 0 duplicated'],
  [{ type: 'reconcile-failed', reason: 'ECONNREFUSED' }, 'unsure', 'orders could not be reconciled: ECONNREFUSED'],
  [{ type: 'undo', what: 'proxy p-7', ok: false, detail: 'gone' }, 'bad', 'undo of proxy p-7 failed: gone'],
  [{ type: 'rolled-back', complete: true, left: [], ms: 39 }, 'good', 'everything injected was undone in 39 ms'],
  [
    { type: 'rolled-back', complete: false, left: ['proxy p-7', 'toxic'], ms: 39 },
    'bad',
    'not undone: proxy p-7, toxic; run chaos recover',
  ],
  [{ type: 'ended', why: 'completed', detail: '' }, 'good', 'completed'],
  [{ type: 'ended', why: 'gate', detail: 'not fit' }, 'unsure', 'gate: not fit'],
];

describe('what is worth a line', () => {
  for (const [event, tone, text] of rows)
    it(text, () => {
      const happening = happeningOf({ ...event, tMs: 45_002 });
      assert.deepEqual([happening?.tone, happening?.text, happening?.event, happening?.tMs], [tone, text, event.type, 45_002]);
    });

  for (const event of [
    { type: 'load', bins: [], routes: [], errors: [] },
    { type: 'preflight', check: 'target', ok: true, detail: '' },
    { type: 'breaker-source', breaker: 'payments', instance: 'orders', answering: true, seen: true, detail: '' },
    { type: 'breaker-source', breaker: 'payments', instance: 'server', answering: false, seen: false, detail: '', gone: true },
    { type: 'undo', what: 'proxy', ok: true, detail: 'deleted' },
  ] as const satisfies readonly EventBody[])
    it(`not ${event.type} while all is well`, () => {
      assert.equal(happeningOf({ ...event, tMs: 0 } as Parameters<typeof happeningOf>[0]), null);
    });

  it('says how long an injection took to be confirmed', () => {
    assert.deepEqual(happeningOf({ type: 'fault-injected', fault: 'slow', ...at, tMs: 0 })?.fields, { fault: 'slow', tookMs: 5.5 });
  });
});
