/** Every mistake at once: one of form hides none of meaning beside it, and has none that only follow from it. */
import assert from 'node:assert/strict';
import { presets } from '../../src/breakers/shelf.ts';
import { broken, mistakesOf, whole } from '../support/plans.ts';

const ofLoad = (lines: string): string =>
  `version: 1\ntarget: http://127.0.0.1:1\nload:\n  base: 5/s\n  stages: [{name: a, for: 5s, rate: 1x}]\n${lines}`;
const told = async (text: string, files: Record<string, string> = {}): Promise<string[]> =>
  (await mistakesOf({ files: { ...files, 'my.yaml': text } })).map((line) => line.replace('my.yaml:', '').replace(/; known here.*/, ''));

describe('all mistakes at once', () => {
  it('of feeders', async () => {
    const text = ofLoad(`  feeders:
    missing: none.csv
    empty: empty.csv
    wrong: {file: good.csv, pick: any}
    keyed: {file: none.csv, pcik: random}
    "two words": good.csv
    nothing:
    ragged: ragged.csv
  journeys:
    - name: j
      steps:
        - get: "/\${csv.wrong.id}/\${csv.nothing.id}/\${csv.keyed.id}"
        - get: "/\${csv.good.id}"
`);
    assert.deepEqual(await told(text, { 'good.csv': 'id\n1\n', 'empty.csv': '', 'ragged.csv': 'a,b\n1\n' }), [
      '7:14: none.csv: there is no such file',
      '8:12: empty.csv: the file is empty; expected a line of column names, and rows',
      '9:35: expected sequential or random, got "any"',
      '10:19: none.csv: there is no such file',
      '10:29: unknown key "pcik"; did you mean "pick"?',
      '11:5: expected a name of one word (letters, digits, - _), got "two words"',
      '12:5: expected text or a map, got nothing',
      '13:13: ragged.csv: line 2: the row has another number of fields than the first line',
      '18:16: ${csv.good.id}: no feeder "good"; there are missing, empty, wrong, keyed, two words, nothing, ragged',
    ]);
  });

  it('of journeys and their steps', async () => {
    const text = ofLoad(`  vars: {region: [eu], page: 1}
  journeys:
    - name: j
      weigth: 2
      vars: {size: {a: 1}}
      steps:
        - get: /\${region}/\${page}/\${size}/\${nobody}
          capture: {cart: 5, csrf: {regex: "(open"}}
          nmae: first
        - post: /\${cart}/\${csrf}
          headers: {connection: close}
          form: {a: {b: c}}
          capture: {id: {regex: none, regx: x}}
        - get: 5
          headers: {x: "\${unknown}"}
    - steps:
        - get: nowhere
    - 5
objectives:
  - p99 of first < 1s
  - p99 of nonsense < 1 parsec
`);
    assert.deepEqual(await told(text), [
      '6:18: expected text or a number or true or false, got a list',
      '9:7: unknown key "weigth"; did you mean "weight"?',
      '10:20: expected text or a number or true or false, got a map',
      '12:16: ${nobody} is not captured by an earlier step',
      '13:27: expected text or a map, got the number 5',
      '13:44: Invalid regular expression: /(open/: Unterminated group',
      '14:11: unknown key "nmae"; did you mean "name"?',
      "16:21: connection can't be given: whether a connection is kept is not said per request",
      '17:21: expected text, got a map',
      '18:33: "none" has no group: put what is to be taken in parentheses',
      '18:39: unknown key "regx"; did you mean "regex"?',
      '19:16: expected text, got the number 5',
      '20:24: ${unknown} is not captured by an earlier step',
      '21:7: name is missing; expected text',
      '22:16: expected a path that begins with / or a whole URL, got "nowhere"; write /nowhere',
      '23:7: expected a map, got the number 5',
      '26:23: expected a time with its unit, such as `300ms`, got `1`',
    ]);
  });

  it('of a target, links and breakers', async () => {
    const text = whole
      .replace('target: http://127.0.0.1:8080', 'target: {url: "http://127.0.0.1:8080", tsl: {}, headers: {"bad name": x}}')
      .replace('listen: 127.0.0.1:21001', 'lisen: 127.0.0.1:21001')
      .replace('link: payments}', 'lnk: payments}')
      .replace('opossum', 'oposum');
    assert.deepEqual(
      await told(text),
      [
        '3:40: unknown key "tsl"; did you mean "tls"?',
        '3:59: expected the name of a header, got "bad name"',
        '5:14: unknown key "lisen"; did you mean "listen"?',
        `7:30: no breaker preset "oposum"; there are ${Object.keys(presets).join(', ')}; did you mean "opossum"?`,
        '7:76: unknown key "lnk"; did you mean "link"?',
      ].map((line) => line),
    );
  });

  it('a stage or a step without its name is not blamed on who names it', async () => {
    assert.deepEqual(await told(broken('name: peak', 'nam: peak')), ['13:8: unknown key "nam"; did you mean "name"?']);
    assert.deepEqual(await told(broken('name: checkout', 'name: 5')), ['28:17: expected text, got the number 5']);
  });
});
