import { nearest } from '../faults/nearest.ts';

/** `; did you mean "x"?`, or nothing. Words of one or two letters are near to everything. */
export function didYouMean(word: string, known: readonly string[]): string {
  const guess = word.length < 3 ? undefined : nearest(word, known);
  return guess === undefined || guess === word ? '' : `; did you mean "${guess}"?`;
}
