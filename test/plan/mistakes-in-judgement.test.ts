/** What is wrong with what is asked of a run, where, and in which words. */
import assert from 'node:assert/strict';
import { exitCode } from '../../src/exit-codes.ts';
import { broken, errorOf, mistakesOf } from '../support/plans.ts';

type Row = readonly [title: string, piece: string, by: string, mistakes: readonly string[]];

const rows: readonly Row[] = [
  [
    'an objective that is no sentence',
    'error rate < 1%',
    'error rate below',
    ['my.yaml:38:21: expected a percentage, such as `1%`, got the end'],
  ],
  [
    'an objective about a fault nobody knows',
    'after payments-slow',
    'after payments',
    ['my.yaml:39:40: no fault "payments"; there are payments-slow'],
  ],
  [
    'an objective about a route nobody knows',
    'checkout recovers',
    'chekout recovers',
    ['my.yaml:39:5: no route or journey "chekout"; there are home, add, checkout, browse, buy; did you mean "checkout"?'],
  ],
  [
    'an objective during a stage nobody knows',
    'error rate < 1%',
    'error rate < 1% during doors',
    ['my.yaml:38:28: no stage or fault "doors"; there are baseline, peak, recovery, payments-slow'],
  ],
  [
    'an objective of a journey that is a route',
    'error rate < 1%',
    'error rate of journey checkout < 1%',
    ['my.yaml:38:27: no journey "checkout"; there are browse, buy'],
  ],
  [
    'an objective of a route that is a journey',
    'checkout recovers',
    'route buy recovers',
    ['my.yaml:39:11: no route "buy"; there are home, add, checkout'],
  ],
  ['an objective about a probe nobody knows', 'error rate < 1%', 'probe up holds', ['my.yaml:38:11: no probe "up"; there are none']],
  [
    'an objective over windows without their length',
    'error rate < 1%',
    'error rate < 1% over peak',
    ['my.yaml:38:26: expected `any`, got `peak`'],
  ],
  [
    'an abort rule from a stage nobody knows',
    '95% for 30s',
    '95% for 30s from paek + 5s',
    ['my.yaml:41:35: no stage "paek"; there are baseline, peak, recovery; did you mean "peak"?'],
  ],
  [
    'an abort rule from beyond the load',
    '95% for 30s',
    '95% for 30s from peak + 99s',
    ['my.yaml:41:30: the rule could never act: from 1 m 59 s on it takes 30 s, and the load ends after 1 m 40 s'],
  ],
  [
    'an abort rule that begins too late for its time to pass',
    '95% for 30s',
    '95% for 30s from 80s',
    ['my.yaml:41:30: the rule could never act: from 1 m 20 s on it takes 30 s, and the load ends after 1 m 40 s'],
  ],
  [
    'an abort rule about alerts that nobody reads',
    'error rate > 95% for 30s',
    'alert Down fires',
    ['my.yaml:41:5: no alerts are read, so the rule could never act'],
  ],
  ['an objective that YAML reads as a map', 'error rate < 1%', 'breaker payments: opens', ['my.yaml:38:5: expected text, got a map']],
  ['an abort rule without its time', '95% for 30s', '95%', ['my.yaml:41:21: expected `for`, got the end']],
  [
    'two sources of alerts',
    'reconcile:',
    'alerts: {alertmanager: "http://127.0.0.1:9093", prometheus: "http://127.0.0.1:9090"}\nreconcile:',
    ['my.yaml:42:49: alertmanager and prometheus exclude each other: expected one of the two'],
  ],
  [
    'alerts on a host nobody allowed',
    'reconcile:',
    'alerts: {prometheus: "http://10.0.0.1:9090"}\nreconcile:',
    ['my.yaml:42:22: 10.0.0.1 is not this machine, and nobody allowed it'],
  ],
  [
    'a probe that looks at nothing',
    'reconcile:',
    'probes: [{name: up}]\nreconcile:',
    ['my.yaml:42:10: one of http, tcp, command, prometheus is missing'],
  ],
  [
    'a probe that looks at two things',
    'reconcile:',
    'probes: [{name: up, http: /health, tcp: "127.0.0.1:5432"}]\nreconcile:',
    ['my.yaml:42:36: http and tcp exclude each other: expected one of the two'],
  ],
  [
    'a probe whose way of looking is misspelt',
    'reconcile:',
    'probes: [{name: up, tpc: "127.0.0.1:5432"}]\nreconcile:',
    ['my.yaml:42:21: unknown key "tpc"; did you mean "tcp"?'],
  ],
  [
    'a probe with a key nobody knows, and without a way of looking',
    'reconcile:',
    'probes: [{name: up, nonsense: 5}]\nreconcile:',
    ['my.yaml:42:10: one of http, tcp, command, prometheus is missing', 'my.yaml:42:21: unknown key "nonsense"'],
  ],
  [
    'a probe without a name, and misspelt',
    'reconcile:',
    'probes: [{htp: /health}]\nreconcile:',
    ['my.yaml:42:10: name is missing; expected text', 'my.yaml:42:11: unknown key "htp"; did you mean "http"?'],
  ],
  [
    'a source of alerts that is misspelt',
    'reconcile:',
    'alerts: {alertmanagr: "http://127.0.0.1:9093"}\nreconcile:',
    ['my.yaml:42:10: unknown key "alertmanagr"; did you mean "alertmanager"?'],
  ],
  [
    'a probe of a host nobody allowed',
    'reconcile:',
    'probes: [{name: up, tcp: "10.0.0.1:5432"}]\nreconcile:',
    ['my.yaml:42:26: 10.0.0.1 is not this machine, and nobody allowed it'],
  ],
  [
    'a probe named twice',
    'reconcile:',
    'probes: [{name: up, http: /}, {name: up, http: /x}]\nreconcile:',
    ['my.yaml:42:38: a probe named up stands above already'],
  ],
  [
    'a probe during what is not there',
    'reconcile:',
    'probes: [{name: up, http: /, during: peek}]\nreconcile:',
    ['my.yaml:42:38: no stage or fault "peek"; there are baseline, peak, recovery, payments-slow; did you mean "peak"?'],
  ],
  ['a gate that is half open', 'reconcile:', 'gate: ajar\nreconcile:', ['my.yaml:42:7: expected on or off, got "ajar"']],
];

