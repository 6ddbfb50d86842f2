import assert from 'node:assert/strict';
import { printPlan } from '../../src/plan/print.ts';
import { redactPlan } from '../../src/plan/redact.ts';
import { assertGolden } from '../support/golden.ts';
import { broken, everyFile, planOf, whole, type Given } from '../support/plans.ts';

const rows: readonly (readonly [file: string, given: Given])[] = [
  ['black-friday.txt', { scenario: 'black-friday' }],
  [
    'url.txt',
    { scenario: 'http://127.0.0.1:8080/health', overrides: { rate: '50/s', peak: '3x', headers: ['authorization: Bearer abcdef'] } },
  ],
  [
    'own-system.txt',
    {
      files: { 'my.yaml': whole },
      overrides: { duration: '50s', objectives: ['p99 of checkout < 1s after payments-slow', 'error rate < 0.001% during recovery'] },
    },
  ],
  ['every-key.txt', { files: everyFile, env: { PASSWORD: 'abcdef' } }],
];

describe('chaos plan prints', () => {
  for (const [file, given] of rows) {
    it(file, async () => {
      const { plan } = await planOf(given);
      const text = printPlan(redactPlan(plan)).replaceAll('/work/', '/here/');
      assertGolden(`plan/${file}`, text);
      assert.doesNotMatch(text, /abcdef|undefined|NaN|\[object/);
    });
  }

  it('arrivals that are drawn as about so many', async () => {
    const text = printPlan((await planOf({ files: { 'my.yaml': broken('timeout: 5s', 'arrival: poisson') } })).plan);
    assert.match(text, /^timeline: 1 m 40 s, about 34000 arrivals$/m);
    assert.match(text, /^baseline +0 s +20 s +100\/s +about 2000 /m);
  });

  it('what a command runs and a person is told on lines of their own, which move no column', async () => {
    const long = 'a long word '.repeat(20).trim();
    const faults = `faults:
  - {id: pod, type: command, inject: [run, '${long}'], undo: [back], at: peak, for: 2s}
  - {id: cable, type: manual, say: ${long}, at: after pod + 3s, for: 2s}
  - {id: payments-slow, link: payments, type: latency, latency: 2s, at: after cable + 3s, for: 2s}`;
    const text = printPlan((await planOf({ files: { 'my.yaml': whole.replace(/^faults:\n(?:[ -].*\n)+/m, `${faults}\n`) } })).plan);
    const lines = text.split('\n');
    const from = lines.indexOf('faults');
    assert.deepEqual(
      lines.slice(from + 1, from + 7).map((line) => line.trim().split(/ {2,}/).slice(0, -1).slice(-2)),
      [['command', 'at peak'], [], [], ['manual', 'after pod + 3s'], [], ['latency 2 s on payments', 'after cable + 3s']],
    );
    assert.deepEqual(
      [lines[from + 2]?.trim(), lines[from + 3]?.trim(), lines[from + 5]?.trim()],
      [`inject: run '${long}'`, 'undo: back', `say: ${long}`],
    );
    for (const at of [1, 4, 6]) assert.ok((lines[from + at] ?? '').length < 110, lines[from + at]);
  });

  it('how surely links are undone once for all that are alike, within 80 columns', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `backend-number-${index}`);
    const links = names.map((name, index) => `  ${name}: {listen: 127.0.0.1:${22_000 + index}, upstream: 127.0.0.1:4001}`);
    const shared = `links:\n${links.join('\n')}\n  far: {listen: 127.0.0.1:21009, upstream: 127.0.0.1:4001, toxiproxy: "http://127.0.0.1:8475"}`;
    const text = printPlan((await planOf({ files: { 'my.yaml': whole.replace('links:', shared) } })).plan);
    const [, section = ''] = /^undone, should the tool be killed\n((?: .*\n)+)/m.exec(text) ?? [];
    const said = section.replaceAll(/\s+/g, ' ').trim();
    assert.match(said, new RegExp(`^${names.join(', ')}, payments watchdog: .* far lease where`));
    assert.equal(said.split('watchdog: the server').length, 2);
    assert.ok(
      section.split('\n').every((line) => line.length <= 80),
      section,
    );
  });

  it('a recording with its speed, its factor and how much of it is replayed', async () => {
    const rate = '{replay: {every: 60s, rates: [5, 12, 40], speed: 60, peak: 10x}}';
    const text = printPlan(
      (await planOf({ files: { 'my.yaml': broken('for: 60s, rate: 5x', `for: 2s, rate: ${rate}`).replace('peak + 10s', 'peak') } })).plan,
    );
    assert.match(text, /replay at 60 times its speed, rates times 25, the first 2 s of 3 s, up to 300\/s/);
  });

  it('where breakers are read, and what a server is asked only where somebody wrote it', async () => {
    const system = `breakers:
  - {name: a, preset: opossum, url: "http://shop:8080/metrics", dns: localhost}
  - {name: b, preset: resilience4j, prometheus: {url: "http://127.0.0.1:9090", instance: pod}}
  - {name: c, preset: opossum, prometheus: {url: "http://127.0.0.1:9090", query: 'circuit{job="shop"}'}}
  - {name: d, preset: log, command: [journalctl, -fu, shop], lines: {opened: opened}}
  - {name: e, preset: log, files: [a.log, b.log], lines: {opened: opened}}
`;
    const { plan } = await planOf({
      files: { 'my.yaml': `version: 1\ntarget: http://127.0.0.1:1\nload: {base: 1/s, stages: [{name: a, for: 20s, rate: 1x}]}\n${system}` },
    });
    const [, section = ''] = /^breakers\n((?: .*\n)+)/m.exec(printPlan(redactPlan(plan))) ?? [];
    assert.deepEqual(
      section
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/ {2,}/)[1]),
      [
        'opossum, http://shop:8080/metrics at each address of localhost',
        'resilience4j, http://127.0.0.1:9090, by pod',
        'opossum, http://127.0.0.1:9090 circuit{job="shop"}, by instance',
        'log, output of journalctl -fu shop',
        'log, /work/a.log /work/b.log',
      ],
    );
  });

  it("the target's version label, or where it is read", async () => {
    const target = (version: string): string =>
      broken('target: http://127.0.0.1:8080', `target: {url: "http://127.0.0.1:8080", version: ${version}}`);
    const printed = async (text: string): Promise<string> => printPlan((await planOf({ files: { 'my.yaml': text } })).plan);
    assert.match(await printed(target('staging-4cpu')), /^ +version staging-4cpu$/m);
    const read = `${target('{json: "$.size"}')}identity: {url: /info, equals: {}}\n`;
    assert.match(await printed(read), /^ +version as its identity says at \$\.size$/m);
  });
});
