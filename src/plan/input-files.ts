/** The files that a scenario names beside itself: feeders and bodies. Read when the plan is made, so that compiling it reads nothing. */
import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { reason, type ReadBytes } from '../scenario/files.ts';
import { writePath, type Path } from '../scenario/mistake.ts';
import { isMap, type Raw } from '../scenario/origins.ts';
import type { Resolved } from '../scenario/resolve.ts';
import type { Draft } from './draft.ts';
import type { InputFile, InputFiles } from './input-file.ts';
import type { PlannedFile } from './plan.ts';

/** `folderOf` tells the folder of the file in which a part of the scenario stands. */
export async function readInputFiles(resolved: Resolved, folderOf: (path: Path) => string, read: ReadBytes): Promise<InputFiles> {
  const files = new Map<string, InputFile>();
  for (const { path, name } of namedFiles(resolved.raw)) files.set(writePath(path), await readInput(absolute(name, folderOf(path)), read));
  return files;
}

/** The same scenario with the files it names by their whole paths, so that it can be stored elsewhere. */
export function withWholePaths(resolved: Resolved, folderOf: (path: Path) => string): Resolved {
  const raw = structuredClone(resolved.raw);
  for (const { path, name } of namedFiles(raw)) {
    const holder = path.slice(0, -1).reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], raw);
    (holder as Record<string | number, unknown>)[path.at(-1) as string] = absolute(name, folderOf(path));
  }
  return { ...resolved, raw };
}

/** The file that the key at `path` names; undefined, and reported, where it can't be used. */
export function inputFile(draft: Draft, path: Path, name: string): { planned: PlannedFile; content: Buffer } | undefined {
  const found = draft.files.get(writePath(path)) ?? { problem: 'there is no such file' };
  if (!('problem' in found)) return found;
  draft.report({ path, message: `${name}: ${found.problem}` });
  return undefined;
}

async function readInput(path: string, read: ReadBytes): Promise<InputFile> {
  try {
    const content = await read(path);
    return { planned: { file: path, bytes: content.length, sha256: sha256Of(content) }, content };
  } catch (error) {
    return { problem: reason(error) };
  }
}

/** Hex. */
export function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function absolute(name: string, folder: string): string {
  return isAbsolute(name) ? name : join(folder, name);
}

function namedFiles(raw: Raw): { path: Path; name: string }[] {
  const named: { path: Path; name: string }[] = [];
  const see = (value: unknown, path: Path, key: string): void => {
    if (typeof value === 'string') named.push({ path, name: value });
    else if (isMap(value) && typeof value[key] === 'string') named.push({ path: [...path, key], name: value[key] });
  };
  const load = isMap(raw['load']) ? raw['load'] : {};
  for (const [name, feeder] of entriesOf(load['feeders'])) see(feeder, ['load', 'feeders', name], 'file');
  for (const [j, journey] of listOf(load['journeys']))
    for (const [s, step] of listOf(isMap(journey) ? journey['steps'] : undefined)) {
      if (!isMap(step)) continue;
      const path = ['load', 'journeys', j, 'steps', s];
      see(step['file'], [...path, 'file'], 'path');
      for (const [name, value] of entriesOf(step['multipart'])) if (isMap(value)) see(value, [...path, 'multipart', name], 'file');
    }
  return named;
}

function entriesOf(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}

function listOf(value: unknown): [number, unknown][] {
  return Array.isArray(value) ? [...value.entries()] : [];
}
