import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { whole } from '../support/plans.ts';

describe('chaos plan', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  let desk: Desk;
  before(() => (desk = openDesk()));
  after(() => desk.remove());

  it('prints the plan of the default story on stdout, and nothing else', async () => {
    const { code, stdout, stderr } = await runCli(['plan'], desk);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^black-friday: /);
    assert.match(stdout, /Nothing was sent\.\n$/);
  });

  it('--json gives the plan, secrets blackened, and nothing reaches the target', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stdout } = await runCli(
      [
        'plan',
        `http://127.0.0.1:${port}/`,
        '--header',
        'authorization: Bearer abcdef',
        '--objective',
        'p99 < 1s',
        '--objective',
        'error rate < 1%',
        '--json',
      ],
      desk,
    );
    server.close();
    const plan = JSON.parse(stdout);
    assert.deepEqual([code, asked, plan.target.headers.authorization], [0, 0, '[redacted]']);
    assert.deepEqual(
      plan.objectives.map(({ objective }: { objective: { text: string } }) => objective.text),
      ['p99 < 1s', 'error rate < 1%'],
    );
  });

  it('mistakes go to stderr with their places, and the exit code is 2', async () => {
    writeFileSync(
      join(desk.dir, 'my.yaml'),
      whole.replace('for: 60s', 'for: 60').replace('- get: /\n          name: home', '- get: products'),
    );
    const { code, stdout, stderr } = await runCli(['plan', 'my.yaml'], desk);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error SCENARIO_INVALID: 2 mistakes, nothing was sent\n/);
    assert.match(stderr, /\n {2}my\.yaml:13:25: 60 of what\? write 60s\n {6}hint: units of time/);
    assert.match(stderr, /\n {2}my\.yaml:19:16: expected a path/);
  });

  it('the same under --json, on stdout', async () => {
    const { code, stdout } = await runCli(['plan', 'none.yaml', '--json'], desk);
    assert.equal(code, 2);
    assert.deepEqual(JSON.parse(stdout).error.code, 'FILE_UNREADABLE');
  });
});
