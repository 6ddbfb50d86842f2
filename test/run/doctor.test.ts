import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock as clock } from '../../src/run/clock.ts';
import { diagnose, type Check } from '../../src/run/doctor.ts';
import { processStart } from '../../src/run/state-process.ts';
import { writeRecord } from '../../src/run/state.ts';
import { freePort, startPlainTarget } from '../support/plain-target.ts';
import { useStateFolder } from '../support/state-folder.ts';

describe('doctor', () => {
  const folder = useStateFolder();
  const look = async (more: { target?: string; toxiproxy?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Map<string, Check>> => {
    const env = { PATH: process.env['PATH'], STAMPEDE_TOXIPROXY: 'embedded', STAMPEDE_STATE_DIR: folder(), ...more.env };
    const checks = await diagnose({ target: more.target, toxiproxy: more.toxiproxy, env, clock });
    return new Map(checks.map((check) => [check.name, check]));
  };

  it('looks at the machine, each fault with a remedy and nothing else with one', async () => {
    const checks = await look();
    assert.deepEqual(
      [...checks.keys()],
      ['node', 'file descriptors', 'cores', 'state folder', 'left behind', 'loopback ports', 'toxiproxy'],
    );
    for (const { ok, remedy } of checks.values()) assert.equal(ok, remedy === null);
    for (const name of ['node', 'state folder', 'left behind', 'loopback ports', 'toxiproxy']) assert.ok(checks.get(name)?.ok, name);
    assert.match(checks.get('toxiproxy')?.detail ?? '', /embedded server starts/);
  });

  it('asks the target once, marked', async () => {
    const target = await startPlainTarget();
    const check = (await look({ target: target.url })).get('target');
    await target.close();
    assert.deepEqual([check?.ok, target.preflights(), target.arrivals()], [true, 1, 0]);
  });

  it('names a target that does not answer, without its password', async () => {
    const check = (await look({ target: `http://ann:hunter22@127.0.0.1:${await freePort()}/` })).get('target');
    assert.equal(check?.ok, false);
    assert.match(check?.detail ?? '', /ECONNREFUSED/);
    assert.doesNotMatch(check?.detail ?? '', /hunter22/);
  });

  it('a target that is no URL is told apart from one that is down', async () => {
    for (const target of ['nonsense', 'localhost:8080'])
      assert.match((await look({ target })).get('target')?.detail ?? '', /is not an http or https URL/, target);
  });

  it('names a Toxiproxy that does not answer', async () => {
    const check = (await look({ toxiproxy: `http://127.0.0.1:${await freePort()}` })).get('toxiproxy');
    assert.equal(check?.ok, false);
    assert.match(check?.detail ?? '', /can't be reached/);
  });

  it('names a state folder that can not be written', async () => {
    writeFileSync(join(folder(), 'file'), '');
    const check = (await look({ env: { STAMPEDE_STATE_DIR: join(folder(), 'file', 'state') } })).get('state folder');
    assert.deepEqual([check?.ok, /STAMPEDE_STATE_DIR/.test(check?.remedy ?? '')], [false, true]);
  });

  it('names runs that died', async () => {
    const own = { name: 'n', runDir: '/', socket: '/none', journal: '/none', cwd: '/', startedAt: '2026-01-01T00:00:00.000Z' };
    writeRecord({ ...own, runId: 'dead', pid: process.pid, pidStart: 'long ago' });
    writeRecord({ ...own, runId: 'living', pid: process.pid, pidStart: processStart(process.pid) });
    const check = (await look()).get('left behind');
    assert.deepEqual([check?.ok, check?.detail], [false, 'dead ended without undoing']);
  });
});
