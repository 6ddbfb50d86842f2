import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { ChaosError } from '../../src/errors.ts';
import { compile } from '../../src/plan/compile.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { isMap, Origins, type Raw } from '../../src/scenario/origins.ts';
import { planOf, whole } from '../support/plans.ts';

function compileRaw(raw: Raw): Plan {
  return compile({ raw, origins: new Origins(), name: 'fuzzed', environment: null, warnings: [], problems: [] }, {});
}

/** Every path of a value, so that something else can be put there. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]));
  return [path, ...inner];
}

function put(root: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const copy: Record<string | number, unknown> = Array.isArray(root)
    ? ([...root] as unknown as Record<number, unknown>)
    : { ...(root as Raw) };
  if (value === undefined && rest.length === 0) delete copy[step];
  else copy[step] = put(copy[step], rest, value);
  return copy;
}

/** What compiles has everything in it that was written. */
function nothingIsIgnored(raw: Raw, plan: Plan): void {
  const load = raw['load'] as Raw;
  const sizes = (lists: readonly unknown[]): number[] =>
    lists.map((list) => (Array.isArray(list) ? list.length : isMap(list) ? Object.keys(list).length : 0));
  assert.deepEqual(
    [plan.load.stages.length, plan.faults.length, plan.links.length, plan.breakers.length, plan.objectives.length, plan.abort.length],
    sizes([load['stages'], raw['faults'], raw['links'], raw['breakers'], raw['objectives'], raw['abort']]),
  );
  assert.equal(plan.load.journeys.length, Array.isArray(load['journeys']) ? load['journeys'].length : 1);
}

