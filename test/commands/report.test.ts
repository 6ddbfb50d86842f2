import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { around, stage, syntheticLog } from '../support/synthetic-log.ts';

describe('chaos report', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  let desk: Desk;
  before(() => {
    desk = openDesk();
    const folder = join(desk.dir, 'reports', 'some-run');
    mkdirSync(folder, { recursive: true });
    const events = syntheticLog({ stages: [stage('load', 3, 20)], meets: (_, random) => ({ ms: around(20, random) }) });
    writeFileSync(join(folder, 'events.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  });
  after(() => desk.remove());

  it('names what it wrote as one would type it from where one is', async () => {
    const { code, stdout } = await runCli(['report', 'some-run'], desk);
    assert.equal(code, 0);
    const wrote = [...stdout.matchAll(/^ (?: wrote)? +(\S+\.(?:html|md|json|xml))$/gm)].map(([, path]) => path ?? '');
    assert.deepEqual(
      wrote.toSorted(),
      ['junit.xml', 'report.html', 'report.json', 'report.md'].map((name) => join('reports', 'some-run', name)),
    );
    assert.ok(wrote.every((path) => existsSync(join(desk.dir, path))));
  });
});
