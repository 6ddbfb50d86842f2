import { nearest } from '../nearest.ts';

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const guess = guessOf(word, known);
  return guess === undefined ? '' : `; did you mean "${guess}"?`;
}

/** What was probably meant. Words of one or two letters are near to everything. */
export function guessOf(word: string, known: readonly string[]): string | undefined {
  const guess = word.length < 3 ? undefined : nearest(word, known);
  return guess === word ? undefined : guess;
}
