/**
 * The event log's writer: append-only, one JSON object a line, first `opened`. Nothing here throws into the run:
 * a disk that fails becomes one `failure` that the runner reads, and the run goes on to undo what it did.
 */
import { closeSync, openSync, write, writeSync } from 'node:fs';
import { ChaosError, messageOf } from '../errors.ts';
import type { Emit, Event, EventBody } from './event.ts';
import { toLine } from './log-line.ts';

/** The part of the clock that a log needs. */
export interface LogClock {
  now(): number;
}

export interface EventLog {
  readonly emit: Emit;
  /** What the clock shows, or will show, at t = 0. Events before it wait in memory and then get their negative times. Only the first call counts. */
  setOrigin(t0ClockMs: number): void;
  /** A time of the clock as a time of the run. Before the origin is known: 0. */
  toRunMs(clockMs: number): number;
  /** Every event from now on, at once; before the origin is known with tMs 0. Returns what ends it. */
  subscribe(listener: (event: Event) => void): () => void;
  /** Writes what is left and closes. Without an origin the moment of closing becomes it. Safe to call again. */
  close(): Promise<void>;
  /** As close, for the last moments of a process. */
  closeSync(): void;
  /** The first thing that went wrong (the disk, or a listener that threw), or null. */
  readonly failure: Error | null;
}

export interface LogOptions {
  /** Every event passes through it before anybody sees it: where secrets are taken out of texts. */
  readonly clean?: (body: EventBody) => EventBody;
  /** Told the first thing that goes wrong, once. */
  readonly onFailure?: (error: Error) => void;
}

const flushMs = 200;

/** Creates the file (never overwrites one). Throws ChaosError OUTPUT_UNWRITABLE when that can't be done. */
export function openLog(file: string, clock: LogClock, options: LogOptions = {}): EventLog {
  return new FileLog(create(file), clock, options);
}

function create(file: string): number {
  try {
    return openSync(file, 'wx', 0o644);
  } catch (cause) {
    throw new ChaosError(
      'OUTPUT_UNWRITABLE',
      `the event log ${file} can't be created: ${messageOf(cause)}`,
      'give a writable folder with --out',
      { cause },
    );
  }
}

class FileLog implements EventLog {
  failure: Error | null = null;
  private readonly fd: number;
  private readonly clock: LogClock;
  private readonly options: LogOptions;
  private readonly listeners = new Set<(event: Event) => void>();
  private readonly timer: NodeJS.Timeout;
  private waiting: { body: EventBody; clockMs: number; tMs: number | undefined }[] = [];
  private lines: string[] = [];
  private origin: number | null = null;
  private position = 0;
  /** What an asynchronous write has been given and not yet confirmed; it starts at `position`. */
  private underway: Buffer | null = null;
  private settled: Promise<void> = Promise.resolve();
  private closed = false;
  private fileClosed = false;
  private diskFailed = false;

  constructor(fd: number, clock: LogClock, options: LogOptions) {
    this.fd = fd;
    this.clock = clock;
    this.options = options;
    this.timer = setInterval(() => this.flush(), flushMs);
    this.timer.unref();
  }

  readonly emit: Emit = (raw, tMs) => {
    if (this.closed) return;
    const body = this.options.clean?.(raw) ?? raw;
    const clockMs = this.clock.now();
    if (this.origin === null) this.waiting.push({ body, clockMs, tMs });
    else this.append(body, tMs ?? this.toRunMs(clockMs));
    const event = { ...body, tMs: tMs ?? this.toRunMs(clockMs) } as Event;
    for (const listener of this.listeners) this.tell(listener, event);
  };

  setOrigin(t0ClockMs: number): void {
    if (this.origin !== null) return;
    this.origin = t0ClockMs;
    for (const { body, clockMs, tMs } of this.waiting) this.append(body, tMs ?? this.toRunMs(clockMs));
    this.waiting = [];
  }

  toRunMs(clockMs: number): number {
    return this.origin === null ? 0 : Math.round((clockMs - this.origin) * 1_000) / 1_000;
  }

  subscribe(listener: (event: Event) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.stopTaking();
    while (!this.diskFailed && (this.underway !== null || this.lines.length > 0)) {
      this.flush();
      await this.settled;
    }
    this.closeFile();
  }

  closeSync(): void {
    this.stopTaking();
    if (this.fileClosed) return;
    // What is underway may or may not have reached the file: the same bytes at the same place do no harm.
    const pending = this.underway !== null;
    const rest = Buffer.concat([this.underway ?? Buffer.alloc(0), Buffer.from(this.lines.join(''))]);
    this.lines = [];
    this.underway = null;
    try {
      for (let done = 0; done < rest.length && !this.diskFailed;)
        done += writeSync(this.fd, rest, done, rest.length - done, this.position + done);
    } catch (error) {
      this.failOnDisk(error);
    }
    // Under a write that the system still works on, the number of a closed file could become another file's.
    if (pending) this.fileClosed = true;
    else this.closeFile();
  }

  private append(body: EventBody, tMs: number): void {
    const { type, ...rest } = body;
    if (!this.diskFailed) this.lines.push(`${toLine({ tMs: Math.round(tMs * 1_000) / 1_000, type, ...rest })}\n`);
  }

  private tell(listener: (event: Event) => void, event: Event): void {
    try {
      listener(event);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Hands the waiting lines to the system, one write at a time. */
  private flush(): void {
    if (this.underway !== null || this.lines.length === 0 || this.diskFailed || this.fileClosed) return;
    const chunk = Buffer.from(this.lines.join(''));
    this.lines = [];
    this.underway = chunk;
    this.settled = new Promise((resolve) => {
      const step = (done: number): void => {
        write(this.fd, chunk, done, chunk.length - done, this.position + done, (error, written) => {
          // closeSync may have finished the work meanwhile.
          if (this.underway !== chunk) return resolve();
          if (error) this.failOnDisk(error);
          else if (done + written < chunk.length) return step(done + written);
          else this.position += chunk.length;
          this.underway = null;
          resolve();
        });
      };
      step(0);
    });
  }

  private stopTaking(): void {
    if (this.closed) return;
    this.setOrigin(this.clock.now());
    this.closed = true;
    clearInterval(this.timer);
  }

  private closeFile(): void {
    if (this.fileClosed) return;
    this.fileClosed = true;
    try {
      closeSync(this.fd);
    } catch (error) {
      this.failOnDisk(error);
    }
  }

  private failOnDisk(error: unknown): void {
    this.diskFailed = true;
    this.lines = [];
    this.fail(error);
  }

  private fail(error: unknown): void {
    if (this.failure !== null) return;
    this.failure = error instanceof Error ? error : new Error(String(error));
    this.options.onFailure?.(this.failure);
  }
}
