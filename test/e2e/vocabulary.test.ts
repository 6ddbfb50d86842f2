/** A scenario that starts its own system, breaks it in several ways one after another, and is judged: the whole way through the command. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import { askRun } from '../../src/run/control.ts';
import { listRuns } from '../../src/run/state.ts';
import { openDesk, runCli, startCli, until, type Desk } from '../support/cli.ts';
import { freePort } from '../support/plain-target.ts';

const shop = `
const { createServer, request } = require('node:http');
const [own, stock] = process.argv.slice(2).map(Number);
const agent = new (require('node:http').Agent)({ keepAlive: true });
createServer((asked, answer) => {
  if (asked.url === '/health') return answer.end('ok');
  const call = request({ port: stock, host: '127.0.0.1', path: '/stock', agent, timeout: 400 }, (got) => {
    got.resume();
    answer.statusCode = got.statusCode;
    answer.end('shop');
  });
  call.on('timeout', () => call.destroy(new Error('late')));
  call.on('error', () => { answer.statusCode = 502; answer.end('stock'); });
  call.end();
}).listen(own, '127.0.0.1');
`;

describe('the vocabulary of faults', function () {
  this.timeout(90_000);
  // A machine that stalls makes a run honestly inconclusive (generator saturated): that may happen once, not twice.
  this.retries(1);
  let desk: Desk;

  beforeEach(() => {
    desk = openDesk();
  });
  afterEach(() => desk.remove());

  async function write(faults: string, seconds: number): Promise<{ file: string; own: number }> {
    const [own, listen, stock] = [await freePort(), await freePort(), await freePort()];
    writeFileSync(join(desk.dir, 'shop.cjs'), shop);
    const backend = `require('node:http').createServer((_, answer) => answer.end('in stock')).listen(${stock}, '127.0.0.1')`;
    const file = join(desk.dir, 'shop.yaml');
    writeFileSync(
      file,
      `version: 1
target: http://127.0.0.1:${own}
links:
  stock: {listen: "127.0.0.1:${listen}", upstream: "127.0.0.1:${stock}", protocol: http}
processes:
  stock: {command: [${JSON.stringify(process.execPath)}, -e, ${JSON.stringify(backend)}], ready: {tcp: "127.0.0.1:${stock}"}}
  shop: {command: [${JSON.stringify(process.execPath)}, shop.cjs, ${own}, ${listen}], ready: {url: "http://127.0.0.1:${own}/health"}}
load:
  base: 60/s
  stages:
    - {name: all, for: ${seconds}s, rate: 1x}
  journeys:
    - {name: get, steps: [{get: /, name: home}]}
faults:
${faults}
`,
    );
    return { file, own };
  }

  it('is spoken on one clock, and leaves nothing behind', async () => {
    const touched = join(desk.dir, 'touched');
    const { file, own } = await write(
      `  - {id: errors, link: stock, type: http_error, share: 60%, at: 1s, for: 1500ms}
  - {id: flap, link: stock, type: flap, period: 500ms, at: after errors + 700ms, for: 1500ms}
  - {id: frozen, type: pause, process: stock, link: stock, at: after flap + 700ms, for: 800ms}
  - id: script
    type: command
    inject: [touch, ${JSON.stringify(touched)}]
    undo: [rm, -f, ${JSON.stringify(touched)}]
    verify: [test, -e, ${JSON.stringify(touched)}]
    at: after frozen + 300ms
    for: 2s`,
      10,
    );
    const { stdout, stderr } = await runCli(['run', file, '--json', '--quiet'], desk);
    const report = JSON.parse(stdout) as Analysis;
    const verdicts = Object.fromEntries(report.faults.map((fault) => [fault.id, [fault.verified, fault.evidence]]));
    for (const id of ['errors', 'flap', 'frozen', 'script']) assert.equal(verdicts[id]?.[0], true, JSON.stringify([verdicts, stderr]));
    assert.match(String(verdicts['frozen']?.[1]), /process stock \(\d+\) stood still/);
    assert.match(String(verdicts['script']?.[1]), /its own check saw it/);
    assert.equal(existsSync(touched), false);
    const folder = join(desk.dir, 'reports', report.run.id);
    const events = readFileSync(join(folder, 'events.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);
    const steps = events.flatMap((event) => (event.type === 'fault-step' ? [event.what] : []));
    assert.deepEqual(steps, ['up', 'down', 'up', 'down', 'up']);
    assert.ok(events.some((event) => event.type === 'rolled-back' && event.complete));
    assert.ok(existsSync(join(folder, 'process-shop.log')));
    await assert.rejects(fetch(`http://127.0.0.1:${own}/health`), 'the shop is gone');
  });

  it('a killed run takes its processes along, and what a command did is undone', async () => {
    const touched = join(desk.dir, 'touched');
    const { file, own } = await write(
      `  - id: script
    type: command
    inject: [touch, ${JSON.stringify(touched)}]
    undo: [rm, -f, ${JSON.stringify(touched)}]
    at: 1s
    for: 30s`,
      60,
    );
    const { child, ended } = startCli(['run', file, '--quiet'], desk);
    await until('the command was run', () => existsSync(touched));
    child.kill('SIGKILL');
    await ended;
    await until('the shop is gone', async () => {
      const alive = await fetch(`http://127.0.0.1:${own}/health`).catch(() => null);
      return alive === null;
    });
    await runCli(['recover'], desk);
    await until('the command was undone', () => !existsSync(touched));
  });

  it('asks a person, who answers over the control socket, and refuses to where nobody attends', async () => {
    const { file } = await write('  - {id: cable, type: manual, say: pull it, undoSay: put it back, at: 500ms, for: 1s}', 4);
    const refused = await runCli(['run', file, '--ci'], desk);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /shop\.yaml:15:5: fault cable is done by a person, and --ci says that nobody attends the run/);

    const { ended, stderr } = startCli(['run', file], desk);
    const asked = (times: number) => until('it is asked', () => stderr().split('event=person-asked').length === times + 1);
    await asked(1);
    const run = listRuns(desk.env)[0]!;
    assert.equal((await askRun(run.socket, { do: 'confirm', from: 'test' })).text, 'confirmed: cable');
    await asked(2);
    assert.equal((await askRun(run.socket, { do: 'confirm', from: 'test' })).text, 'confirmed: cable');
    assert.equal((await askRun(run.socket, { do: 'confirm', from: 'test' })).ok, false);
    await ended;
    assert.match(stderr(), /event=fault-removed .*fault=cable/);
    assert.match(stderr(), /event=rolled-back complete=true/);
  });
});
