/** A file that a scenario names beside itself, as it was read; or why it could not be. */
import type { PlannedFile } from './plan.ts';

export type InputFile = { readonly planned: PlannedFile; readonly content: Buffer } | { readonly problem: string };

/** By the path of the key that names it, written out. */
export type InputFiles = ReadonlyMap<string, InputFile>;
