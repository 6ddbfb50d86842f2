/**
 * The write-ahead undo journal of a run: what is about to be done is on disk before it is done, so that it can be undone by another
 * process after kill -9. Lines of JSON: `{seq, at, deed}`, and `{undone: seq}` once it is. A torn last line is a deed that was not done.
 * The file goes when everything in it is undone.
 */
import { readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ChaosError, messageOf } from '../../errors.ts';
import { type Clock, systemClock } from '../clock.ts';
import { isSameProcess } from '../state-process.ts';
import { journalPath } from '../state.ts';

const base = { toxiproxy: z.string() };
const pidOf = { pid: z.int().positive(), pidStart: z.string().nullable() };
const deedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('proxy-created'), ...base, link: z.string(), proxy: z.string(), listen: z.string(), upstream: z.string() }),
  z.object({ kind: z.literal('toxic-added'), ...base, link: z.string(), fault: z.string(), proxy: z.string(), toxic: z.string() }),
  z.object({ kind: z.literal('http-toxic-added'), ...base, link: z.string(), fault: z.string(), proxy: z.string(), toxic: z.string() }),
  z.object({
    kind: z.literal('proxy-disabled'),
    ...base,
    link: z.string(),
    fault: z.string(),
    proxy: z.string(),
    priorEnabled: z.boolean(),
  }),
  z.object({ kind: z.literal('lock-taken'), ...base, link: z.string(), lock: z.string(), run: z.string() }),
  z.object({
    kind: z.literal('link-settings'),
    ...base,
    link: z.string(),
    proxy: z.string(),
    prior: z.object({ protocol: z.enum(['tcp', 'http']), seed: z.number() }),
  }),
  z.object({
    kind: z.literal('server-owned'),
    ...base,
    server: z.enum(['binary', 'embedded']),
    pid: z.int().positive(),
    pidStart: z.string().nullable(),
  }),
  z.object({ kind: z.literal('process-owned'), process: z.string(), ...pidOf }),
  z.object({ kind: z.literal('process-paused'), fault: z.string(), process: z.string(), ...pidOf }),
  z.object({ kind: z.literal('process-ended'), fault: z.string(), process: z.string() }),
  z.object({
    kind: z.literal('command-run'),
    fault: z.string(),
    inject: z.array(z.string()),
    undo: z.array(z.string()),
    cwd: z.string(),
    timeoutMs: z.number(),
  }),
  z.object({ kind: z.literal('manual-done'), fault: z.string(), undoSay: z.string(), timeoutMs: z.number() }),
]);
const entrySchema = z.object({ seq: z.int(), at: z.string(), deed: deedSchema });
const undoneSchema = z.object({ undone: z.int() });

/** Enough to undo it, and to know it as ours: names carry the run's id. `toxiproxy` is the server's URL. */
export type Deed = Readonly<z.infer<typeof deedSchema>>;
export type JournalEntry = Readonly<z.infer<typeof entrySchema>>;

/** Where a deed is written down before it is done, and struck out once it is undone. */
export interface DeedBook {
  /** What is done and not undone, in order. */
  readonly entries: readonly JournalEntry[];
  /** Resolves once the deed may be done. `forMs`: how long it is meant to last, where that is known. */
  write(deed: Deed, forMs?: number): Promise<JournalEntry>;
  /** Never rejects. */
  undone(seq: number): Promise<void>;
}

/** What is still to be undone, in the order it was done. A file that is not there holds nothing; lines that can't be read are passed over. */
export function readJournal(path: string): JournalEntry[] {
  const entries = new Map<number, JournalEntry>();
  for (const line of readLines(path)) {
    const entry = entrySchema.safeParse(line);
    if (entry.success) entries.set(entry.data.seq, entry.data);
    const undone = undoneSchema.safeParse(line);
    if (undone.success) entries.delete(undone.data.undone);
  }
  return [...entries.values()];
}

