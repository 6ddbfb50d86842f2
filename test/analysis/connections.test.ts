import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Event } from '../../src/events/event.ts';
import { bucketOf } from '../../src/events/histogram.ts';
import { stage, syntheticLog } from '../support/synthetic-log.ts';

const log = syntheticLog({ stages: [stage('calm', 10, 50)], meets: () => ({ ms: 10 }) });
const others = log.filter(({ type }) => type !== 'generator');
const line = log.find((event) => event.type === 'generator') as Extract<Event, { type: 'generator' }>;

function after(tMs: number, opened: number, failed: number, handshakes: number[]): Event {
  return { ...line, tMs, connectionsOpened: opened, connectionsFailed: failed, handshakes };
}

describe('connections', () => {
  it('adds up attempts and failures, and merges the handshakes', () => {
    const { connections } = analyse([
      ...others,
      after(1_001, 80, 0, [bucketOf(1_000), 80]),
      after(2_001, 40, 10, [bucketOf(1_000), 20, bucketOf(50_000), 10]),
    ]);
    assert.deepEqual([connections.opened, connections.failed, connections.handshakeMs.n], [120, 10, 110]);
    assert.ok(Math.abs((connections.handshakeMs.p50 ?? 0) - 1) < 0.01 && Math.abs((connections.handshakeMs.max ?? 0) - 50) < 0.5);
    assert.ok(Math.abs((connections.perSecond.mean ?? 0) - 60) < 0.1);
    assert.equal(connections.perSecond.max, 80);
  });

  it('the fastest second is of all generators, and what the end tells belongs to the last whole one', () => {
    const { connections, series } = analyse([
      ...others,
      after(1_001, 30, 0, []),
      after(1_003, 30, 0, []),
      after(2_001, 20, 0, []),
      after(2_040, 5, 0, []),
    ]);
    const { perSecond } = connections;
    assert.equal(perSecond.max, 60);
    assert.deepEqual(
      series.slice(0, 3).map(({ connectionsOpened }) => connectionsOpened),
      [60, 25, 0],
    );
  });

  it('knows nothing of handshakes where the log has none, and nothing at all without a generator', () => {
    const { handshakes: _, ...old } = line;
    const { handshakeMs } = analyse([...others, old as Event]).connections;
    assert.deepEqual(handshakeMs, { n: 0, p50: null, p99: null, max: null });
    const { perSecond, opened } = analyse(others).connections;
    assert.deepEqual([opened, perSecond], [0, { mean: null, max: null }]);
  });
});
