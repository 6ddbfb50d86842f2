import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../../src/errors.ts';
import type { Event } from '../../src/events/event.ts';
import { openLog } from '../../src/events/write-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'write-log-'));
let files = 0;
const clock = { ms: 0, now: () => clock.ms };
const newFile = (): string => join(folder, `${(files += 1)}.ndjson`);
const read = (file: string): Event[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event);
const note = (text: string) => ({ type: 'note', text }) as const;

const unwritable = (error: unknown): boolean => error instanceof ChaosError && error.code === 'OUTPUT_UNWRITABLE';

describe('write-log', () => {
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    clock.ms = 1_000;
  });

  it('stamps what came before the origin with negative times, in order', async () => {
    const file = newFile();
    const log = openLog(file, clock);
    log.emit(note('early'));
    clock.ms = 1_200;
    log.emit(note('explicit'), -3);
    log.setOrigin(1_500);
    log.setOrigin(9_999);
    clock.ms = 1_750.0004;
    log.emit(note('late'));
    await log.close();
    assert.deepEqual(
      read(file).map((e) => [e.tMs, e.type === 'note' && e.text]),
      [
        [-500, 'early'],
        [-3, 'explicit'],
        [250, 'late'],
      ],
    );
    assert.equal(log.failure, null);
  });

  it('takes the moment of closing as the origin when there was none', async () => {
    const file = newFile();
    const log = openLog(file, clock);
    log.emit(note('a'));
    clock.ms = 1_100;
    await log.close();
    assert.deepEqual(
      read(file).map((e) => e.tMs),
      [-100],
    );
    log.emit(note('after the end'));
    await log.close();
    assert.equal(read(file).length, 1);
  });

  it('has flushed within 200 ms and a bit, without being closed', async () => {
    const file = newFile();
    const log = openLog(file, clock);
    log.setOrigin(1_000);
    log.emit(note('x'));
    for (let waited = 0; waited < 100 && readFileSync(file, 'utf8') === ''; waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(read(file).length, 1);
    await log.close();
  });

  it('loses and doubles nothing when closed at once during an asynchronous write', async () => {
    const file = newFile();
    const log = openLog(file, clock);
    log.setOrigin(1_000);
    for (let i = 0; i < 20_000; i += 1) log.emit(note(`first ${i}`));
    const closing = log.close();
    log.closeSync();
    await closing;
    const texts = read(file).map((e) => (e.type === 'note' ? e.text : ''));
    assert.equal(texts.length, 20_000);
    assert.equal(texts.at(-1), 'first 19999');
  });

  it('tells subscribers at once, and a subscriber that throws does not stop the run or the log', async () => {
    const file = newFile();
    const log = openLog(file, clock);
    const seen: number[] = [];
    const stop = log.subscribe((event) => seen.push(event.tMs));
    log.subscribe(() => {
      throw new Error('a panel with a bug');
    });
    log.emit(note('before'));
    log.setOrigin(900);
    log.emit(note('then'));
    stop();
    log.emit(note('unheard'));
    await log.close();
    assert.deepEqual(seen, [0, 100]);
    assert.equal(read(file).length, 3);
    assert.match(log.failure?.message ?? '', /a panel with a bug/);
  });

  it('refuses a file it cannot create, and never overwrites one', async () => {
    const file = newFile();
    await openLog(file, clock).close();
    assert.throws(() => openLog(file, clock), unwritable);
    assert.throws(() => openLog(join(folder, 'no', 'such', 'folder'), clock), unwritable);
  });

  it('keeps a failing disk to itself: one failure, no exception', async function () {
    if (process.platform !== 'linux') this.skip();
    // /dev/full answers every write with ENOSPC.
    const log = openLog(newFile(), clock);
    const { openSync } = await import('node:fs');
    Object.defineProperty(log, 'fd', { value: openSync('/dev/full', 'w') });
    log.setOrigin(1_000);
    log.emit(note('x'));
    await log.close();
    assert.equal((log.failure as NodeJS.ErrnoException | null)?.code, 'ENOSPC');
    assert.doesNotThrow(() => log.closeSync());
  });

  it('cleans every event before anybody sees it, and tells of the first failure', async () => {
    const file = newFile();
    const failures: string[] = [];
    const log = openLog(file, clock, {
      clean: (body) => (body.type === 'note' ? { ...body, text: body.text.replace('secret', '...') } : body),
      onFailure: (error) => failures.push(error.message),
    });
    const seen: string[] = [];
    log.subscribe((event) => {
      if (event.type === 'note') seen.push(event.text);
      throw new Error(`bug ${seen.length}`);
    });
    log.emit(note('a secret'));
    log.emit(note('b'));
    await log.close();
    assert.deepEqual(seen, ['a ...', 'b']);
    assert.deepEqual(failures, ['bug 1']);
    assert.doesNotMatch(readFileSync(file, 'utf8'), /secret/);
  });
});
