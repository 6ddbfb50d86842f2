import assert from 'node:assert/strict';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { freePort } from '../support/plain-target.ts';

describe('chaos doctor', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  let desk: Desk;
  before(() => (desk = openDesk({ STAMPEDE_TOXIPROXY: 'embedded' })));
  after(() => desk.remove());

  it('one line a check, the remedy under what fails, and exit 4', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    const [plain, json] = await Promise.all([
      runCli(['doctor', '--target', url], desk),
      runCli(['doctor', '--target', url, '--json'], desk),
    ]);
    assert.deepEqual([plain.code, plain.stderr, json.code, json.stderr], [4, '', 4, '']);
    assert.match(plain.stdout, /^ok {4}node +Node \d/m);
    assert.match(plain.stdout, /^FAIL {2}target +http.*nothing listens there \(ECONNREFUSED\)\n +-> start it/m);
    const { ok, checks } = JSON.parse(json.stdout);
    assert.deepEqual([ok, checks.at(-1).name, checks.at(-1).ok], [false, 'target', false]);
  });
});
