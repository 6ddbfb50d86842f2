import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../src/errors.ts';
import { createRunDir, newRunId, publish } from '../src/publish.ts';

const unwritable = (error: unknown): boolean => error instanceof ChaosError && error.code === 'OUTPUT_UNWRITABLE';

describe('publishing', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'chaos-publish-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('names a run so that it sorts by time and says what it was', () => {
    const wall = new Date('2026-11-27T02:01:00.123Z');
    assert.match(newRunId('black-friday', wall), /^20261127-020100-black-friday-[0-9a-f]{4}$/);
    assert.notEqual(newRunId('a', wall).slice(0, 15), newRunId('a', new Date('2026-11-27T02:01:01Z')).slice(0, 15));
  });

  it('keeps whatever a scenario is called out of the path', () => {
    const wall = new Date('2026-11-27T02:01:00Z');
    for (const name of ['../../etc', 'a b/c', '', '--', 'é', 'x'.repeat(300)])
      assert.match(newRunId(name, wall), /^20261127-020100-[A-Za-z0-9.-]{1,40}-[0-9a-f]{4}$/, name);
  });

  it('makes the run folder, and says so when it can not', () => {
    const made = createRunDir(join(dir, 'deep', 'reports'), 'r1');
    assert.ok(existsSync(made));
    writeFileSync(join(dir, 'file'), '');
    assert.throws(() => createRunDir(join(dir, 'file'), 'r1'), unwritable);
  });

  it('writes each file whole, over an earlier one, and leaves nothing else', () => {
    writeFileSync(join(dir, 'a.txt'), 'old');
    const paths = publish(dir, { 'a.txt': 'new', 'b.txt': 'two' });
    assert.deepEqual(
      paths.map((path) => readFileSync(path, 'utf8')),
      ['new', 'two'],
    );
    assert.deepEqual(readdirSync(dir).toSorted(), ['a.txt', 'b.txt']);
  });

  it('keeps off what another process is just writing there', () => {
    const other = join(dir, '.report.md.tmp');
    writeFileSync(other, 'half');
    publish(dir, { 'report.md': 'mine' });
    assert.deepEqual([readFileSync(other, 'utf8'), readdirSync(dir).length], ['half', 2]);
  });

  it('a file that can not be written leaves no half of it', () => {
    mkdirSync(join(dir, 'a.txt'));
    assert.throws(() => publish(dir, { 'a.txt': 'new' }), unwritable);
    assert.deepEqual(readdirSync(dir), ['a.txt']);
  });
});
