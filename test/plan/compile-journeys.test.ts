/** What is wrong with a journey's steps, where, and in which words; and what becomes of what is right. */
import assert from 'node:assert/strict';
import { planOf, everyFile, everyKey, mistakesOf } from '../support/plans.ts';

type Row = readonly [title: string, piece: string, by: string, mistakes: readonly string[], files?: Readonly<Record<string, string>>];

const env = { PASSWORD: 'pass-4711' };

const rows: readonly Row[] = [
  [
    'a feeder nobody knows',
    '${csv.users.name}", pass',
    '${csv.user.name}", pass',
    ['my.yaml:22:24: ${csv.user.name}: no feeder "user"; there are users, items; did you mean "users"?'],
  ],
  [
    'a column nobody knows',
    '${csv.users.name}", pass',
    '${csv.users.nmae}", pass',
    ['my.yaml:22:24: ${csv.users.nmae}: users has no column "nmae"; it has name, password; did you mean "name"?'],
  ],
  [
    'half a column',
    '${csv.users.name}", pass',
    '${csv.users}", pass',
    ['my.yaml:22:24: "${csv.users}" is not understood: write ${csv.NAME.COLUMN}'],
  ],
  ['a file that is not there', 'data/users.csv,', 'users.csv,', ['my.yaml:7:20: users.csv: there is no such file']],
  [
    'a file without rows',
    'version: 1',
    'version: 1',
    ['my.yaml:7:20: data/users.csv: there are column names and no rows'],
    { 'data/users.csv': 'name,password\n' },
  ],
  [
    'an empty file',
    'version: 1',
    'version: 1',
    ['my.yaml:7:50: items.csv: the file is empty; expected a line of column names, and rows'],
    { 'items.csv': '' },
  ],
  [
    'a ragged file, of which nothing is repeated',
    'version: 1',
    'version: 1',
    ['my.yaml:7:20: data/users.csv: line 3: the row has another number of fields than the first line'],
    { 'data/users.csv': 'name,password\na,b\nopen-sesame\n' },
  ],
  ['a body that is not there', 'path: data/face.png', 'path: face.png', ['my.yaml:28:24: face.png: there is no such file']],
  ['a part that is not there', 'face: {file: data/face.png', 'face: {file: face.png', ['my.yaml:32:63: face.png: there is no such file']],
  [
    'two bodies',
    '          redirects: 2',
    '          body: x\n          redirects: 2',
    ['my.yaml:22:11: body and form exclude each other'],
  ],
  [
    'a capture of nothing',
    '{regex: \'value="([^"]+)"\'}',
    '{}',
    ['my.yaml:17:27: a capture needs a JSONPath, header, regex, or header and regex'],
  ],
  [
    'a regular expression without a group',
    '([^"]+)',
    '[^"]+',
    ['my.yaml:17:35: "value="[^"]+"" has no group: put what is to be taken in parentheses'],
  ],
  [
    'a regular expression that is none',
    '([^"]+)',
    '([^"]+',
    ['my.yaml:17:35: Invalid regular expression: /value="([^"]+"/: Unterminated group'],
  ],
  ['a header check that is none', '/html/i', '/(html/i', ['my.yaml:18:43: Invalid regular expression: /(html/i: Unterminated group']],
  [
    'a JSONPath that is none',
    '"$.user": ',
    '"user": ',
    ['my.yaml:24:27: expected a JSONPath such as $.orderId, got "user"; it begins with $'],
  ],
  [
    'an expectation of chance',
    '{"$.user": "${csv.users.name}"',
    '{"$.user": "${uuid}"',
    ['my.yaml:24:37: ${uuid} is drawn anew wherever it stands, so no answer can be expected to hold it'],
  ],
  [
    'a variable that is known later only',
    '"/${region}/login"',
    '"/${csrf}/login"',
    [
      'my.yaml:15:16: ${csrf} is not captured by an earlier step; known here: ${region}, ${pages}, ${zipf(1, 500)}, ${uniform(1, 500)}, ${uuid}, ${seq}, ${env.NAME}, ${csv.users.name}, ${csv.users.password}, ${csv.items.sku}',
    ],
  ],
  [
    'auth twice',
    '          form: {user',
    '          headers: {Authorization: x}\n          form: {user',
    ['my.yaml:21:11: auth and an authorization header exclude each other'],
  ],
  [
    'a capture called like a function',
    '{csrf: {regex',
    '{seq: $.id, csrf: {regex',
    ['my.yaml:17:21: no variable can be called seq: ${seq...} means something else'],
  ],
  [
    'a constant called like a source',
    'vars: {region: eu}',
    'vars: {region: eu, env: test, csv: 1}',
    [
      'my.yaml:6:22: no variable can be called env: ${env...} means something else',
      'my.yaml:6:33: no variable can be called csv: ${csv...} means something else',
    ],
  ],
  [
    'two kinds of auth',
    'user: load, password: "${env.PASSWORD}"}',
    'user: load, password: x}, bearer: y',
    ['my.yaml:3:47: bearer and basic exclude each other: expected one of the two'],
  ],
  [
    'two kinds of auth in a step',
    '{bearer: "${csrf}"}',
    '{bearer: a, basic: {user: b, password: c}}',
    ['my.yaml:21:29: bearer and basic exclude each other: expected one of the two'],
  ],
  ['auth of a target that is not known before', 'user: load,', 'user: "${seq}",', ['my.yaml:3:61: only ${env.NAME} may stand here']],
  ['a password that is not set', '${env.PASSWORD}', '${env.NOT_SET}', ['my.yaml:3:77: the environment variable NOT_SET is not set']],
  ['a constant of chance', 'pages: 3', 'pages: "${uuid}"', ['my.yaml:13:21: only ${env.NAME} may stand here']],
  ['a pause that runs backwards', '[1s, 5s]', '[5s, 1s]', ['my.yaml:25:18: the first time, 5s, is longer than the second, 1s']],
  ['a pause without its unit', '[1s, 5s]', '[1, 5]', ['my.yaml:25:18: 1 of what? write 1s']],
  ['half a pause', '[1s, 5s]', '{from: 1s}', ['my.yaml:25:18: expected a range of two times, such as [1s, 5s] or {from: 1s, to: 5s}']],
  ['too many redirects', 'redirects: 2', 'redirects: 21', ['my.yaml:23:22: expected a whole number from 0 to 20, got the number 21']],
];