describe('mistakes in what is asked of a run', () => {
  for (const [title, piece, by, mistakes] of rows) {
    it(title, async () => {
      const given = { files: { 'my.yaml': broken(piece, by) } };
      assert.deepEqual(await mistakesOf(given), mistakes);
      assert.equal((await errorOf(given)).exit, exitCode.usage);
    });
  }

  it('lists the keys of every way of looking where a probe has one that none knows', async () => {
    const { hint } = await errorOf({ files: { 'my.yaml': broken('reconcile:', 'probes: [{name: up, htp: /health}]\nreconcile:') } });
    assert.equal(hint, 'known here: name, every, timeout, during, http, tcp, command, cwd, prometheus');
  });

  it('points to the page of what is wrong', async () => {
    const hintOf = async (text: string): Promise<string> => (await errorOf({ files: { 'my.yaml': text } })).hint;
    const grammar = 'docs/objectives.md describes the sentences of objectives and abort rules';
    assert.equal(await hintOf(broken('error rate < 1%', 'error rte < 1%')), grammar);
    assert.equal(await hintOf(broken('error rate < 1%', 'error rte < 1%').replace('95% for', '95% four')), grammar);
    assert.equal(
      await hintOf(broken('error rate < 1%', 'error rte < 1%').replace('timeout: 5s', 'tiemout: 5s')),
      `docs/scenarios.md describes every key; ${grammar}`,
    );
  });
});
