import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../src/errors.ts';
import { findRunDir } from '../src/find-run.ts';

const notFound =
  (pattern: RegExp) =>
  (error: unknown): boolean =>
    error instanceof ChaosError && error.code === 'RUN_NOT_FOUND' && pattern.test(`${error.message} ${error.hint}`);

describe('finding a run', () => {
  let out: string;
  const run = (id: string): string => {
    mkdirSync(join(out, id));
    writeFileSync(join(out, id, 'events.ndjson'), '');
    return join(out, id);
  };
  beforeEach(() => (out = mkdtempSync(join(tmpdir(), 'chaos-runs-'))));
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it('by id, by folder, by one of its files, or the latest', () => {
    const [first, second] = [run('20260101-000000-a-1111'), run('20260102-000000-b-2222')];
    assert.equal(findRunDir('20260101-000000-a-1111', out), first);
    assert.equal(findRunDir(first, '/nowhere'), first);
    assert.equal(findRunDir(join(first, 'events.ndjson'), '/nowhere'), first);
    assert.equal(findRunDir(undefined, out), second);
  });

  it('names what is there when it is none of them', () => {
    run('20260101-000000-a-1111');
    assert.throws(() => findRunDir('other', out), notFound(/no run "other".*20260101-000000-a-1111/));
  });

  it('a folder or a file without a log beside it is no run', () => {
    mkdirSync(join(out, 'empty'));
    writeFileSync(join(out, 'empty', 'notes.txt'), '');
    assert.throws(() => findRunDir('empty', out), notFound(/no run "empty"/));
    assert.throws(() => findRunDir(join(out, 'empty', 'notes.txt'), out), notFound(/no run/));
  });

  it('the folder of several repetitions is none, and it is said what it is', () => {
    run('20260101-000000-a-1111');
    mkdirSync(join(out, 'a-x2'));
    writeFileSync(join(out, 'a-x2', 'repeats.json'), '{}');
    for (const named of ['a-x2', join(out, 'a-x2'), join(out, 'a-x2', 'repeats.json')])
      assert.throws(() => findRunDir(named, out), notFound(/holds the summary of several repetitions, and is no run .*repeats\.html/));
  });

  it('an output folder that is not there, is empty or is a file holds no runs', () => {
    writeFileSync(join(out, 'file'), '');
    for (const folder of [join(out, 'none'), out, join(out, 'file')])
      assert.throws(() => findRunDir(undefined, folder), notFound(/no runs in/));
  });
});
