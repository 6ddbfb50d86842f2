/** The command against somebody's own server: what is sent, what is said of it, and what is refused before anything is sent. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { openDesk, runCli, startCli, until, type Desk } from '../support/cli.ts';
import { freePort, startPlainTarget, type PlainTarget } from '../support/plain-target.ts';

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);

describe('an own system', function () {
  this.timeout(60_000);
  // A machine that stalls makes a run honestly inconclusive (generator saturated): that may happen once, not twice.
  this.retries(1);
  let desk: Desk;
  let target: PlainTarget;

  beforeEach(async () => {
    desk = openDesk();
    target = await startPlainTarget();
  });
  afterEach(async () => {
    await target.close();
    desk.remove();
  });

  it('gets what the curve says, one marked request before it, and no warm-up', async () => {
    const scenario = join(desk.dir, 'ramp.yaml');
    writeFileSync(
      scenario,
      `version: 1\ntarget: ${JSON.stringify(target.url)}\nload:\n  base: 100/s\n  stages: [{name: up, for: 3s, rate: {ramp: [1x, 3x]}}, {name: hold, for: 2s, rate: 2x}]\n`,
    );
    const { code, stdout, stderr } = await runCli(['run', scenario, '--json', '--quiet'], desk);
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout) as Analysis;
    assert.ok(Math.abs(report.totals.intended - 1_000) <= 1, `${report.totals.intended} intended`);
    assert.equal(sum(report.totals.outcomes), report.totals.intended);
    assert.equal(target.arrivals(), report.totals.outcomes.ok);
    assert.equal(target.preflights(), 1);
    for (const stage of report.stages) assert.equal(sum(stage.outcomes), stage.intended, stage.name);
    for (const second of report.series) assert.equal(sum(second.outcomes), second.offered, `second ${second.tMs}`);
  });

  it('writes a folder that is complete in itself, and report makes it again from the log alone', async () => {
    const { stderr } = await runCli(['spike', target.url, '--rate', '20/s', '--duration', '15s', '--peak', '2x'], desk);
    const [id] = readdirSync(join(desk.dir, 'reports'));
    assert.ok(id, stderr);
    const dir = join(desk.dir, 'reports', id);
    const files = [
      'acknowledged.ndjson',
      'events.ndjson',
      'junit.xml',
      'plan.json',
      'report.html',
      'report.json',
      'report.md',
      'scenario.yaml',
    ];
    assert.deepEqual(readdirSync(dir).toSorted(), files);
    const first = readFileSync(join(dir, 'report.json'), 'utf8');
    const again = await runCli(['report', dir, '--json'], desk);
    assert.equal(again.code, 0);
    assert.deepEqual(JSON.parse(again.stdout), JSON.parse(first));
    assert.equal(readFileSync(join(dir, 'report.json'), 'utf8'), first);
  });

  it('several scenarios: one summary, the worst exit code, --json of all', async () => {
    const good = join(desk.dir, 'good.yaml');
    const bad = join(desk.dir, 'bad.yaml');
    const load = `load: {base: 50/s, stages: [{name: hold, for: 3s, rate: 1x}]}\ntarget: ${JSON.stringify(target.url)}\n`;
    writeFileSync(good, `version: 1\n${load}objectives: ["error rate < 1% during hold"]\n`);
    writeFileSync(bad, `version: 1\n${load}objectives: ["rate > 1000/s during hold"]\n`);
    const { code, stdout, stderr } = await runCli(['run', good, bad, '--json', '-q'], desk);
    assert.equal(code, 3, stderr);
    const several = JSON.parse(stdout) as { exitCode: number; runs: Analysis[] };
    assert.equal(several.exitCode, 3);
    assert.deepEqual(
      several.runs.map((run) => run.verdict),
      ['held', 'breached'],
    );
  });

  it('several scenarios: an abort by a person stops the rest', async () => {
    const files = ['first', 'second'].map((name) => {
      const file = join(desk.dir, `${name}.yaml`);
      writeFileSync(
        file,
        `version: 1\ntarget: ${JSON.stringify(target.url)}\nload: {base: 20/s, stages: [{name: hold, for: 40s, rate: 1x}]}\n`,
      );
      return file;
    });
    const { ended } = startCli(['run', ...files, '--json', '-q'], desk);
    await until('the load', () => target.arrivals() > 0);
    assert.equal((await runCli(['abort'], desk)).code, 0);
    const { code, stdout } = await ended;
    assert.equal(code, 5);
    assert.deepEqual(
      (JSON.parse(stdout) as { runs: Analysis[] }).runs.map((run) => run.verdict),
      ['aborted'],
    );
  });

  it('keeps secrets out of everything it writes', async () => {
    const env = { ...desk.env, SHOP_TOKEN: 'very-secret-token' };
    const scenario = join(desk.dir, 'secret.yaml');
    writeFileSync(
      scenario,
      `version: 1\ntarget: {url: ${JSON.stringify(target.url)}, headers: {authorization: "Bearer \${env.SHOP_TOKEN}", x-api-key: another-secret}}\nload: {base: 20/s, stages: [{name: hold, for: 2s, rate: 1x}]}\n`,
    );
    const { code, stdout, stderr } = await runCli(['spike', scenario, '--json'], { ...desk, env });
    assert.equal(code, 0, stderr);
    const dir = join(desk.dir, 'reports', readdirSync(join(desk.dir, 'reports'))[0] as string);
    const written = [stdout, stderr, ...readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'))].join('\n');
    assert.ok(!written.includes('very-secret-token') && !written.includes('another-secret'));
  });

  describe('is refused, with nothing sent and nothing left', () => {
    const refused: [title: string, args: (port: number) => Promise<string[]> | string[], code: number, says: RegExp][] = [
      ['a target that is down', async () => ['spike', `http://127.0.0.1:${await freePort()}/`], 4, /TARGET_UNREACHABLE.*ECONNREFUSED/s],
      ['a host that nobody allowed', () => ['spike', 'http://192.0.2.1/'], 2, /HOST_NOT_ALLOWED.*--allow-host/s],
      [
        'a public host that somebody allowed and nobody confirmed',
        () => ['spike', 'http://192.0.2.1/', '--allow-host', '192.0.2.1', '--confirm', '192.0.2.2'],
        2,
        /HOST_NOT_CONFIRMED.*--confirm 192\.0\.2\.1/s,
      ],
      [
        'a Toxiproxy that is not there',
        async () => [
          'spike',
          target.url,
          '--link',
          `a=127.0.0.1:${await freePort()},${target.address}`,
          '--toxiproxy',
          `http://127.0.0.1:${await freePort()}`,
        ],
        4,
        /TOXIPROXY_UNREACHABLE/,
      ],
      [
        'a listen port that is taken',
        (port) => ['spike', target.url, '--link', `a=127.0.0.1:${port},${target.address}`],
        4,
        /LISTEN_TAKEN|address already in use/,
      ],
      ['a file that is not there', () => ['spike', 'nothing.yaml'], 2, /nothing\.yaml/],
      ['a scenario nobody knows', () => ['run', 'black-fridya'], 2, /black-friday/],
      ['a rate beyond the guard', () => ['spike', target.url, '--rate', '9000/s', '--peak', '5x'], 2, /GUARD_EXCEEDED/],
      ['a wrong unit', () => ['spike', target.url, '--duration', '90'], 2, /90/],
      ['a flag nobody knows', () => ['spike', '--nonsense'], 2, /nonsense/],
    ];
    for (const [title, args, code, says] of refused) {
      it(title, async () => {
        const taken = createServer();
        await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
        try {
          const ended = await runCli(await args((taken.address() as AddressInfo).port), desk);
          assert.equal(ended.code, code, ended.stderr);
          assert.match(ended.stderr, says);
          assert.doesNotMatch(ended.stderr, /\n\s+at /, 'no stack trace');
          assert.equal(target.arrivals(), 0, 'no load was sent');
          const reports = join(desk.dir, 'reports');
          assert.deepEqual(existsSync(reports) ? readdirSync(reports) : [], []);
        } finally {
          taken.close();
        }
      });
    }

    it('and says so as JSON under --json', async () => {
      const { code, stdout } = await runCli(['spike', 'http://192.0.2.1/', '--json'], desk);
      assert.equal(code, 2);
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
      assert.equal(error.code, 'HOST_NOT_ALLOWED');
      assert.ok(error.message.length > 0 && error.hint.length > 0);
    });
  });
});
