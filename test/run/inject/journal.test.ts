import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { open as openHandle, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ChaosError } from '../../../src/errors.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { type Deed, Journal, openJournal, readJournal } from '../../../src/run/inject/journal.ts';
import { useStateFolder } from '../../support/state-folder.ts';

const toxic = (name: string): Deed => ({ kind: 'toxic-added', toxiproxy: 'http://h:1', link: 'l', fault: 'f', proxy: 'p', toxic: name });
const names = (path: string): unknown[] => readJournal(path).map(({ deed }) => deed.kind === 'toxic-added' && deed.toxic);

const handles: FileHandle[] = [];
async function openFile(path: string): Promise<FileHandle> {
  const handle = await openHandle(path);
  handles.push(handle);
  return handle;
}

describe('the undo journal', () => {
  afterEach(async () => {
    for (const handle of handles.splice(0)) await handle.close();
  });
  const folder = useStateFolder();
  const open = (): Promise<Journal> => Journal.open(join(folder(), 'j.ndjson'), systemClock);

  it('is on the disk, for its owner alone, before write resolves', async () => {
    const journal = await openJournal('r1');
    assert.equal(statSync(journal.file).mode & 0o777, 0o600);
    await journal.write(toxic('a'));
    const { seq, at, deed } = JSON.parse(readFileSync(journal.file, 'utf8')) as Record<string, unknown>;
    assert.equal(seq, 1);
    assert.match(String(at), /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(deed, toxic('a'));
    await journal.close();
  });

  it('holds what is not undone, in order, and goes when that is nothing', async () => {
    const journal = await open();
    const [a, b] = [await journal.write(toxic('a')), await journal.write(toxic('b'))];
    await journal.undone(a.seq);
    await journal.undone(a.seq);
    assert.deepEqual(names(journal.file), ['b']);
    assert.ok(!journal.isClean());
    await journal.undone(b.seq);
    assert.ok(journal.isClean());
    assert.ok(await journal.close());
    assert.ok(!existsSync(journal.file));
  });

  it('stays when something is left, and another process goes on with it', async () => {
    const first = await open();
    await first.write(toxic('a'));
    await first.write(toxic('b'));
    assert.ok(!(await first.close()));
    const second = await open();
    assert.deepEqual(
      second.entries.map(({ seq }) => seq),
      [1, 2],
    );
    await second.undone(2);
    assert.equal((await second.write(toxic('c'))).seq, 3);
    await second.close();
    assert.deepEqual(names(second.file), ['a', 'c']);
  });

  it('survives a line torn anywhere, and lines of others', async () => {
    const journal = await open();
    await journal.write(toxic('a'));
    await journal.write(toxic('b'));
    await journal.close();
    const whole = readFileSync(journal.file, 'utf8');
    const firstLine = whole.indexOf('\n') + 1;
    for (let size = whole.length - 2; size >= firstLine; size -= 7) {
      truncateSync(journal.file, size);
      assert.deepEqual(names(journal.file), ['a'], `torn at ${size}`);
    }
    appendFileSync(journal.file, '{"seq":2,"de');
    const again = await open();
    await again.write(toxic('c'));
    await again.close();
    assert.deepEqual(names(again.file), ['a', 'c']);
    appendFileSync(again.file, 'null\n[]\n{"seq":"x"}\n{"deed":{"kind":"format-disk"},"seq":9,"at":""}\n');
    assert.deepEqual(names(again.file), ['a', 'c']);
  });

  it('keeps writes that come at once in order', async () => {
    const journal = await open();
    await Promise.all([...'abcdef'].map((name) => journal.write(toxic(name))));
    assert.deepEqual(names(journal.file), [...'abcdef']);
    await journal.close();
  });

  it('refuses to write once closed: the deed must not be done', async () => {
    const journal = await open();
    await journal.close();
    await assert.rejects(journal.write(toxic('a')), /is closed/);
  });

  it('is clean when only a server of our own stands in it that has ended', async () => {
    const journal = await open();
    await journal.write({ kind: 'server-owned', toxiproxy: 'http://h:1', server: 'binary', pid: process.pid, pidStart: 'long ago' });
    assert.ok(journal.isClean());
    await journal.write({ kind: 'server-owned', toxiproxy: 'http://h:1', server: 'binary', pid: process.pid, pidStart: null });
    assert.ok(!journal.isClean());
    await journal.close();
  });

  it('a disk that is full says so, keeps nothing from being undone, and does not spoil the line after it', async () => {
    const journal = await open();
    const a = await journal.write(toxic('a'));
    const { prototype } = (await openFile(journal.file)).constructor as { prototype: { appendFile: (text: string) => Promise<void> } };
    const { appendFile } = prototype;
    prototype.appendFile = async function (text) {
      // As ENOSPC does: half of it has been written.
      await appendFile.call(this, text.slice(0, 10));
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    try {
      await assert.rejects(
        journal.write(toxic('b')),
        (error) => error instanceof ChaosError && error.code === 'OUTPUT_UNWRITABLE' && /no space left/.test(error.message),
      );
      await journal.undone(a.seq);
    } finally {
      prototype.appendFile = appendFile;
    }
    await journal.write(toxic('c'));
    await journal.close();
    // What is undone twice does no harm; what is lost does.
    assert.deepEqual(names(journal.file), ['a', 'c']);
  });

  it('holds nothing when there is no file', () => {
    assert.deepEqual(readJournal(join(folder(), 'none')), []);
  });
});
