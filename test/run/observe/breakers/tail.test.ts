import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTail, type Tail } from '../../../../src/run/observe/breakers/tail.ts';

describe('a file that grows', () => {
  let dir: string;
  let path: string;
  let tail: Tail;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'chaos-tail-'));
    path = join(dir, 'app.log');
    writeFileSync(path, 'before the start\n');
    tail = await openTail(path);
  });
  afterEach(async () => {
    await tail.close();
    rmSync(dir, { recursive: true });
  });
  const text = async (): Promise<string> => (await tail.read()).text;

  it('gives only complete lines, and only those that are written after the start', async () => {
    assert.equal(await text(), '');
    appendFileSync(path, 'one\ntw');
    assert.equal(await text(), 'one\n');
    appendFileSync(path, 'o\n');
    assert.deepEqual([await text(), tail.rest()], ['two\n', '']);
    appendFileSync(path, 'no end');
    assert.deepEqual([await text(), tail.rest()], ['', 'no end']);
  });

  it('a character that is cut in two is one', async () => {
    const bytes = Buffer.from('zahlung-€ open\n');
    appendFileSync(path, bytes.subarray(0, 9));
    assert.equal(await text(), '');
    appendFileSync(path, bytes.subarray(9));
    assert.equal(await text(), 'zahlung-€ open\n');
  });

  it('is followed when it is rotated: the rest of the old one first, then the new one from its beginning', async () => {
    appendFileSync(path, 'old 1\n');
    await text();
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, 'old 2\nold 3');
    assert.equal(await text(), 'old 2\n');
    writeFileSync(path, 'new 1\n');
    assert.equal(await text(), 'old 3\nnew 1\n');
    appendFileSync(path, 'new 2\n');
    assert.equal(await text(), 'new 2\n');
  });

  it('begins anew when it is cut off', async () => {
    appendFileSync(path, 'a long line before it is cut off\n');
    await text();
    truncateSync(path, 0);
    appendFileSync(path, 'after\n');
    assert.equal(await text(), 'after\n');
  });

  it('that is gone for good is told, not at once', async () => {
    unlinkSync(path);
    assert.equal(await text(), '');
    await assert.rejects(
      async () => {
        for (let i = 0; i < 10; i++) await text();
      },
      { code: 'ENOENT' },
    );
  });

  it('that is not there is told when it is opened', async () => {
    await assert.rejects(openTail(join(dir, 'none')), { code: 'ENOENT' });
  });

  it('of any length is read in parts', async () => {
    appendFileSync(path, `${'x'.repeat(99)}\n`.repeat(25_000));
    let lines = 0;
    for (let more = true; more;) {
      const read = await tail.read();
      lines += read.text.split('\n').length - 1;
      more = read.more;
    }
    assert.equal(lines, 25_000);
  });
});
