/** What the importers do alike around the import itself: read the file or standard input, write the scenario, say what came of it. */
import { writeFileSync } from 'node:fs';
import { text as wholeText } from 'node:stream/consumers';
import { resolve } from 'node:path';
import { ChaosError, messageOf, systemCodeOf } from './errors.ts';
import { checkImportFlags, type ParsedImportFlags } from './import-flags.ts';
import type { Imported, ImportOptions } from './import/imported.ts';
import type { Variable } from './import/secrets.ts';
import { writeImported } from './import/write-scenario.ts';
import { readText, readTextFile, shownPath } from './scenario/files.ts';

export interface ImportResult {
  readonly schema: 1;
  readonly format: string;
  readonly source: string;
  /** Where it was written; null: it is in `text` only. */
  readonly output: string | null;
  readonly steps: number;
  readonly notes: readonly string[];
  /** Environment variables to set before a run. */
  readonly variables: readonly Variable[];
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Given extends ImportOptions {
  readonly text: string;
  /** Absolute; for standard input the working directory's. */
  readonly path: string;
}

/** Throws USAGE for flags that make no sense, FILE_UNREADABLE for a file that can't be read. */
export async function openImport(file: string, flags: ParsedImportFlags): Promise<Given> {
  checkImportFlags(flags);
  const onlyHosts = flags['only-host'];
  const cwd = process.cwd();
  if (file === '-') return { text: await wholeText(process.stdin), source: 'standard input', path: resolve(cwd, 'stdin'), onlyHosts };
  const path = resolve(cwd, file);
  const source = shownPath(path, cwd);
  return { text: await readText(path, source, readTextFile), source, path, onlyHosts };
}

/** Writes it to `--output`, else to `log`. */
export function deliver(imported: Imported, flags: ParsedImportFlags, log: (text: string) => void): ImportResult {
  const { rate, target, output } = flags;
  const { text, scenario } = writeImported(imported, { name: flags.name ?? nameOf(imported.source), rate, target });
  const { format, source, notes, variables, journeys } = imported;
  const steps = journeys.reduce((sum, journey) => sum + journey.steps.length, 0);
  if (output === undefined) log(text.trimEnd());
  else {
    write(output, text, flags.force);
    log(
      `wrote ${output}: ${steps} ${steps === 1 ? 'step' : 'steps'} in ${journeys.length} ${journeys.length === 1 ? 'journey' : 'journeys'}`,
    );
    for (const note of notes) log(`  ${note}`);
    if (variables.length > 0) log(`  secrets are left out; set before a run: ${variables.map(({ name }) => name).join(', ')}`);
    log(`next: chaos check ${output}`);
  }
  return { schema: 1, format, source, output: output ?? null, steps, notes, variables, scenario, text };
}

function nameOf(source: string): string {
  const base = source.split(/[/\\]/).at(-1) ?? '';
  const name = base
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'imported' : name;
}

/** Never over a file that is there, unless that was asked for. */
function write(output: string, text: string, force: boolean): void {
  try {
    writeFileSync(output, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') throw new ChaosError('USAGE', `${output} exists already`, '--force replaces it');
    throw new ChaosError(
      'OUTPUT_UNWRITABLE',
      `${output} can't be written: ${messageOf(error)}`,
      'name a file you can write to with --output',
      { cause: error },
    );
  }
}