function change(piece: string, by: string): string {
  assert.ok(everyKey.includes(piece), piece);
  return everyKey.replace(piece, () => by);
}

describe('compileJourneys', () => {
  for (const [title, piece, by, mistakes, files] of rows) {
    it(`refuses ${title}`, async () => {
      assert.deepEqual(await mistakesOf({ files: { ...everyFile, ...files, 'my.yaml': change(piece, by) }, env }), mistakes);
    });
  }

  it('plans what a file looks like, and none of its rows', async () => {
    const { plan } = await planOf({ files: everyFile, env });
    const { sha256, ...users } = plan.load.feeders?.['users'] ?? {};
    assert.match(sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(users, { file: '/work/data/users.csv', bytes: 42, pick: 'sequential', columns: ['name', 'password'], rows: 2 });
    assert.doesNotMatch(JSON.stringify(plan), /ada|sesame/);
  });

  it('keeps a plan that uses none of it as it was: nothing new is in its steps', async () => {
    const text =
      'version: 1\ntarget: http://127.0.0.1:1\nload:\n  base: 1/s\n  stages: [{name: a, for: 1s, rate: 1x}]\n  journeys: [{name: j, steps: [{get: /, think: 1s, redirects: 0}]}]\n';
    const { plan } = await planOf({ files: { 'my.yaml': text } });
    assert.deepEqual(plan.load.journeys, [
      {
        name: 'j',
        weight: 1,
        steps: [
          {
            route: 'GET /',
            method: 'GET',
            path: '/',
            headers: {},
            body: null,
            expect: { status: null, degraded: null },
            capture: {},
            acknowledge: null,
            thinkMs: 1_000,
          },
        ],
      },
    ]);
    assert.ok(!('feeders' in plan.load));
  });

  it('the hash follows what is in a file, not where it lies', async () => {
    const hash = async (files: Record<string, string>): Promise<string> =>
      (await planOf({ files: { ...everyFile, ...files }, env })).plan.hash;
    const own = await hash({});
    const moved = everyKey.replaceAll('data/', 'elsewhere/');
    const there = { 'elsewhere/users.csv': everyFile['data/users.csv'], 'elsewhere/face.png': 'PNG', 'my.yaml': moved };
    assert.equal(await hash(there), own);
    assert.notEqual(await hash({ 'items.csv': 'sku\n1\n2\n' }), own);
    assert.notEqual(await hash({ 'data/face.png': 'GIF' }), own);
  });

  it('what is stored can be run again from another folder: its files stand by their whole paths', async () => {
    const { scenarioText } = await planOf({ files: everyFile, env });
    assert.match(scenarioText, /users: \/work\/data\/users\.csv\n/);
    assert.match(scenarioText, /path: \/work\/data\/face\.png\n/);
    assert.match(scenarioText, /file: \/work\/items\.csv\n/);
  });

  it('a path is relative to the file that names it: steps of a system file to that', async () => {
    const system = 'version: 1\njourneys: [{name: visit, steps: [{put: /avatar, file: own.png}]}]\ntarget: http://127.0.0.1:8080\n';
    const { plan } = await planOf({
      files: { ...everyFile, 'systems/mine.yaml': system, 'systems/own.png': 'OWN', 'my.yaml': everyKey.replace(/^target.*\n/m, '') },
      env,
      overrides: { system: 'systems/mine.yaml' },
    });
    const body = plan.load.journeys[0]?.steps[0]?.body;
    assert.equal(body?.kind === 'file' ? body.file.file : '', '/work/systems/own.png');
    assert.equal(plan.load.feeders?.['users']?.file, '/work/data/users.csv');
  });
});
