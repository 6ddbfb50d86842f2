import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Event } from '../../src/events/event.ts';
import { requestSample, sampleEvent } from '../support/sample-events.ts';
import { journey, stage, syntheticLog } from '../support/synthetic-log.ts';

const analysisOf = (events: readonly Event[]) =>
  analyse(
    syntheticLog({
      stages: [stage('calm', 10, 10), stage('peak', 10, 10)],
      journeys: [journey('visit', 1, [{ route: 'home' }])],
      meets: ({ tMs }) => (tMs % 1_000 < 200 ? { outcome: 'httpError', ms: 5, cause: 'status 503' } : { ms: 5 }),
      events,
    }),
  );

const base = { route: 'home', stage: 0, cause: 'status 503', responseMs: 5, serviceMs: 5 };
const intended = (samples: readonly { intendedMs: number }[]): number[] => samples.map(({ intendedMs }) => intendedMs);

describe('kept requests', () => {
  it('of several workers the first three and the slowest three of all are chosen', () => {
    const worker = (from: number): Event[] => [
      ...[0, 100, 200].map((ms) => sampleEvent({ ...base, intendedMs: from + ms })),
      ...[50, 60, 70].map((responseMs, i) =>
        sampleEvent({ ...base, intendedMs: from + 5_000 + i, responseMs: responseMs + from }, 'slowest'),
      ),
    ];
    const { samples } = analysisOf([...worker(0), ...worker(20), ...worker(40)]);
    assert.deepEqual(intended(samples.filter(({ first }) => first)), [0, 20, 40]);
    assert.deepEqual(intended(samples.filter(({ slowest }) => slowest)).toSorted(), [5_022, 5_041, 5_042]);
    assert.equal(samples.length, 6);
    assert.deepEqual(
      samples.map(({ number }) => number),
      [1, 2, 3, 4, 5, 6],
    );
  });

  it('first is who ended first, as it was when they were told', () => {
    const { samples } = analysisOf([
      ...[0, 100, 200].map((ms) => sampleEvent({ ...base, intendedMs: ms, responseMs: 5_000 })),
      ...[300, 400, 500].map((ms) => sampleEvent({ ...base, intendedMs: ms, responseMs: 1 })),
    ]);
    assert.deepEqual(intended(samples.filter(({ first }) => first)), [300, 400, 500]);
    assert.deepEqual(intended(samples.filter(({ slowest }) => slowest)), [0, 100, 200]);
  });

  it('where the first are the slowest, three others are kept beside them', () => {
    const { samples } = analysisOf([
      ...[0, 100, 200].map((ms) => sampleEvent({ ...base, intendedMs: ms, responseMs: 90 })),
      ...[1_000, 2_000, 3_000].map((ms) => sampleEvent({ ...base, intendedMs: ms, responseMs: 5 }, 'slowest')),
    ]);
    assert.deepEqual(
      samples.map(({ first, slowest }) => [first, slowest]),
      [0, 1, 2, 3, 4, 5].map((at) => [at < 3, at < 3]),
    );
  });

  it('by cause, route, outcome and stage; the stage by its name', () => {
    const { samples } = analysisOf(
      [0, 1].flatMap((at) =>
        ['status 503', 'status 500'].flatMap((cause) =>
          [1, 2, 3, 4].map((n) => sampleEvent({ ...base, stage: at, cause, intendedMs: at * 10_000 + n * 100, responseMs: 5 + n / 10 })),
        ),
      ),
    );
    const groups = Map.groupBy(
      samples.filter(({ first }) => first),
      ({ cause, stage: name }) => `${cause} ${name}`,
    );
    assert.deepEqual([...groups.keys()].toSorted(), ['status 500 calm', 'status 500 peak', 'status 503 calm', 'status 503 peak']);
    for (const group of groups.values()) assert.equal(group.length, 3);
  });

  it('what never ended is no slow one', () => {
    const { samples } = analysisOf([sampleEvent({ ...base, outcome: 'dropped', responseMs: null, serviceMs: null, intendedMs: 1 })]);
    assert.deepEqual([samples[0]?.first, samples[0]?.slowest], [true, false]);
  });

  it('errors name their samples, the first and the last time', () => {
    const { errors, samples } = analysisOf([1, 2, 3].map((n) => sampleEvent({ ...base, intendedMs: n * 1_000 })));
    const [error] = errors;
    assert.equal(errors.length, 1);
    assert.deepEqual(
      error?.samples,
      samples.map(({ number }) => number),
    );
    assert.ok(error !== undefined && error.firstMs < 200 && (error.lastMs ?? 0) > 19_000, JSON.stringify(error));
  });

  it('a log that does not tell the last time leaves it unknown, and one without samples has none', () => {
    const log = syntheticLog({ stages: [stage('calm', 5, 10)], meets: () => ({ outcome: 'timeout', ms: 5, cause: 'late' }) }).map((event) =>
      event.type === 'load' ? { ...event, errors: event.errors.map((error) => ({ ...error, lastMs: undefined })) } : event,
    );
    // As it is read: what is undefined is not in JSON.
    const { errors, samples, samplesLeftOut } = analyse(JSON.parse(JSON.stringify(log)) as Event[]);
    assert.equal(errors[0]?.lastMs, null);
    assert.deepEqual([errors[0]?.samples, samples, samplesLeftOut], [[], [], 0]);
  });

  it('says how many found no room, of all workers', () => {
    const { samplesLeftOut } = analysisOf([
      { tMs: 20_000, type: 'samples-left-out', count: 3 },
      { tMs: 20_001, type: 'samples-left-out', count: 4 },
    ]);
    assert.equal(samplesLeftOut, 7);
  });

  it('a route of the log that no plan knows is shown by its name', () => {
    const { samples } = analysisOf([sampleEvent({ ...requestSample, route: 'elsewhere', stage: 9 })]);
    assert.deepEqual([samples[0]?.route, samples[0]?.stage], ['elsewhere', '9']);
  });
});
