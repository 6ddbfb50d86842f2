/** The one place of this room that reads files, and the library of scenarios that comes with the package. */
import { createReadStream, readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChaosError, messageOf, systemCodeOf } from '../errors.ts';
import { didYouMean } from './did-you-mean.ts';

export type ReadFile = (path: string) => Promise<string>;
export type ReadBytes = (path: string) => Promise<Buffer>;

/** The lines of a file one by one, because it may be larger than memory; throws FILE_UNREADABLE. `shown` is its name for people. */
export type ReadLines = (path: string, shown: string) => AsyncIterable<string>;

/** `scenarios/` of the package; src/ and dist/ stand equally deep in it. */
export const libraryFolder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

export interface ScenarioFile {
  readonly path: string;
  /** As it is shown to people. */
  readonly shown: string;
  readonly fromLibrary: boolean;
}

export const readTextFile: ReadFile = (path) => readFile(path, 'utf8');

/** Nothing is read of what is no file: a pipe would never end. */
export const readFileBytes: ReadBytes = async (path) => {
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error('it is not a regular file');
  return readFile(path);
};

/** Names of the library's scenarios, in order. */
export function libraryNames(): string[] {
  try {
    return readdirSync(libraryFolder)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => basename(file, '.yaml'))
      .toSorted();
  } catch {
    return [];
  }
}

/** The file of a scenario given by path or by library name; throws SCENARIO_NOT_FOUND for a name nobody knows. */
export function resolveScenario(nameOrPath: string, cwd: string): ScenarioFile {
  if (/\.(ya?ml|json)$/i.test(nameOrPath) || /[/\\]/.test(nameOrPath)) {
    const path = resolve(cwd, nameOrPath);
    return { path, shown: shownPath(path, cwd), fromLibrary: false };
  }
  const known = libraryNames();
  if (known.includes(nameOrPath))
    return { path: join(libraryFolder, `${nameOrPath}.yaml`), shown: `scenarios/${nameOrPath}.yaml`, fromLibrary: true };
  const guess = didYouMean(nameOrPath, known);
  throw new ChaosError(
    'SCENARIO_NOT_FOUND',
    `no scenario "${nameOrPath}"${guess}`,
    `library: ${known.join(', ') || 'empty'}; a file is given with its ending, such as ${nameOrPath}.yaml`,
  );
}

export const readFileLines: ReadLines = async function* (path, shown) {
  try {
    yield* createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw unreadable(shown, error);
  }
};

/** Reads text, or throws FILE_UNREADABLE with what the system said. */
export async function readText(path: string, shown: string, read: ReadFile): Promise<string> {
  try {
    return await read(path);
  } catch (error) {
    throw unreadable(shown, error);
  }
}

/** As readText; undefined where there is no such file. */
export async function readTextIfThere(path: string, shown: string, read: ReadFile): Promise<string | undefined> {
  try {
    return await readText(path, shown, read);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf((error as ChaosError).cause) ?? '')) return undefined;
    throw error;
  }
}

/** `stampede.yaml` beside the scenario, then in the working directory. */
export function systemFilePlaces(scenario: ScenarioFile | undefined, cwd: string): { path: string; shown: string }[] {
  const folders = [...(scenario && !scenario.fromLibrary ? [dirname(scenario.path)] : []), resolve(cwd)];
  return [...new Set(folders)].map((folder) => join(folder, 'stampede.yaml')).map((path) => ({ path, shown: shownPath(path, cwd) }));
}

/** Relative to where the user is, unless that only leads outwards. */
export function shownPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  return inside === '' || inside.startsWith('..') ? path : inside;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
};

function unreadable(shown: string, error: unknown): ChaosError {
  return new ChaosError('FILE_UNREADABLE', `${shown}: ${reason(error)}`, 'check the path and its permissions', { cause: error });
}

/** Why a file can't be read, in words that follow its name. */
export function reason(error: unknown): string {
  return reasons[systemCodeOf(error) ?? ''] ?? `can't be read: ${messageOf(error)}`;
}
