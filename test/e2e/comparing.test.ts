/** Runs judged against others as a user does it: by a history, a baseline and a control, against a target that gets slower. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { historyLine, parseHistory } from '../../src/analysis/compare/history.ts';
import type { RunSummary } from '../../src/events/run-summary.ts';
import { render } from '../../src/rehearse.ts';
import { openDesk, runCli, type Desk, type Ended } from '../support/cli.ts';

interface Several {
  readonly exitCode: number;
  readonly runs: readonly Analysis[];
  readonly confirmations: readonly { readonly run: string; readonly rerun: string; readonly confirmed: readonly string[] }[];
}

describe('comparing runs', function () {
  this.timeout(120_000);
  let desk: Desk;
  let server: Server;
  let answerMs = 10;
  let port: number;

  before(async () => {
    desk = openDesk();
    server = createServer((_, response) => setTimeout(() => response.end('{"ok":true}'), answerMs));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
    writeFileSync(join(desk.dir, 'shop.yaml'), scenario());
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    desk.remove();
  });

  /** Its wide bound keeps a busy machine from making the run inconclusive: what is too late is measured by it. */
  const scenario = (): string =>
    `version: 1\nname: shop\ntarget: {url: "http://127.0.0.1:${port}", version: test}\nload: {base: 250/s, stages: [{name: steady, for: 1s, rate: 1x}]}\nobjectives: [p99 < 60s]\n`;
  const spike = (...args: string[]): Promise<Ended> => runCli(['spike', 'shop.yaml', '--quiet', '--json', ...args], desk);
  const history = (): RunSummary[] => [...parseHistory(readFileSync(join(desk.dir, 'h.ndjson'), 'utf8')).runs];

  it('the first night is told to be the first, kept, and saved as a baseline', async () => {
    const { code, stdout, stderr } = await spike('--history', 'h.ndjson');
    const { comparison, run } = JSON.parse(stdout) as Analysis;
    assert.deepEqual([code, comparison?.rule], [0, 'none'], stderr);
    assert.match(comparison?.reason ?? '', /^no run of this plan and fingerprint/);
    assert.equal(run.fingerprint?.targetVersion, 'test');
    assert.deepEqual(
      history().map((line) => [line.run, line.exitCode]),
      [[run.id, 0]],
    );
    const saved = await runCli(['baseline', 'save', 'main'], desk);
    assert.match(saved.stdout, /^wrote baselines\/main\.json: 1 run of shop$/m);
  });

  it('a target that got much slower is a regression in two attempts, exit 8, and both are kept', async () => {
    // Nine more nights, as the first was: a history needs ten.
    const [first] = history() as [RunSummary];
    const more = Array.from({ length: 9 }, (_, index) =>
      historyLine({ ...first, run: `night-${index}`, at: `2026-11-0${index + 1}T02:00:00.000Z` }),
    );
    appendFileSync(join(desk.dir, 'h.ndjson'), `${more.join('')}{"torn`);
    answerMs = 120;
    const { code, stdout, stderr } = await spike('--history', 'h.ndjson', '--baseline', 'main');
    const { exitCode, runs: attempts, confirmations } = JSON.parse(stdout) as Several;
    assert.deepEqual([code, exitCode, attempts.length], [8, 8, 2], stderr);
    assert.match(stderr, /lines of h\.ndjson that can't be read: 11/);
    assert.match(stderr, /running it once more to confirm/);
    const [one, two] = attempts as [Analysis, Analysis];
    assert.deepEqual([one.exitCode, two.exitCode, two.run.attempt?.role, two.comparison?.rerunOf], [8, 8, 're-run', one.run.id]);
    assert.ok(confirmations[0]?.confirmed.some((metric) => metric.startsWith('p95 of')));
    assert.deepEqual(
      history()
        .slice(-2)
        .map(({ run, rerunOf }) => [run, rerunOf]),
      [
        [one.run.id, null],
        [two.run.id, one.run.id],
      ],
    );
    // The log alone says the same again.
    assert.deepEqual(render(join(desk.dir, 'reports', one.run.id), []).analysis.comparison, one.comparison);
  });

  it('a control tells what the fault itself cost', async () => {
    answerMs = 10;
    const listen = await freeListen();
    const text = `version: 1
name: linked
target: http://127.0.0.1:${listen}
links: {shop: {listen: "127.0.0.1:${listen}", upstream: "127.0.0.1:${port}"}}
load: {base: 60/s, stages: [{name: steady, for: 2s, rate: 1x}]}
faults: [{id: slow, link: shop, type: latency, latency: 200ms, at: 500ms, for: 1s}]
objectives: [p99 < 60s]
`;
    writeFileSync(join(desk.dir, 'linked.yaml'), text);
    const { stdout, stderr } = await runCli(['spike', 'linked.yaml', '--control', '--quiet', '--json'], desk);
    const { runs: both } = JSON.parse(stdout) as Several;
    assert.equal(both.length, 2, stderr);
    const [plain, faulted] = both as [Analysis, Analysis];
    assert.deepEqual([plain.run.attempt?.role, plain.faults, faulted.control?.run], ['control', [], plain.run.id]);
    const cost = faulted.control?.costs.find(({ fault }) => fault === 'slow');
    assert.ok((cost?.requests.with ?? 0) > 30 && (cost?.requests.without ?? 0) > 30, JSON.stringify(cost));
  });

  async function freeListen(): Promise<number> {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: free } = other.address() as AddressInfo;
    await new Promise((resolve) => other.close(resolve));
    return free;
  }
});
