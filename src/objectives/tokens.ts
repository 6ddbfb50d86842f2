/**
 * The words of an objective, each with the column it starts at (from 1), and the cursor the parsers read them with.
 * A name with spaces stands in double quotes; comparison signs need no spaces around them, and neither does a plus before a time.
 */
export interface Token {
  readonly text: string;
  readonly column: number;
  /** In quotes: a name, never a keyword. */
  readonly quoted: boolean;
}

/** What is wrong with a text, and where: `column` counts from 1. */
export interface TextMistake {
  readonly message: string;
  readonly column: number;
}

/** Thrown inside the parsers only; the exported ones return it as a value. */
export class ParseMistake extends Error {
  readonly column: number;
  /** The token that could not be read, counted from 0; as many as there are: the end. */
  readonly index: number;

  constructor(message: string, column: number, index = 0) {
    super(message);
    this.column = column;
    this.index = index;
  }
}

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/"([^"]*)"|<=|>=|<|>|"|\+(?=\d)|(?:(?!\+\d)[^\s<>"])+/g)) {
    const column = match.index + 1;
    if (match[0] === '"') throw new ParseMistake('a quote that is never closed', column);
    tokens.push({ text: match[1] ?? match[0], column, quoted: match[1] !== undefined });
  }
  return tokens;
}

/** Where a name stands in a text, from 1: at its last place, because names come after the keywords that they may be called like. */
export function columnOf(name: string, text: string): number | undefined {
  const token = tokenize(text).findLast((one) => one.text === name);
  return token && token.column + (token.quoted ? 1 : 0);
}

export class Cursor {
  private readonly tokens: readonly Token[];
  private readonly endColumn: number;
  /** The keywords that were looked for at each token, in the order of asking. */
  private readonly asked = new Map<number, Set<string>>();
  private index = 0;

  constructor(tokens: readonly Token[], endColumn: number) {
    this.tokens = tokens;
    this.endColumn = endColumn;
  }

  /** The keywords that could have stood there, as far as the parser came. */
  keywordsAt(index: number): ReadonlySet<string> {
    return this.asked.get(index) ?? new Set();
  }

  private isKeyword(index: number, word: string): boolean {
    const asked = this.asked.get(index) ?? new Set();
    this.asked.set(index, asked.add(word));
    return isWord(this.tokens[index], word);
  }

  /** Whether the coming tokens are these keywords; nothing is consumed. */
  sees(...words: readonly string[]): boolean {
    return words.every((word, i) => this.isKeyword(this.index + i, word));
  }

  /** Whether the next token is one of these keywords. */
  seesAny(anyOf: readonly string[]): boolean {
    return anyOf.some((word) => this.isKeyword(this.index, word));
  }

  /** Whether a keyword stands after the next token, whatever that is. */
  seesSecond(...anyOf: readonly string[]): boolean {
    return anyOf.some((word) => this.isKeyword(this.index + 1, word));
  }

  /** Likewise two tokens on. */
  seesThird(...anyOf: readonly string[]): boolean {
    return anyOf.some((word) => this.isKeyword(this.index + 2, word));
  }

  /** Whether a name comes after the next token, and no comparison, verb or time: `journey checkout <`, but not `journey < 1s`. */
  seesNameAfter(word: string): boolean {
    const [token, after] = [this.tokens[this.index + 1], this.tokens[this.index + 2]];
    if (!isWord(this.tokens[this.index], word) || token === undefined) return false;
    if (token.quoted) return true;
    if (/^[<>]/.test(token.text) || ['below', 'above', 'during', 'after', 'over', 'for'].includes(token.text)) return false;
    return !(token.text === 'at' && (isWord(after, 'most') || isWord(after, 'least')));
  }

  /** Whether the next token, as a plain word, is what `test` asks. */
  seesWhere(test: (word: string) => boolean): boolean {
    const token = this.tokens[this.index];
    return token !== undefined && !token.quoted && test(token.text);
  }

  /** Consumes these keywords if they come next. */
  takes(...words: readonly string[]): boolean {
    if (!this.sees(...words)) return false;
    this.index += words.length;
    return true;
  }

  /** Consumes exactly these keywords or fails. */
  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.takes(word)) this.fail(`\`${word}\``);
  }

  /** The next token, whatever it is, or a mistake that says what was expected. */
  next(expected: string): Token {
    const token = this.tokens[this.index];
    if (!token) this.fail(expected);
    this.index += 1;
    return token;
  }

  /** A name: one word, or several in quotes. Numbers may be names; comparison signs may not. */
  name(expected: string): string {
    const token = this.tokens[this.index];
    if (!token || token.text === '' || (!token.quoted && /^[<>]/.test(token.text))) this.fail(expected);
    this.index += 1;
    return token.text;
  }

  /** A value with a unit, read by `parse`; the unit may stand apart (`1 %`). */
  value<T>(parse: (text: string) => T | undefined, expected: string): T {
    const token = this.tokens[this.index];
    const unit = this.tokens[this.index + 1];
    const alone = token && parse(token.text);
    if (alone !== undefined) {
      this.index += 1;
      return alone;
    }
    const joined = token && unit && /^\d+(\.\d+)?$/.test(token.text) ? parse(token.text + unit.text) : undefined;
    if (joined === undefined) this.fail(expected);
    this.index += 2;
    return joined;
  }

  end(expected: string): void {
    if (this.index < this.tokens.length) this.fail(expected);
  }

  /** `expected X, got Y`, at the next token. */
  fail(expected: string): never {
    const token = this.tokens[this.index];
    throw new ParseMistake(
      `expected ${expected}, got ${token ? `\`${token.text}\`` : 'the end'}`,
      token?.column ?? this.endColumn,
      this.index,
    );
  }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token !== undefined && !token.quoted && token.text === word;
}
