import assert from 'node:assert/strict';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import type { Event } from '../../src/events/event.ts';
import { watchClosed } from '../../src/objectives/gate-breakers.ts';

/** What speaks against a baseline of which the time from 3 s to 20 s counts. */
function problem(events: readonly Event[], onShare?: number): string | null {
  const objective = { kind: 'breaker-stays-closed', breaker: 'pay', during: { over: 'stage', name: 'baseline' }, text: 'pay' } as const;
  const watch = watchClosed(onShare === undefined ? objective : { ...objective, onShare }, (tMs) => tMs >= 3_000 && tMs < 20_000);
  for (const event of events) watch.see(event);
  return watch.problem();
}

function moves(tMs: number, to: BreakerState, instance = 'a', breaker = 'pay'): Event {
  return { tMs, type: 'breaker', breaker, instance, from: 'closed', to, atMs: [tMs - 100, tMs], evidence: 'A', atLeast: false };
}

function source(tMs: number, more: object, instance = 'a', breaker = 'pay'): Event {
  return { tMs, type: 'breaker-source', breaker, instance, answering: true, seen: true, detail: '', ...more };
}

/** Something that happens, so that time goes on. */
const at = (tMs: number): Event => ({ tMs, type: 'probe', probe: 'up', ok: true, ms: 1, detail: '' });

describe('a breaker that has to stay closed during the baseline', () => {
  it('may not open in what counts of it', () => {
    assert.equal(problem([moves(3_000, 'open')]), 'pay: it opened (a)');
    assert.equal(problem([moves(3_000, 'open', '')]), 'pay: it opened');
    assert.equal(problem([moves(9_000, 'open'), moves(9_500, 'half-open'), moves(10_000, 'closed')]), 'pay: it opened (a)');
    assert.equal(problem([moves(20_000, 'open')]), null);
    assert.equal(problem([moves(9_000, 'closed')]), null);
    assert.equal(problem([moves(9_000, 'open', 'a', 'other')]), null);
    assert.equal(problem([]), null);
  });

  it('may not be open from before either', () => {
    assert.equal(problem([moves(1_000, 'open'), moves(2_999, 'closed'), at(3_000)]), null);
    assert.equal(problem([moves(1_000, 'open'), at(3_000)]), 'pay: it was open (a)');
    assert.equal(problem([moves(1_000, 'open'), moves(3_000, 'closed')]), 'pay: it was open (a)');
    assert.equal(problem([moves(1_000, 'half-open'), at(3_000)]), 'pay: it was open (a)');
    assert.equal(problem([source(-1_000, { state: 'open' }), at(9_000)]), 'pay: it was open (a)');
    assert.equal(problem([source(9_000, { state: 'open' })]), 'pay: it was open (a)');
    assert.equal(problem([source(-1_000, { state: 'closed' }), source(-1_000, { state: 'open' }, 'b', 'other'), at(9_000)]), null);
  });

  it('had closed before, where that is told late', () => {
    const closed = (atMs: readonly [number, number], tMs: number): Event => ({ ...moves(tMs, 'closed'), atMs }) as Event;
    assert.equal(problem([moves(1_000, 'open'), closed([2_899, 2_999], 3_100)]), null);
    assert.equal(problem([moves(1_000, 'open'), at(3_050), closed([2_500, 2_600], 3_200)]), null);
    assert.equal(problem([moves(1_000, 'open'), closed([2_900, 3_000], 3_100)]), 'pay: it was open (a)');
    assert.equal(problem([moves(1_000, 'open'), at(9_000), closed([20_500, 20_600], 20_600)]), 'pay: it was open (a)');
    assert.equal(problem([moves(9_000, 'open'), closed([2_500, 2_600], 9_100)]), 'pay: it opened (a)');
  });

  it('is not known where its source is silent, and not believed where that can not be', () => {
    assert.equal(problem([moves(1_000, 'open'), source(2_000, { answering: false }), at(9_000)]), null);
    assert.equal(problem([moves(9_000, 'open'), source(10_000, { unusable: 'several processes' })]), null);
    assert.equal(problem([moves(9_000, 'open'), source(10_000, { unusable: 'several processes' }, 'b')]), 'pay: it opened (a)');
    assert.equal(problem([moves(9_000, 'open'), source(10_000, { unusable: 'several processes' }, 'a', 'x')]), 'pay: it opened (a)');
    assert.equal(problem([moves(9_000, 'open'), source(10_000, { answering: false })]), 'pay: it opened (a)');
  });

  it('may be open on as many instances as the objective leaves', () => {
    const known = ['a', 'b', 'c', 'd'].map((instance) => source(-1_000, { state: 'closed' }, instance));
    const [a, b, c] = ['a', 'b', 'c'].map((instance, i) => moves(9_000 + i, 'open', instance)) as [Event, Event, Event];
    assert.equal(problem([...known, a]), 'pay: it opened (a)');
    assert.equal(problem([...known, a, b], 0.5), null);
    assert.equal(problem([...known, a, b, c], 0.5), 'pay: it opened (a and 2 more)');
    assert.equal(problem([...known, a, b, c], 0), null, 'on any');
    // Which instances there are need not be known when the first of them opens.
    assert.equal(problem([a, ...known], 0.5), null);
  });
});
