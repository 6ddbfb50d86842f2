import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import { Histogram } from '../../src/events/histogram.ts';
import { stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

function generatorOf(more: Partial<SyntheticOptions>): Analysis['generator'] {
  return analyse(syntheticLog({ stages: [stage('calm', 10, 50), stage('busy', 10, 200)], meets: () => ({ ms: 10 }), ...more })).generator;
}

describe('generator honesty', () => {
  it('is content with a tool that kept its rate', () => {
    const { saturated, saturatedWhy, rateRatio, latenessMs, cpuMicrosPerRequest, connectionsOpened } = generatorOf({});
    assert.deepEqual([saturated, saturatedWhy, rateRatio], [false, null, 1]);
    assert.equal(latenessMs.n, 2_500);
    assert.ok((latenessMs.max ?? 9) < 1);
    assert.equal(Math.round(cpuMicrosPerRequest ?? 0), 120);
    assert.equal(connectionsOpened, 50);
  });

  it('is saturated when more than 1 % of the sends of a stage are too late, whatever the rest', () => {
    const late = (share: number) => ({ lateMs: (random: () => number) => (random() < share ? 60 : 0.2) });
    assert.equal(generatorOf(late(0.004)).saturated, false);
    assert.match(generatorOf(late(0.05)).saturatedWhy ?? '', /^\d(\.\d+)? % of the sends in calm were more than 20 ms late$/);
  });

  it('lets the tightest latency objective widen what is late', () => {
    const late = { lateMs: () => 60 };
    assert.equal(generatorOf({ ...late, objectives: ['p99 < 2s'] }).saturated, false);
    assert.match(generatorOf({ ...late, objectives: ['p99 < 2s', 'p95 < 300ms'] }).saturatedWhy ?? '', /20 ms late/);
  });

  it('is saturated when it dropped what it could not send, but not at the in-flight limit the user set', () => {
    const dropped = (cause: string): Partial<SyntheticOptions> => ({
      meets: ({ tMs }) => (tMs > 15_000 ? { outcome: 'dropped', ms: 0, cause } : { ms: 10 }),
    });
    const overdue = generatorOf(dropped('not sent within 10 s'));
    assert.match(overdue.saturatedWhy ?? '', /only 50 % of the requests due in busy were sent in time/);
    assert.ok(Math.abs((overdue.rateRatio ?? 0) - 0.6) < 0.01);
    const limited = generatorOf(dropped('in-flight limit of 2000'));
    assert.deepEqual([limited.saturated, limited.rateRatio], [false, 1]);
  });

  it('does not hold cancelled requests against itself', () => {
    assert.equal(
      generatorOf({ meets: ({ tMs }) => (tMs > 19_000 ? { outcome: 'cancelled', ms: 0, cause: 'stopped' } : { ms: 10 }) }).saturated,
      false,
    );
  });

  it('knows nothing where nothing was sent', () => {
    const { rateRatio, latenessMs, eventLoopMs, cpuMicrosPerRequest } = analyse(
      syntheticLog({ stages: [stage('calm', 10, 50)], meets: () => ({ ms: 1 }), killedAtMs: 10 }),
    ).generator;
    assert.deepEqual([rateRatio, latenessMs.p99, eventLoopMs.max, cpuMicrosPerRequest], [null, null, null, null]);
  });

  it('keeps the threads that sent apart, and counts what they sent together', () => {
    const log = syntheticLog({ stages: [stage('calm', 10, 50)], meets: () => ({ ms: 10 }) }).flatMap((event): Event[] =>
      event.type === 'generator'
        ? [
            { ...event, worker: 1, lateness: new Histogram().toSparse(), sent: 0, cpuMicros: 0 },
            { ...event, worker: 0 },
          ]
        : [event],
    );
    const { workers, perWorker, latenessMs, cpuMicrosPerRequest } = analyse(log).generator;
    assert.equal(workers, 2);
    assert.deepEqual(
      perWorker.map(({ worker, sent, latenessMs: { n } }) => [worker, sent, n]),
      [
        [0, 500, 500],
        [1, 0, 0],
      ],
    );
    assert.equal(latenessMs.n, 500);
    assert.equal(Math.round(cpuMicrosPerRequest ?? 0), 120);
  });

  it('is to blame where this machine ran out of descriptors or ports, however few requests it hit', () => {
    const meets: SyntheticOptions['meets'] = ({ tMs }) => (tMs > 19_900 ? { outcome: 'connectError', ms: 1, cause: 'EMFILE' } : { ms: 10 });
    assert.match(generatorOf({ meets }).saturatedWhy ?? '', /this machine ran out of file descriptors/);
    const refused: SyntheticOptions['meets'] = ({ tMs }) =>
      tMs > 19_900 ? { outcome: 'connectError', ms: 1, cause: 'ECONNREFUSED' } : { ms: 10 };
    assert.equal(generatorOf({ meets: refused }).saturated, false);
  });
});
