/**
 * Commands as a POSIX shell (and bash, for `$'...'`) would read them, without running anything: quotes taken off, lines
 * continued, comments dropped, `$NAME` a hole for the environment. What would need a shell is refused, not guessed.
 */
import { hole, literal } from '../hole.ts';
import { readAnsi } from './ansi-c.ts';

export interface Word {
  /** May hold holes. */
  readonly text: string;
  /** Offset in the source. */
  readonly at: number;
}

/** A simple command: words up to a line end, `;`, `&` or `|`. */
export type ShellCommand = readonly Word[];

export class ShellSyntax extends Error {
  readonly at: number;
  readonly hint: string;

  constructor(at: number, message: string, hint: string) {
    super(message);
    this.at = at;
    this.hint = hint;
  }
}

/** The next command that could be one, after what can't be read. */
const nextCurl = /^[ \t]*(?:[$>%][ \t]+)?(?:\S*[/\\])?curl(?:\.exe)?[ \t]/m;

/**
 * What follows a `|`, and where output goes, is left out: neither changes what is sent. What can't be read is told to
 * `refused`, and reading goes on at the next line that begins with curl; without `refused` it is thrown.
 */
export function readCommands(source: string, refused?: (error: ShellSyntax) => void): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let from = 0;
  while (from < source.length) {
    try {
      new Reader(source, from, commands).read();
      break;
    } catch (error) {
      if (!(error instanceof ShellSyntax) || refused === undefined) throw error;
      refused(error);
      const line = source.indexOf('\n', error.at);
      const next = line < 0 ? null : nextCurl.exec(source.slice(line + 1));
      from = next === null ? source.length : line + 1 + next.index;
    }
  }
  return commands;
}

class Reader {
  private readonly source: string;
  private readonly commands: ShellCommand[];
  private i: number;

  /** Adds to `commands` as it goes. */
  constructor(source: string, from: number, commands: ShellCommand[]) {
    this.source = source;
    this.i = from;
    this.commands = commands;
  }

  read(): void {
    let words: Word[] = [];
    let piped = false;
    const end = (next: 'piped' | 'own'): void => {
      if (words.length > 0 && !piped) this.commands.push(words);
      words = [];
      piped = next === 'piped';
    };
    while (this.i < this.source.length) {
      const char = this.source[this.i] as string;
      if (this.skipContinuation() || this.skip(/[ \t\r]+/y)) continue;
      // A line that ends in a pipe goes on.
      if (char === '\n') {
        this.i += 1;
        if (words.length > 0) end('own');
      } else if (char === '#') this.skip(/[^\n]*/y);
      else if (/^&[^\s&>;|]/.test(this.source.slice(this.i, this.i + 2)) && /\S/.test(this.source[this.i - 1] ?? ' '))
        this.fail('an & in the middle of a word', 'put the URL in quotes');
      else if (this.skip(/&&|\|\||;+|&(?!>)/y)) end('own');
      else if (this.skip(/\|&?/y)) end('piped');
      else if (this.skip(/(&>>?|\d*(>>|>&|>\||>)|\d*<&)/y)) this.redirected();
      else if (char === '<') this.fail('input from a file or a here-document', 'write the body as a quoted text after -d');
      else if (char === '(' || char === ')') this.fail('a subshell', 'leave only the curl commands');
      else words.push(this.word());
    }
    end('own');
  }

  private redirected(): void {
    while (this.skipContinuation() || this.skip(/[ \t]+/y));
    if (this.i < this.source.length && !/[\s;|&]/.test(this.source[this.i] as string)) this.word();
  }

  private word(): Word {
    const at = this.i;
    let text = '';
    while (this.i < this.source.length) {
      const char = this.source[this.i] as string;
      if (this.skipContinuation()) continue;
      if (/[\s;|&<>()]/.test(char)) break;
      if (char === "'") text += this.single();
      else if (char === '"') text += this.double();
      else if (this.source.startsWith("$'", this.i)) text += this.ansi();
      else if (this.source.startsWith('$"', this.i)) this.i += 1;
      else if (char === '$') text = this.expansion(text);
      else if (char === '`') this.substitution();
      else if (char === '\\') text += this.escaped();
      else text += this.character();
    }
    return { text, at };
  }

  private single(): string {
    const end = this.source.indexOf("'", this.i + 1);
    if (end < 0) this.unclosed();
    const text = this.source.slice(this.i + 1, end);
    this.i = end + 1;
    return literal(text);
  }

  private double(): string {
    const from = this.i;
    let text = '';
    this.i += 1;
    while (this.i < this.source.length) {
      const char = this.source[this.i] as string;
      if (char === '"') {
        this.i += 1;
        return text;
      }
      if (this.skipContinuation()) continue;
      if (char === '$') text = this.expansion(text);
      else if (char === '`') this.substitution();
      else if (char === '\\' && '$`"\\'.includes(this.source[this.i + 1] ?? ' ')) text += this.escaped();
      else text += this.character();
    }
    this.i = from;
    return this.unclosed();
  }

  private ansi(): string {
    const read = readAnsi(this.source, this.i + 2);
    if (read === undefined) return this.unclosed();
    this.i = read.end;
    return literal(read.text);
  }

  /** `$NAME` and `${NAME}`; a dollar sign before anything else is one. Gives `before` and what comes of it. */
  private expansion(before: string): string {
    const rest = this.source.slice(this.i, this.i + 200);
    if (rest.startsWith('$(')) this.substitution();
    const name = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(rest);
    if (name === null) {
      if (/^\$[{\d@*#?$!-]/.test(rest))
        this.fail(
          `an expansion that only a shell can make: ${rest.slice(0, 2)}`,
          'put the text in single quotes, or use a variable such as $TOKEN',
        );
      this.i += 1;
      return `${before}$`;
    }
    // In a scenario `$${` is a literal.
    if (before.endsWith('$')) this.fail('a dollar sign directly before a variable', 'put it into the variable');
    this.i += name[0].length;
    return before + hole(`env.${name[1] ?? name[2]}`);
  }

  /** A whole one: half of it is none. */
  private character(): string {
    const char = String.fromCodePoint(this.source.codePointAt(this.i) as number);
    this.i += char.length;
    return literal(char);
  }

  /** Of a backslash at the very end the backslash. */
  private escaped(): string {
    if (this.i + 1 < this.source.length) this.i += 1;
    return this.character();
  }

  private skipContinuation(): boolean {
    return this.skip(/\\\r?\n/y);
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.i;
    const length = pattern.exec(this.source)?.[0].length ?? 0;
    this.i += length;
    return length > 0;
  }

  private substitution(): never {
    return this.fail('a command substitution', 'nothing is run: write its result, or a variable such as $TOKEN');
  }

  private unclosed(): never {
    return this.fail('a quote that is never closed', 'copy the whole command, and as "Copy as cURL (bash)", not (cmd)');
  }

  private fail(what: string, hint: string): never {
    throw new ShellSyntax(this.i, what, hint);
  }
}
