/** Runs a parser over a text; a keyword that was mistyped is found by reading on with the one that was probably meant. */
import { edits, mostEdits } from '../nearest.ts';
import { Cursor, ParseMistake, tokenize, type TextMistake, type Token } from './tokens.ts';

type Parse<T> = (cursor: Cursor) => T;

/** What the parser makes of the text; a mistake comes back as a value with its column. */
export function parseWith<T>(text: string, parse: Parse<T>): T | TextMistake {
  const endColumn = text.trimEnd().length + 1;
  try {
    const tokens = tokenize(text);
    const cursor = new Cursor(tokens, endColumn);
    return readOr(cursor, parse, (mistake) => {
      const { message, column, index } = mistake;
      const typo = mistyped(tokens, endColumn, cursor, parse, index);
      if (typo === undefined) return { message, column };
      const meant = `; did you mean "${typo.keyword}"?`;
      return typo.index === index
        ? { message: message + meant, column }
        : { message: `unknown word \`${typo.token.text}\`${meant}`, column: typo.token.column };
    });
  } catch (error) {
    if (error instanceof ParseMistake) return { message: error.message, column: error.column };
    throw error;
  }
}

interface Typo {
  readonly index: number;
  readonly token: Token;
  readonly keyword: string;
  /** How far the text can be read with that keyword; Infinity: to its end, without a mistake. */
  readonly reach: number;
  readonly edits: number;
}

/** The word, at the failure or before it (where it passed for a name), in whose place a keyword lets the text be read further. */
function mistyped(tokens: readonly Token[], endColumn: number, cursor: Cursor, parse: Parse<unknown>, failedAt: number): Typo | undefined {
  const typos = [...tokens.entries()].flatMap(([index, token]) =>
    token.quoted
      ? []
      : [...cursor.keywordsAt(index)]
          .filter((keyword) => keyword !== token.text && /^[a-z]/.test(keyword) && mayMean(token.text, keyword))
          .map((keyword): Typo => {
            const mended = new Cursor(tokens.with(index, { ...token, text: keyword }), endColumn);
            const reach = reachOf(mended, parse);
            return { index, token, keyword, reach, edits: edits(token.text, keyword) };
          }),
  );
  return typos
    .filter(({ index, reach }) => reach > Math.max(index, failedAt))
    .toSorted((a, b) => (a.reach === b.reach ? a.edits - b.edits : b.reach - a.reach))[0];
}

/** In a short word every letter counts: `now` is not `for`. */
function mayMean(word: string, keyword: string): boolean {
  return edits(word, keyword) <= (word.length < 5 ? 1 : mostEdits(word));
}

/** The token that the parser stops at. */
function reachOf(cursor: Cursor, parse: Parse<unknown>): number {
  return readOr(
    cursor,
    (from) => {
      parse(from);
      return Infinity;
    },
    ({ index }) => index,
  );
}

function readOr<T, U>(cursor: Cursor, parse: Parse<T>, otherwise: (mistake: ParseMistake) => U): T | U {
  try {
    return parse(cursor);
  } catch (error) {
    if (error instanceof ParseMistake) return otherwise(error);
    throw error;
  }
}
