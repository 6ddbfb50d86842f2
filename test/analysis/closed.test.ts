/** A load of users: labelled, its bias explained, and nothing judged that needs an equal offered load. */
import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import { constant, latencyFault, syntheticLog } from '../support/synthetic-log.ts';

describe('the analysis of a closed model', () => {
  const faults = [latencyFault('slow', 20_000, 10_000)];
  const objectives = ['error rate < 1%', 'recovers within 15s after slow', 'home degrades at most 15s after slow'];
  const stages = [{ name: 'baseline', forMs: 60_000, shape: constant(50) }];
  const meets = ({ tMs }: { tMs: number }) =>
    tMs >= 20_000 && tMs < 32_000 ? { outcome: 'timeout' as const, ms: 500, cause: 'no answer within 500 ms' } : { ms: 10 };
  const warnings = ['closed model: users wait'];
  const closed = analyse(
    syntheticLog({ stages: stages.map((stage) => ({ ...stage, users: 30 })), faults, objectives, meets, plan: { warnings } }),
  );
  const open = analyse(syntheticLog({ stages, faults, objectives, meets }));

  it('says so, with users for rates', () => {
    assert.equal(closed.scenario.model, 'closed');
    assert.equal(open.scenario.model, 'open');
    const { load, users, fromPerSecond, toPerSecond, peakPerSecond } = closed.scenario.stages[0]!;
    assert.deepEqual([load, users, fromPerSecond, toPerSecond, peakPerSecond], ['30 users', 30, null, null, null]);
    assert.ok(closed.notes.includes('closed model: users wait'));
    assert.ok(closed.timeline.some(({ text }) => text === 'baseline: 30 users for 1 m 00 s'));
  });

  it('judges no recovery, where the same log of an open model does', () => {
    assert.equal(open.recovery[0]?.status, 'recovered');
    const [recovery] = closed.recovery;
    assert.equal(recovery?.status, 'insufficient-data');
    assert.equal(recovery?.reason, 'a closed model has no equal offered load to compare with');
    assert.deepEqual(
      closed.objectives.map(({ verdict }) => verdict),
      ['breached', 'inconclusive', 'inconclusive'],
    );
  });

  it('still sees that the fault bit: users alike in number make times alike', () => {
    assert.equal(closed.faults[0]?.verified, open.faults[0]?.verified);
    assert.match(closed.faults[0]?.evidence ?? '', /failures of home rose/);
  });
});