describe('compile', () => {
  it('throws nothing but ChaosError, and ignores nothing, whatever is done to a scenario', () => {
    const scenario = parse(whole) as Raw;
    const somewhere = fc.constantFrom(...pathsOf(scenario).filter((path) => path.length > 0));
    const text = fc.constantFrom(
      '',
      '0',
      '-1',
      '20',
      '20s',
      '5x',
      'peak + 1s',
      'peak',
      '${',
      '${x}',
      '${env.X}',
      '__proto__',
      'constructor',
      'http://[',
      '$.a',
      'p99 < 1s',
      '9'.repeat(400) + 's',
    );
    const anything = fc.oneof(
      text,
      fc.string(),
      fc.constantFrom(undefined, null, 0, -1, 1e308, Number.NaN, true),
      fc.jsonValue(),
      fc.constantFrom({}, [], [[]], { ramp: [] }, { ramp: ['1x', 2] }, [null]),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(somewhere, anything), { minLength: 1, maxLength: 3 }), (changes) => {
        let raw: unknown = scenario;
        for (const [path, value] of changes) {
          try {
            raw = put(raw, path, value);
          } catch {
            // An earlier change took the ground from under this one.
          }
        }
        try {
          nothingIsIgnored(raw as Raw, compileRaw(raw as Raw));
        } catch (error) {
          if (!(error instanceof ChaosError)) throw error;
          assert.notEqual(error.code, 'INTERNAL');
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('the same text gives the same plan; titles, seed, ports and objectives leave the hash alone, load and faults do not', async () => {
    const hash = async (text: string): Promise<string> => (await planOf({ files: { 'my.yaml': text } })).plan.hash;
    const own = await hash(whole);
    assert.match(own, /^[0-9a-f]{64}$/);
    for (const same of [
      whole,
      whole.replace('name: shop', 'name: shop\ntitle: another\nseed: 9'),
      whole.replaceAll(':8080', ':9090').replace('21001', '21002'),
      whole.replace('- error rate < 1%', '- error rate < 2%'),
      whole.replace('at: peak + 10s', 'at: 30s'),
    ])
      assert.equal(await hash(same), own);
    for (const other of [
      whole.replace('100/s', '101/s'),
      whole.replace('latency: 2s', 'latency: 3s'),
      whole.replace('for: 60s', 'for: 61s'),
      whole.replace('- get: /\n', '- get: /other\n'),
      whole.replace('http://127.0.0.1:8080\n', 'http://localhost:8080\n'),
    ]) {
      assert.notEqual(await hash(other), own);
    }
  });

  it('stages follow each other, and their arrivals add up', async () => {
    const { plan } = await planOf({
      files: { 'my.yaml': whole.replace('rate: 5x', 'rate: {ramp: [1x, 3.3x]}').replace('base: 100/s', 'base: 7/s') },
    });
    const { stages, arrivals, totalMs } = plan.load;
    assert.equal(
      stages.reduce((sum, stage) => sum + (stage.arrivals ?? 0), 0),
      arrivals,
    );
    assert.deepEqual(
      stages.map(({ startMs }) => startMs),
      [0, 20_000, 80_000],
    );
    assert.equal(totalMs, 100_000);
    assert.ok(Math.abs((arrivals ?? 0) - (140 + 7 * 2.15 * 60 + 140)) <= 1);
  });

  it('the baseline is the stage of that name, else the longest constant stretch before the first fault', async () => {
    const baseline = async (text: string) => (await planOf({ files: { 'my.yaml': text } })).plan;
    assert.deepEqual((await baseline(whole)).baseline, { stage: 'baseline', startMs: 0, endMs: 20_000, gates: true });
    const renamed = whole.replace('name: baseline', 'name: calm');
    assert.deepEqual((await baseline(renamed)).baseline, { stage: 'calm', startMs: 0, endMs: 20_000, gates: true });
    assert.deepEqual((await baseline(renamed.replace('peak + 10s', 'peak + 30s'))).baseline, {
      stage: 'peak',
      startMs: 20_000,
      endMs: 50_000,
      gates: true,
    });
    const short = await baseline(whole.replace('for: 20s, rate: 1x}\n    - {name: peak', 'for: 5s, rate: 1x}\n    - {name: peak'));
    assert.equal(short.baseline?.gates, false);
    assert.match(
      short.warnings.join('\n'),
      /lasts 5 s: shorter than 10 s it gates nothing, and is no reference: faults are injected whatever it shows, and recovery is not judged/,
    );
    // Recovery is judged by a reference, which a short baseline can be, or another stage: that is said for each fault and objective.
    assert.doesNotMatch(short.warnings.join('\n'), /can't be judged/);
    const none = await baseline(whole.replace('at: peak + 10s', 'at: 0'));
    assert.equal(none.baseline, null);
    assert.match(none.warnings.join('\n'), /^no baseline/);
  });

  it('two outages of one link may not overlap; other faults may, with a warning', async () => {
    const second = (type: string): string =>
      whole
        .replace('type: latency\n    latency: 2s', type)
        .replace('objectives:', `  - {id: again, link: payments, type: down, at: peak + 20s, for: 5s}\nobjectives:`);
    assert.match(
      (await planOf({ files: { 'my.yaml': second('type: latency\n    latency: 2s') } })).plan.warnings.join('\n'),
      /payments-slow and again overlap/,
    );
    await assert.rejects(
      planOf({ files: { 'my.yaml': second('type: down') } }),
      /link payments is down already then, by fault payments-slow/,
    );
  });

  it('trace headers are on, off, or called otherwise, which leaves the hash alone', async () => {
    const of = async (written: string) =>
      (await planOf({ files: { 'my.yaml': whole.replace('timeout: 5s', `timeout: 5s\n  ${written}`) } })).plan;
    const standard = { header: 'traceparent', baggage: 'baggage', sampled: true };
    const [on, off, own] = [
      await of('trace: on'),
      await of('trace: off'),
      await of('trace: {header: X-Trace, baggage: off, sampled: false}'),
    ];
    assert.deepEqual(on.load.trace, standard);
    assert.equal(off.load.trace, null);
    assert.deepEqual(own.load.trace, { header: 'X-Trace', baggage: null, sampled: false });
    assert.deepEqual((await of('trace: {sampled: false}')).load.trace, { ...standard, sampled: false });
    assert.equal(own.sources['load.trace'], 'my.yaml:11');
    assert.deepEqual(new Set([off.hash, own.hash]), new Set([on.hash]));
  });

  it('defaults are the documented ones, and called so', async () => {
    const { plan } = await planOf({
      files: { 'my.yaml': 'version: 1\ntarget: http://127.0.0.1:1\nload: {base: 1/s, stages: [{name: a, for: 30s, rate: 1x}]}\n' },
    });
    const { load, guard, seed, toxiproxy, objectives, name } = plan;
    assert.deepEqual(
      [load.arrival, load.timeoutMs, load.deadlineMs, load.maxInFlight, load.connections],
      ['uniform', 5_000, 10_000, 2_000, 'shared'],
    );
    assert.deepEqual(
      [guard, seed, toxiproxy, objectives, name],
      [{ maxRatePerSecond: 20_000, maxDurationMs: 3_600_000, maxLinksDown: 1 }, 1, null, [], 'my'],
    );
    assert.deepEqual(load.trace, { header: 'traceparent', baggage: 'baggage', sampled: true });
    for (const key of ['name', 'load.arrival', 'load.trace', 'load.journeys', 'guard.maxRate', 'seed', 'toxiproxy'])
      assert.equal(plan.sources[key], 'default', key);
  });
});
