/** The name of a file whose bytes a step sends; it is read when the plan is made, never here. */
import type { Where } from '../../errors.ts';
import { hasHole } from '../hole.ts';
import { refuse } from './command-line.ts';

/** Throws IMPORT_INVALID for what is no file's name. */
export function readFileName(name: string, where: Where): string {
  if (name === '') throw refuse('a file without a name', 'write it after the @', where);
  if (name === '-') throw refuse('standard input as a file', 'save it to a file, and name that', where);
  if (hasHole(name)) throw refuse('a file whose name is a variable', 'write the name itself: a scenario names its files', where);
  return name;
}
