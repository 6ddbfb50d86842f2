import assert from 'node:assert/strict';
import type { Event } from '../../src/events/event.ts';
import { watchBystanders } from '../../src/objectives/gate-bystanders.ts';
import type { Objective } from '../../src/objectives/objective.ts';

const during = { over: 'stage', name: 'baseline' } as const;
const silent: Objective = { kind: 'alert-silent', alert: 'Err*', during, text: 'no alert Err*' };
const closed: Objective = { kind: 'breaker-stays-closed', breaker: 'pay', during, text: 'pay stays closed' };

/** Of a baseline of which the time from 3 s to 20 s counts. */
function problem(objectives: readonly Objective[], ...events: Event[]): string | null {
  const bystanders = watchBystanders(objectives, (tMs) => tMs >= 3_000 && tMs < 20_000);
  for (const event of events) bystanders.see(event);
  return bystanders.problem();
}

const probe = (tMs: number, ok: boolean, name = 'up'): Event => ({ tMs, type: 'probe', probe: name, ok, ms: 1, detail: 'status 503' });

function alert(tMs: number, name: string, state: 'firing' | 'resolved'): Event {
  return { tMs, type: 'alert', alert: name, id: name, state, atMs: [tMs - 100, tMs], labels: {} };
}

function opens(tMs: number, breaker: string): Event {
  const [from, to] = ['closed', 'open'] as const;
  return { tMs, type: 'breaker', breaker, instance: '', from, to, atMs: [tMs - 100, tMs], evidence: 'A', atLeast: false };
}

describe('what speaks against a baseline beside its answers', () => {
  it('is each breaker that an objective wants closed, and each alert that one wants silent', () => {
    const all = [silent, closed, { ...closed, breaker: 'stock', text: 'stock stays closed' }];
    assert.equal(problem(all, opens(9_000, 'pay')), 'pay stays closed: it opened');
    assert.equal(problem(all, opens(9_000, 'stock')), 'stock stays closed: it opened');
    assert.equal(problem(all, opens(9_000, 'other')), null);
    assert.equal(problem(all, alert(9_000, 'Errors', 'firing')), 'no alert Err*: alert Errors fired');
    assert.equal(problem(all, alert(9_000, 'Slow', 'firing')), null);
    assert.equal(problem([silent], opens(9_000, 'pay')), null);
    assert.equal(problem([closed], alert(9_000, 'Errors', 'firing')), null);
    assert.equal(problem([]), null);
  });

  it('is what lasts into it, and not what is over by then or comes after it', () => {
    const all = [silent, closed];
    assert.equal(problem(all, probe(1_000, false), probe(2_000, true), probe(3_000, true)), null);
    assert.equal(problem(all, probe(1_000, false), probe(3_000, true)), 'probe up did not hold at 1 s: status 503');
    assert.equal(problem(all, probe(1_000, false), probe(2_000, false), probe(3_000, true)), 'probe up did not hold at 1 s: status 503');
    assert.equal(problem(all, alert(1_000, 'Errors', 'firing'), alert(2_000, 'Errors', 'resolved'), probe(9_000, true)), null);
    assert.equal(problem(all, alert(1_000, 'Errors', 'firing'), probe(3_000, true)), 'no alert Err*: alert Errors fired');
    assert.equal(problem(all, opens(1_000, 'pay'), probe(3_000, true)), 'pay stays closed: it was open');
    assert.equal(problem(all, probe(20_000, false), alert(20_000, 'Errors', 'firing'), opens(20_000, 'pay')), null);
  });

  it('is told of the first of several', () => {
    assert.match(problem([silent], probe(8_000, false), alert(9_000, 'Errors', 'firing')) ?? '', /^probe up/);
    assert.match(problem([silent], alert(8_000, 'Errors', 'firing'), probe(9_000, false)) ?? '', /^no alert/);
    assert.match(problem([], probe(8_000, false, 'one'), probe(9_000, false, 'two')) ?? '', /^probe one/);
  });
});
