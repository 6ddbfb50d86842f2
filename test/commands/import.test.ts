import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as wholeText } from 'node:stream/consumers';
import type { ImportResult } from '../../src/import-desk.ts';
import { entry, openDesk, root, runCli, type Desk } from '../support/cli.ts';
import { harOf } from '../import/har/har-file.ts';
import { findSecrets } from '../import/planted.ts';

const fixture = (name: string): string => join(root, 'test/fixtures/import', name);

describe('chaos import', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  let desk: Desk;
  before(() => {
    desk = openDesk();
    writeFileSync(join(desk.dir, 'visit.har'), harOf([{ headers: { 'X-Api-Key': 'key-secret-1' } }]));
    writeFileSync(join(desk.dir, 'bad.sh'), 'curl -T file http://127.0.0.1/\n\ncurl --digest http://127.0.0.1/\n');
    writeFileSync(join(desk.dir, 'bad.har'), '{\n "log": 1}');
  });
  after(() => desk.remove());

  it('lists what can be imported', async () => {
    const [plain, json] = await Promise.all([runCli(['import'], desk), runCli(['import', '--json'], desk)]);
    assert.deepEqual([plain.code, plain.stdout.split('\n').length], [0, 4]);
    assert.deepEqual(
      (JSON.parse(json.stdout) as { format: string }[]).map(({ format }) => format),
      ['HAR', 'curl', 'OpenAPI'],
    );
  });

  it('writes a scenario to standard output, which check accepts once its variables are set', async () => {
    const { code, stdout, stderr } = await runCli(['import', 'har', 'visit.har'], desk);
    assert.deepEqual([code, stderr], [0, '']);
    writeFileSync(join(desk.dir, 'visit.yaml'), stdout);
    const set = { ...desk, env: { ...desk.env, TARGET_X_API_KEY: 'x' } };
    const [unset, checked, planned] = await Promise.all([
      runCli(['check', 'visit.yaml'], desk),
      runCli(['check', 'visit.yaml'], set),
      runCli(['plan', 'visit.yaml'], set),
    ]);
    assert.equal(unset.code, 2);
    assert.match(unset.stderr, /visit\.yaml:\d+:\d+: the environment variable TARGET_X_API_KEY is not set/);
    assert.deepEqual([checked.code, planned.code], [0, 0]);
  });

  it('writes a file, and never over one that is there unless that was asked for', async () => {
    const args = [
      'import',
      'openapi',
      fixture('petshop.yaml'),
      '--output',
      'pets.yaml',
      '--target',
      'http://127.0.0.1:9',
      '--name',
      'pets',
      '--rate',
      '600/min',
    ];
    const first = await runCli(args, desk);
    assert.deepEqual([first.code, first.stderr], [0, '']);
    assert.match(first.stdout, /^wrote pets\.yaml: 4 steps in 4 journeys\n/);
    const written = readFileSync(join(desk.dir, 'pets.yaml'), 'utf8');
    assert.match(written, /^name: pets\n.*^target: http:\/\/127\.0\.0\.1:9\n.*^ {2}base: 600\/min\n/ms);
    writeFileSync(join(desk.dir, 'pets.yaml'), 'mine');
    const second = await runCli(args, desk);
    assert.deepEqual([second.code, readFileSync(join(desk.dir, 'pets.yaml'), 'utf8')], [2, 'mine']);
    assert.match(second.stderr, /pets\.yaml exists already/);
    const third = await runCli([...args, '--force'], desk);
    assert.deepEqual([third.code, readFileSync(join(desk.dir, 'pets.yaml'), 'utf8')], [0, written]);
  });

  it('--json gives what came of it, and no secret', async () => {
    const { code, stdout } = await runCli(['import', 'har', fixture('shop.har'), '--json'], desk);
    const result = JSON.parse(stdout) as ImportResult;
    assert.deepEqual([code, result.schema, result.format, result.output, result.steps], [0, 1, 'HAR', null, 10]);
    assert.ok(result.variables.some(({ name }) => name === 'TARGET_PASSWORD'));
    assert.ok(result.notes.length > 3 && result.text.includes('version: 1') && result.scenario['version'] === 1);
    assert.deepEqual(findSecrets(stdout), []);
  });

  it('reads curl commands from standard input', async () => {
    const child = spawn(process.execPath, [entry, 'import', 'curl', '-'], { cwd: desk.dir, env: desk.env });
    child.stdin.end('curl http://127.0.0.1:8080/a -d b=c\n');
    const stdout = await wholeText(child.stdout);
    assert.match(stdout, /^name: standard-input\n/m);
    assert.match(stdout, /^ +- post: \/a$/m);
  });

  const refused: [string, string[], string, RegExp][] = [
    ['a file that is not there', ['har', 'gone.har'], 'FILE_UNREADABLE', /gone\.har: there is no such file/],
    ['a file of another kind', ['har', 'bad.har'], 'IMPORT_INVALID', /bad\.har:2:9: log: expected a map, got the number 1/],
    [
      'two bad commands',
      ['curl', 'bad.sh'],
      'IMPORT_INVALID',
      /2 mistakes in bad\.sh.*\n  bad\.sh:1:6: -T is not imported\n +hint: .*\n  bad\.sh:3:6: --digest is not imported\n/,
    ],
    ['a rate that is none', ['har', 'visit.har', '--rate', '5'], 'USAGE', /--rate: 5 of what\?|expected a rate/],
    ['a target that is none', ['har', 'visit.har', '--target', 'localhost:80'], 'USAGE', /--target: .*write http:\/\/localhost:80/],
    ['credentials in the target', ['har', 'visit.har', '--target', 'http://a:topsecret@127.0.0.1'], 'USAGE', /user and password/],
    ['a name that is none', ['har', 'visit.har', '--name', 'My_Shop'], 'USAGE', /kebab-case/],
    ['a pause that is none', ['har', 'visit.har', '--max-think', '5'], 'USAGE', /--max-think: 5 of what\?/],
    ['a folder as output', ['har', 'visit.har', '--output', '.', '--force'], 'OUTPUT_UNWRITABLE', /can't be written/],
    ['--force without a file', ['har', 'visit.har', '--force'], 'USAGE', /output/],
  ];
  it('refuses with a code, a sentence and a hint', async () => {
    const ended = await Promise.all(refused.map(([, args]) => runCli(['import', ...args], desk)));
    for (const [index, { code: exit, stdout, stderr }] of ended.entries()) {
      const [what, , code, message] = refused[index] as (typeof refused)[number];
      assert.deepEqual([exit, stdout], [code === 'OUTPUT_UNWRITABLE' ? 4 : 2, ''], what);
      assert.match(stderr, new RegExp(`^error ${code}: `), what);
      assert.match(stderr, message, what);
      assert.match(stderr, /^hint: ./m, what);
      assert.doesNotMatch(stderr, /topsecret/, what);
    }
  });

  it('writes nothing where it refuses', async () => {
    await runCli(['import', 'har', 'bad.har', '--output', 'none.yaml'], desk);
    assert.ok(!existsSync(join(desk.dir, 'none.yaml')));
  });
});
