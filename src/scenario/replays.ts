/**
 * The recordings that a scenario's stages replay, read and put in their place as plain rates: from there on a scenario says
 * all of its load itself, can be stretched like any other, and needs no other file to be run again.
 */
import { dirname, resolve } from 'node:path';
import { ChaosError, type Problem } from '../errors.ts';
import { msOf } from '../shapes/duration-text.ts';
import { replay, replayOf, type WrittenReplay } from '../shapes/replay.ts';
import { writeDuration } from '../units.ts';
import { readAccessLog } from './access-log.ts';
import { readCurve } from './curve-csv.ts';
import { readText, shownPath, type ReadFile, type ReadLines, type ScenarioFile } from './files.ts';
import { isMap, type Raw } from './origins.ts';
import type { SourceFile } from './document.ts';

export interface ReplayReader {
  readonly read: ReadFile;
  readonly lines: ReadLines;
  readonly cwd: string;
}

/** The scenario with rates for files; `for` is the length of the recording where a stage has none. What can't be read stays as it is, and is a problem. */
export async function withRecordings(
  scenario: SourceFile,
  file: ScenarioFile,
  reader: ReplayReader,
): Promise<{ raw: Raw; problems: Problem[]; warnings: string[] }> {
  const raw = structuredClone(scenario.value) as Raw;
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const stages = isMap(raw['load']) ? raw['load']['stages'] : undefined;
  for (const [index, stage] of (Array.isArray(stages) ? stages : []).entries()) {
    const rate = isMap(stage) ? replay.schema.safeParse(stage['rate']) : undefined;
    // What is not well-formed is told by whoever checks the rest of the scenario.
    if (!rate?.success) continue;
    const found = await recorded(replayOf(rate.data.replay), file, reader);
    if ('replay' in found) {
      stage['rate'] = { replay: found.replay };
      stage['for'] ??= lengthOf(found.replay);
      if (found.warning !== null) warnings.push(found.warning);
    } else
      for (const problem of found.problems)
        problems.push({ where: scenario.place(['load', 'stages', index, 'rate', 'replay'], 'value'), ...problem });
  }
  return { raw, problems, warnings };
}

/** A problem without a place is one of the scenario: there is no such file. */
async function recorded(
  written: WrittenReplay,
  file: ScenarioFile,
  { read, lines, cwd }: ReplayReader,
): Promise<{ replay: WrittenReplay; warning: string | null } | { problems: Problem[] }> {
  if (written.file === undefined || written.rates !== undefined) return { replay: written, warning: null };
  const path = resolve(dirname(file.path), written.file);
  const shown = shownPath(path, cwd);
  const { format = /\.csv$/i.test(path) ? 'csv' : undefined, timeKey } = written;
  try {
    const found =
      format === 'csv' ? readCurve(await readText(path, shown, read)) : await readAccessLog(lines(path, shown), { format, timeKey });
    if ('mistakes' in found)
      return { problems: found.mistakes.map(({ line, message }) => ({ message, where: { file: shown, line, column: 1 } })) };
    const { everyMs, perSecond } = found.recording;
    return {
      replay: { ...written, every: writeDuration(everyMs), rates: [...perSecond] },
      warning: found.warning === null ? null : `${shown}: ${found.warning}`,
    };
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    return { problems: [{ message: error.message, hint: error.hint }] };
  }
}

function lengthOf({ every, rates = [], speed = 1 }: WrittenReplay): string {
  return writeDuration(Math.max(1, Math.floor((msOf(every) * rates.length) / speed)));
}