/** The journal of a run of this process, in the state directory. */
export async function openJournal(runId: string, clock: Clock = systemClock): Promise<Journal> {
  return Journal.open(journalPath(runId), clock);
}

export class Journal implements DeedBook {
  readonly file: string;
  readonly #clock: Clock;
  readonly #open: Map<number, JournalEntry>;
  #handle: FileHandle | null;
  #last: number;
  #torn = false;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, clock: Clock, handle: FileHandle, entries: readonly JournalEntry[], last: number) {
    this.file = path;
    this.#clock = clock;
    this.#handle = handle;
    this.#open = new Map(entries.map((entry) => [entry.seq, entry]));
    this.#last = last;
  }

  /** Opens the journal at `path`, new (0600) or with what an earlier process left in it. */
  static async open(path: string, clock: Clock): Promise<Journal> {
    const last = Math.max(0, ...readLines(path).map((line) => entrySchema.safeParse(line).data?.seq ?? 0));
    const entries = readJournal(path);
    const file = await openFile(path);
    await syncFolder(path);
    // After a torn line the next must not become part of it.
    const { size } = await file.stat();
    if (size > 0 && (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString() !== '\n') await file.appendFile('\n');
    return new Journal(path, clock, file, entries, last);
  }

  /** What is done and not undone, in order. */
  get entries(): readonly JournalEntry[] {
    return [...this.#open.values()];
  }

  /** Resolves once the deed is on the disk: only then may it be done. Throws OUTPUT_UNWRITABLE. */
  async write(deed: Deed): Promise<JournalEntry> {
    const entry: JournalEntry = { seq: ++this.#last, at: this.#clock.wall().toISOString(), deed };
    this.#open.set(entry.seq, entry);
    try {
      await this.#append(entry, true);
    } catch (error) {
      throw unwritable(this.file, error);
    }
    return entry;
  }

  /**
   * Not waited for on the disk, and never rejects, be the disk full or the journal closed: losing the line means undoing once more
   * what is already undone, and nothing may keep the next thing from being undone.
   */
  async undone(seq: number): Promise<void> {
    if (this.#open.delete(seq)) await this.#append({ undone: seq }, false).catch(() => undefined);
  }

  /** True when nothing is left to undo. A server or a program of the run's own that has ended needs no undoing. */
  isClean(): boolean {
    return this.entries.every(
      ({ deed }) => (deed.kind === 'server-owned' || deed.kind === 'process-owned') && !isSameProcess(deed.pid, deed.pidStart),
    );
  }

  /** Ends writing; the file goes if nothing is left in it. Returns whether it went. */
  async close(): Promise<boolean> {
    await this.#writing;
    await this.#handle?.close();
    this.#handle = null;
    if (!this.isClean()) return false;
    rmSync(this.file, { force: true });
    return true;
  }

  async #append(line: unknown, sync: boolean): Promise<void> {
    const turn = this.#appendAfter(this.#writing, line, sync);
    this.#writing = turn.catch(() => undefined);
    await turn;
  }

  async #appendAfter(before: Promise<unknown>, line: unknown, sync: boolean): Promise<void> {
    await before;
    if (this.#handle === null) throw new Error(`the undo journal ${this.file} is closed`);
    const text = `${this.#torn ? '\n' : ''}${JSON.stringify(line)}\n`;
    // A disk that fills up may take half of it; what comes next must not become part of that line.
    this.#torn = true;
    await this.#handle.appendFile(text);
    this.#torn = false;
    if (sync) await this.#handle.datasync();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a+', 0o600);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** A new file is on the disk only when its name in the folder is. Where a folder can't be synced, the system does it when it sees fit. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function unwritable(path: string, error: unknown): ChaosError {
  return new ChaosError(
    'OUTPUT_UNWRITABLE',
    `the undo journal ${path} can't be written: ${messageOf(error)}; what can't be undone is not done`,
    'free some space, or set STAMPEDE_STATE_DIR to a folder you can write to',
    { cause: error },
  );
}

function readLines(path: string): unknown[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}
