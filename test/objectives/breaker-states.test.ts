import assert from 'node:assert/strict';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import type { Event } from '../../src/events/event.ts';
import { followBreaker } from '../../src/objectives/breaker-states.ts';

function moves(to: BreakerState, instance = 'a', breaker = 'pay'): Event {
  return { tMs: 0, type: 'breaker', breaker, instance, from: 'closed', to, atMs: [0, 0], evidence: 'A', atLeast: false };
}

function source(more: object, instance = 'a', breaker = 'pay'): Event {
  return { tMs: 0, type: 'breaker-source', breaker, instance, answering: true, seen: true, detail: '', ...more };
}

/** Who is open, of how many. */
function told(...events: Event[]): [string[], number] {
  const states = followBreaker('pay');
  for (const event of events) states.see(event);
  return [states.open(), states.instances()];
}

describe('the states of a breaker', () => {
  it('are those of its last moves, instance by instance', () => {
    assert.deepEqual(told(), [[], 0]);
    assert.deepEqual(told(moves('open'), moves('half-open', 'b'), moves('closed', 'c')), [['a', 'b'], 3]);
    assert.deepEqual(told(moves('open'), moves('half-open'), moves('closed')), [[], 1]);
    assert.deepEqual(told(moves('open', 'a', 'other'), source({ state: 'open' }, 'a', 'other')), [[], 0]);
  });

  it('begin with what its source says, and closed where it does not', () => {
    assert.deepEqual(told(source({ state: 'open' }), source({ state: null }, 'b'), source({}, 'c')), [['a'], 3]);
    assert.deepEqual(told(moves('open'), source({ state: null })), [['a'], 1], 'what it does not tell is as it was');
    assert.deepEqual(told(moves('open'), source({ state: 'closed' })), [[], 1]);
  });

  it('are not known while the source is silent, or where it can not be believed', () => {
    const [silent, back] = [source({ answering: false }), source({})];
    assert.deepEqual(told(moves('open'), moves('open', 'b'), silent), [['b'], 2]);
    assert.deepEqual(told(moves('open'), silent, back), [['a'], 1]);
    assert.deepEqual(told(moves('open'), silent, source({ state: 'closed' })), [[], 1]);
    assert.deepEqual(told(moves('open'), source({ unusable: 'several processes' })), [[], 1]);
  });
});
