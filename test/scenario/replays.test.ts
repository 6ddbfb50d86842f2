import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ChaosError } from '../../src/errors.ts';
import { makePlan } from '../../src/plan/entry.ts';
import { mistakesOf, planOf } from '../support/plans.ts';

function scenario(...stages: string[]): string {
  return `version: 1\ntarget: http://127.0.0.1:8080\nload:\n  base: 10/s\n  stages:\n${stages.map((stage) => `    - ${stage}\n`).join('')}`;
}

const curve = 'time,rate\n0,10\n10,40\n20,5\n';

describe('a stage that replays a recording', () => {
  it('lasts as long as the recording, at its speed, unless it takes less', async () => {
    const { plan } = await planOf({
      files: {
        'my.yaml': scenario(
          '{name: all, rate: {replay: day.csv}}',
          '{name: fast, rate: {replay: {file: day.csv, speed: 10, scale: 2}}}',
          '{name: half, for: 15s, rate: {replay: {file: day.csv, peak: 8x}}}',
        ),
        'day.csv': curve,
      },
    });
    assert.deepEqual(
      plan.load.stages.map(({ forMs, arrivals, shape }) => ({ forMs, arrivals, shape })),
      [
        { forMs: 30_000, arrivals: 550, shape: { shape: 'replay', file: 'day.csv', everyMs: 10_000, perSecond: [10, 40, 5] } },
        {
          forMs: 3_000,
          arrivals: 110,
          shape: { shape: 'replay', file: 'day.csv', everyMs: 1_000, perSecond: [20, 80, 10], speed: 10, factor: 2 },
        },
        { forMs: 15_000, arrivals: 600, shape: { shape: 'replay', file: 'day.csv', everyMs: 10_000, perSecond: [20, 80, 10], factor: 2 } },
      ],
    );
  });

  it("stands in the run's own scenario with its rates, which makes the same plan without the file", async () => {
    const made = await planOf({ files: { 'my.yaml': scenario('{name: all, rate: {replay: day.csv}}'), 'day.csv': curve } });
    assert.match(made.scenarioText, /^\s+rates: \[ ?10, 40, 5 ?\]$/m);
    const again = await planOf({ files: { 'my.yaml': made.scenarioText } });
    assert.equal(again.plan.hash, made.plan.hash);
    assert.deepEqual(again.plan.load.stages, made.plan.load.stages);
  });

  it('another recording is another plan', async () => {
    const hash = async (csv: string): Promise<string> =>
      (await planOf({ files: { 'my.yaml': scenario('{name: all, rate: {replay: day.csv}}'), 'day.csv': csv } })).plan.hash;
    assert.notEqual(await hash(curve), await hash(curve.replace('40', '41')));
  });

  it('takes --peak where its peak is a multiple, and --duration as another speed', async () => {
    const files = { 'my.yaml': scenario('{name: all, rate: {replay: {file: day.csv, peak: 4x}}}'), 'day.csv': curve };
    const { plan, scenarioText } = await planOf({ files, overrides: { peak: '20x', duration: '6s' } });
    const [stage] = plan.load.stages;
    assert.deepEqual(stage?.shape, { shape: 'replay', file: 'day.csv', everyMs: 2_000, perSecond: [50, 200, 25], speed: 5, factor: 5 });
    assert.equal(stage?.forMs, 6_000);
    assert.equal(
      (parse(scenarioText) as { load: { stages: { rate: { replay: { speed: number } } }[] } }).load.stages[0]?.rate.replay.speed,
      5,
    );
  });

  it('says what is wrong with the recording in its own lines, and with the scenario in its', async () => {
    const stages = [
      '{name: none, rate: {replay: gone.log}}',
      '{name: bad, rate: {replay: {file: bad.csv}}}',
      '{name: long, for: 31s, rate: {replay: day.csv}}',
      '{name: odd, rate: {replay: {file: day.csv, sped: 2}}}',
      '{name: both, rate: {replay: {file: day.csv, scale: 2, peak: 2x}}}',
      '{name: empty, rate: {replay: {}}}',
    ];
    const files = { 'my.yaml': scenario(...stages), 'day.csv': curve, 'bad.csv': 'time,rate\n0,fast\n' };
    assert.deepEqual(await mistakesOf({ files }), [
      'bad.csv:2:1: expected a rate of 0 or more, got "fast"',
      'my.yaml:6:35: gone.log: there is no such file',
      'my.yaml:8:36: the recording lasts 30 s, shorter than the stage: leave out for, or lower speed',
      'my.yaml:9:50: unknown key "sped"; did you mean "speed"?',
      'my.yaml:10:35: scale and peak both say how high it gets: leave one out',
      'my.yaml:11:36: a replay needs a file, or rates',
    ]);
  });

  describe('from an access log on disk', () => {
    let folder: string;
    before(() => void (folder = mkdtempSync(join(tmpdir(), 'chaos-replay-'))));
    after(() => rmSync(folder, { recursive: true, force: true }));

    it('is found beside the scenario; lines that are no requests are a warning', async () => {
      const log = ['00:00:00', '00:00:00', '00:00:02'].map((time) => `h - - [27/Nov/2026:${time} +0000] "GET / HTTP/1.1" 200 1`);
      writeFileSync(join(folder, 'access.log'), `${log.join('\r\n')}\r\nreopened\r\n`);
      writeFileSync(join(folder, 'my.yaml'), scenario('{name: night, rate: {replay: {file: ./access.log, peak: 5x}}}'));
      const { plan } = await makePlan({ scenario: join(folder, 'my.yaml'), overrides: {}, cwd: folder, env: {} });
      assert.deepEqual(plan.load.stages[0]?.shape, {
        shape: 'replay',
        file: './access.log',
        everyMs: 1_000,
        perSecond: [50, 0, 25],
        factor: 25,
      });
      assert.deepEqual(plan.warnings, ['access.log: 1 of 4 lines are no requests and were left out, the first in line 4']);
    });

    it('that is not there, or is a folder, is a mistake of the scenario', async () => {
      for (const [file, why] of [
        ['gone.log', 'gone.log: there is no such file'],
        ['.', `.*: is a folder, not a file`],
      ]) {
        writeFileSync(join(folder, 'my.yaml'), scenario(`{name: night, rate: {replay: ${file}}}`));
        await assert.rejects(makePlan({ scenario: join(folder, 'my.yaml'), overrides: {}, cwd: folder, env: {} }), (error) => {
          assert.ok(error instanceof ChaosError);
          assert.match(error.message, new RegExp(`^${why}$`));
          assert.equal(error.where?.line, 6);
          return true;
        });
      }
    });
  });
});
