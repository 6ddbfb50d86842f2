/** A run by what a person would type: its id, its folder, its event log, or nothing for the latest. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ChaosError } from './errors.ts';

const log = 'events.ndjson';
const repeats = 'repeats.json';

/** The run's folder. Throws RUN_NOT_FOUND, naming what is there. */
export function findRunDir(named: string | undefined, out: string): string {
  const candidates = named === undefined ? [] : [resolve(named), resolve(out, named)];
  for (const candidate of candidates) {
    if (!existsSync(candidate)) continue;
    // A file of the run stands for the run.
    const folder = statSync(candidate).isFile() ? dirname(candidate) : candidate;
    if (existsSync(join(folder, log))) return folder;
    if (existsSync(join(folder, repeats)))
      throw new ChaosError(
        'RUN_NOT_FOUND',
        `${named} holds the summary of several repetitions, and is no run`,
        'open its repeats.html, or name one of the runs beside it, which repeats.json lists',
      );
  }
  const runs = runsIn(out);
  const latest = runs.at(-1);
  if (named === undefined && latest !== undefined) return resolve(out, latest);
  const there =
    runs.length === 0 ? `there are no runs in ${out}` : `the latest runs in ${out} are ${runs.slice(-3).toReversed().join(', ')}`;
  throw new ChaosError(
    'RUN_NOT_FOUND',
    named === undefined ? there : `no run "${named}"`,
    named === undefined ? "'chaos spike' makes one" : there,
  );
}

function runsIn(out: string): string[] {
  if (!existsSync(out) || !statSync(out).isDirectory()) return [];
  return readdirSync(out)
    .filter((name) => existsSync(join(out, name, log)))
    .toSorted();
}
