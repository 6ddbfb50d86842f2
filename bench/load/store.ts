/** What was measured, a file for each run, so that a bench that was interrupted goes on where it was. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from './measure.ts';

export interface Run {
  readonly case: string;
  readonly tool: string;
  /** The first is 1. */
  readonly round: number;
}

export interface Kept extends Run {
  readonly measuredAt: string;
  readonly machine: string;
  readonly version: string;
  /** Why there is no result; such a run is tried again. */
  readonly failure: string | null;
  readonly measured: Measured | null;
}

export class Store {
  private readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  /** Written in one go: a run that was interrupted half way has no file. */
  keep(kept: Kept): void {
    const file = this.fileOf(kept);
    writeFileSync(`${file}.new`, JSON.stringify(kept, null, 1));
    renameSync(`${file}.new`, file);
  }

  isDone(run: Run): boolean {
    const file = this.fileOf(run);
    return existsSync(file) && readKept(file).failure === null;
  }

  all(): Kept[] {
    return readdirSync(this.dir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readKept(join(this.dir, name)));
  }

  clear(): void {
    rmSync(this.dir, { recursive: true, force: true });
    mkdirSync(this.dir, { recursive: true });
  }

  private fileOf({ case: one, tool, round }: Run): string {
    return join(this.dir, `${one}-${tool}-${round}.json`);
  }
}

function readKept(file: string): Kept {
  return JSON.parse(readFileSync(file, 'utf8')) as Kept;
}
