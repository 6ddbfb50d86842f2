import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDesk, runCli, startCli, until, type Desk } from '../support/cli.ts';
import { freePort, startPlainTarget } from '../support/plain-target.ts';
import { whole } from '../support/plans.ts';

describe('chaos check', () => {
  let desk: Desk;
  before(() => {
    desk = openDesk();
    writeFileSync(join(desk.dir, 'good.yaml'), whole);
    writeFileSync(join(desk.dir, 'bad.yaml'), whole.replace('timeout: 5s', 'timeout: 5'));
    writeFileSync(join(desk.dir, 'thin.yaml'), whole.replace('base: 100/s', 'base: 0.1/s'));
  });
  after(() => desk.remove());

  it('says ok of what has no mistake, library names included', async () => {
    const { code, stdout, stderr } = await runCli(['check', 'good.yaml', 'black-friday'], desk);
    assert.deepEqual([code, stdout, stderr], [0, 'ok good.yaml\nok black-friday\n', '']);
  });

  it('goes on after a mistake, and ends with 2', async () => {
    const { code, stdout, stderr } = await runCli(['check', 'bad.yaml', 'good.yaml'], desk);
    assert.deepEqual([code, stdout], [2, 'ok good.yaml\n']);
    assert.match(stderr, /bad\.yaml:10:12: 5 of what\? write 5s/);
  });

  it('an objective that can never be judged is a mistake here', async () => {
    const { code, stdout } = await runCli(['check', 'thin.yaml', '--json'], desk);
    const [file] = JSON.parse(stdout).files;
    assert.deepEqual([code, file.code, file.ok], [2, 'NOT_PROVABLE', false]);
    assert.deepEqual(
      file.problems.map(({ where }: { where: string }) => where),
      ['thin.yaml:38:5', 'thin.yaml:39:5'],
    );
  });

  it('--rate is taken into account', async () => {
    assert.equal((await runCli(['check', 'thin.yaml', '--rate', '100/s'], desk)).code, 0);
  });

  it('--wire sends nothing to a public host that nobody confirmed; without it nothing is sent anyway', async () => {
    const elsewhere = ['good.yaml', '--target', 'http://192.0.2.1:8080', '--allow-host', '192.0.2.1'];
    assert.equal((await runCli(['check', ...elsewhere], desk)).code, 0);
    const { code, stderr } = await runCli(['check', ...elsewhere, '--wire', '--quiet'], desk);
    assert.equal(code, 2);
    assert.match(stderr, /HOST_NOT_CONFIRMED.*--confirm 192\.0\.2\.1/s);
  });

  describe('--wire', function () {
    this.timeout(30_000);

    it('is refused where there is no link, and for what can not be run', async () => {
      writeFileSync(
        join(desk.dir, 'alone.yaml'),
        'version: 1\ntarget: http://127.0.0.1:1\nload: {base: 5/s, stages: [{name: a, for: 5s, rate: 1x}]}\n',
      );
      const alone = await runCli(['check', 'alone.yaml', '--wire'], desk);
      assert.equal(alone.code, 2);
      assert.match(alone.stderr, /USAGE: this scenario has no links/);
      const bad = await runCli(['check', 'bad.yaml', '--wire', '--json'], desk);
      assert.deepEqual([bad.code, 'wire' in JSON.parse(bad.stdout).files[0]], [2, false]);
    });

    it('undoes what it did when it is interrupted, and keeps nothing', async () => {
      const target = await startPlainTarget();
      const file = join(desk.dir, 'linked.yaml');
      const links = `links: {a: {listen: "127.0.0.1:${await freePort()}", upstream: "${target.address}"}}`;
      writeFileSync(file, `version: 1\ntarget: ${target.url}\n${links}\nload: {base: 5/s, stages: [{name: a, for: 5s, rate: 1x}]}\n`);
      const { child, ended, stderr } = startCli(['check', file, '--wire'], {
        ...desk,
        env: { ...desk.env, STAMPEDE_TOXIPROXY: 'embedded' },
      });
      try {
        await until('the link is slowed', () => /event=fault-injected/.test(stderr()));
        child.kill('SIGINT');
        const { code, stdout } = await ended;
        assert.equal(code, 130, stderr());
        assert.match(stderr(), /event=rolled-back complete=true/);
        assert.match(stdout, /Interrupted by SIGINT and rolled back\./);
        assert.ok(!existsSync(join(desk.dir, 'reports')));
      } finally {
        child.kill('SIGKILL');
        await target.close();
      }
    });
  });
});
