/** What the process says when it ends, in each situation, with and without --json: the same code, and one JSON value on stdout. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { allAhead } from '../support/ahead.ts';
import { openDesk, runCli, type Desk, type Ended } from '../support/cli.ts';
import { freePort } from '../support/plain-target.ts';

interface Situation {
  readonly title: string;
  readonly code: number;
  readonly args: readonly string[];
  /** Under --json: the code of the error, or of a report its verdict. */
  readonly says: string;
}

describe('exit codes', function () {
  this.timeout(60_000);
  let desk: Desk;
  let server: Server;

  const scenario = (name: string, rest: string, target: string, forSeconds = 1): void =>
    writeFileSync(
      join(desk.dir, `${name}.yaml`),
      `version: 1\ntarget: "${target}"\nload: {base: 40/s, stages: [{name: hold, for: ${forSeconds}s, rate: 1x}]}\n${rest}\n`,
    );

  before(async () => {
    desk = openDesk({ STAMPEDE_TOXIPROXY: 'embedded' });
    server = createServer((request, response) => response.writeHead(request.url === '/broken' ? 500 : 200).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const dead = `http://127.0.0.1:${await freePort()}/`;
    // Bounds this wide make no run inconclusive because the machine is busy.
    scenario('held', 'objectives: [p50 < 60s]', url);
    scenario('breached', 'objectives: [error rate < 1%, p50 < 60s]', `${url}broken`);
    scenario('unclear', 'objectives: [p99 < 60s]', url);
    scenario('aborted', 'abort: ["error rate > 50% for 1s"]', `${url}broken`, 20);
    scenario('down', '', dead);
    scenario('foreign', '', 'http://10.255.255.1/');
    scenario('wrong', 'objectives: [speed]', url);
    scenario('unsteady', 'probes: [{name: well, http: /broken}]', url);
    scenario('explored', 'probes: [{name: well, http: /broken}]\nobjectives: [p50 < 60s]', url);
    scenario('blind', `alerts: {prometheus: "${dead}"}`, url);
    scenario('taken', `links: {shop: {listen: "127.0.0.1:${port}", upstream: "127.0.0.1:9"}}`, url);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    desk.remove();
  });

  const several = [
    ['run', 'breached.yaml', 'down.yaml', 'held.yaml', '--json'],
    ['run', 'held.yaml', 'unclear.yaml', '--json'],
    ['spike', 'unclear.yaml', '--repeat', '2', '--json', '--out', 'reports-repeated'],
  ] as const;
  const situations: Situation[] = [
    { title: 'the objectives held', code: 0, args: ['spike', 'held.yaml'], says: 'held' },
    { title: 'an objective was breached', code: 3, args: ['spike', 'breached.yaml'], says: 'breached' },
    { title: 'too little data', code: 6, args: ['spike', 'unclear.yaml'], says: 'inconclusive' },
    { title: 'an abort rule', code: 5, args: ['spike', 'aborted.yaml'], says: 'aborted' },
    { title: 'the target is down', code: 4, args: ['spike', 'down.yaml'], says: 'TARGET_UNREACHABLE' },
    { title: 'a listen port is taken', code: 4, args: ['spike', 'taken.yaml'], says: 'LISTEN_TAKEN' },
    { title: 'a probe that does not hold', code: 4, args: ['spike', 'unsteady.yaml'], says: 'NOT_STEADY' },
    { title: 'the same, with the gate off', code: 0, args: ['spike', 'explored.yaml', '--gate', 'off'], says: 'held' },
    { title: 'a source of alerts that is down', code: 4, args: ['spike', 'blind.yaml'], says: 'OBSERVER_UNREACHABLE' },
    { title: 'a host that nobody allowed', code: 2, args: ['spike', 'foreign.yaml'], says: 'HOST_NOT_ALLOWED' },
    { title: 'a scenario with a mistake', code: 2, args: ['run', 'held.yaml', 'wrong.yaml'], says: 'SCENARIO_INVALID' },
    { title: 'a pause that is no time', code: 2, args: ['spike', 'held.yaml', '--repeat', '2', '--pause-between', 'soon'], says: 'USAGE' },
    { title: 'a flag that does not exist', code: 2, args: ['spike', '--sped'], says: 'USAGE' },
  ];

  /** Several at once, because most of their time is waiting; each test then looks at its own. */
  const ended = new Map<string, () => Promise<Ended>>();
  const key = (args: readonly string[]): string => args.join(' ');
  const asJson = (args: readonly string[]): string[] => [...args, '--json', '--out', 'reports-json'];
  before(() => {
    const all = [...situations.flatMap(({ args }) => [args, asJson(args)]), ...several];
    const ends = allAhead(
      4,
      all.map((args) => () => runCli(args, desk)),
    );
    for (const [index, args] of all.entries()) ended.set(key(args), ends[index]!);
  });
  const endOf = (args: readonly string[]): Promise<Ended> => ended.get(key(args))!();

  for (const { title, code, args, says } of situations)
    it(`${code}: ${title}`, async () => {
      const [plain, json] = await Promise.all([endOf(args), endOf(asJson(args))]);
      assert.deepEqual([plain.code, json.code], [code, code], `${plain.stderr}\n${json.stderr}`);
      const value = JSON.parse(json.stdout) as { exitCode?: number; verdict?: string; error?: { code: string; hint: string } };
      if (value.error === undefined) assert.deepEqual([value.exitCode, value.verdict], [code, says]);
      else {
        assert.equal(value.error.code, says);
        assert.equal(plain.stdout, '');
        assert.match(plain.stderr, new RegExp(`^error ${says}: `, 'm'));
        assert.match(plain.stderr, /^hint: /m);
      }
    });

  it('of several the worst: what ran before one that could not start is not lost', async () => {
    const { code, stdout, stderr } = await endOf(several[0]);
    const value = JSON.parse(stdout);
    assert.deepEqual(
      [code, value.exitCode, value.runs.length, value.runs[0].verdict, value.error.code],
      [4, 4, 1, 'breached', 'TARGET_UNREACHABLE'],
    );
    assert.match(stderr, /^error TARGET_UNREACHABLE: /m);
  });

  it('of repetitions the worst: all reports, one summary in a folder of its own beside theirs', async () => {
    const { code, stdout, stderr } = await endOf(several[2]);
    const value = JSON.parse(stdout);
    assert.deepEqual([code, value.exitCode, value.runs.length], [6, 6, 2], stderr);
    const [repeats] = value.repeats;
    assert.deepEqual(
      [repeats.planned, repeats.exitCode, repeats.objectives],
      [2, 6, [{ text: 'p99 < 60s', held: 0, breached: 0, inconclusive: 2, of: 2 }]],
    );
    for (const [index, { run }] of value.runs.entries()) {
      assert.deepEqual(run.attempt, { group: repeats.group, role: 'repeat', number: index + 1, of: 2 });
      assert.equal(run.planHash, repeats.planHash);
      assert.ok(existsSync(join(desk.dir, 'reports-repeated', run.id, 'report.html')));
    }
    assert.equal(repeats.runs[0].id, value.runs[0].run.id);
    for (const name of ['repeats.html', 'repeats.md', 'repeats.json'])
      assert.ok(existsSync(join(desk.dir, 'reports-repeated', repeats.group, name)));
    assert.deepEqual(JSON.parse(readFileSync(join(desk.dir, 'reports-repeated', repeats.group, 'repeats.json'), 'utf8')), repeats);
  });

  it('of several that all ran: the worst, and one summary', async () => {
    const { code, stdout } = await endOf(several[1]);
    const value = JSON.parse(stdout);
    assert.deepEqual([code, value.exitCode, value.runs.map((run: { exitCode: number }) => run.exitCode)], [6, 6, [0, 6]]);
  });
});
