/**
 * A JSON reader that keeps what Toxiproxy's clients can see and `JSON.parse` loses: the text of numbers (`5.0` is no
 * whole number on this wire), keys that come twice, trailing bytes, and the exact words of a syntax error, which are
 * those of the JSON package Toxiproxy is built on.
 */
import { isUtf8 } from 'node:buffer';

export type Json =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Json])[] };

/** The body is not JSON, or not of the wanted shape; the message is ready for the wire. */
export class JsonError extends Error {
  /** The byte at which the syntax is wrong. */
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

/** Where values, and the entries of objects, begin: bytes from the start. */
export type Places = Map<object, number>;

/** Far below what the call stack holds. */
const deepest = 1_000;
const controlNames: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  92: '\\\\',
};
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The first JSON value of a body; what follows it is ignored. Throws JsonError (`EOF` for an empty body). */
export function parseFirst(body: Buffer, places?: Places): Json {
  const reader = new Reader(body.toString('latin1'), places);
  if (reader.empty()) throw new JsonError('EOF', body.length);
  return reader.value(0);
}

/** Reads bytes (as latin1), because a syntax error names a byte; strings become UTF-8 when they are complete. */
class Reader {
  readonly #text: string;
  readonly #places: Places | undefined;
  #at = 0;

  constructor(text: string, places: Places | undefined) {
    this.#text = text;
    this.#places = places;
  }

  empty(): boolean {
    this.#space();
    return this.#at >= this.#text.length;
  }

  value(depth: number): Json {
    if (depth > deepest) throw new JsonError('exceeded max depth', this.#at);
    this.#space();
    const begin = this.#at;
    const value = this.#value(depth);
    this.#places?.set(value, begin);
    return value;
  }

  #value(depth: number): Json {
    const first = this.#peek();
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return { kind: 'string', value: this.#string() };
    if (first === 't') return this.#literal('true', { kind: 'bool', value: true });
    if (first === 'f') return this.#literal('false', { kind: 'bool', value: false });
    if (first === 'n') return this.#literal('null', { kind: 'null' });
    if (first === '-' || isDigit(first)) return { kind: 'number', text: this.#number() };
    return this.#fail('looking for beginning of value');
  }

  #object(depth: number): Json {
    const entries: [string, Json][] = [];
    this.#at += 1;
    this.#space();
    if (this.#peek() === '}') return this.#closed({ kind: 'object', entries });
    for (;;) {
      this.#space();
      if (this.#peek() !== '"') this.#fail('looking for beginning of object key string');
      const begin = this.#at;
      const key = this.#string();
      this.#space();
      if (this.#peek() !== ':') this.#fail('after object key');
      this.#at += 1;
      const entry: [string, Json] = [key, this.value(depth + 1)];
      entries.push(entry);
      this.#places?.set(entry, begin);
      this.#space();
      if (this.#peek() === '}') return this.#closed({ kind: 'object', entries });
      if (this.#peek() !== ',') this.#fail('after object key:value pair');
      this.#at += 1;
    }
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.#at += 1;
    this.#space();
    if (this.#peek() === ']') return this.#closed({ kind: 'array', items });
    for (;;) {
      items.push(this.value(depth + 1));
      this.#space();
      if (this.#peek() === ']') return this.#closed({ kind: 'array', items });
      if (this.#peek() !== ',') this.#fail('after array element');
      this.#at += 1;
    }
  }

  #closed(value: Json): Json {
    this.#at += 1;
    return value;
  }

  #string(): string {
    this.#at += 1;
    let from = this.#at;
    let out = '';
    const flush = (): void => {
      out += decodeUtf8(Buffer.from(this.#text.slice(from, this.#at), 'latin1'));
    };
    for (;;) {
      const next = this.#peek();
      if (next === '"') {
        flush();
        this.#at += 1;
        return out.toWellFormed();
      }
      if (next < ' ') this.#fail('in string literal');
      if (next === '\\') {
        flush();
        this.#at += 1;
        out += this.#escape();
        from = this.#at;
      } else this.#at += 1;
    }
  }

  #escape(): string {
    const letter = this.#peek();
    if (letter !== 'u') {
      const plain = escapes[letter];
      if (plain === undefined) return this.#fail('in string escape code');
      this.#at += 1;
      return plain;
    }
    this.#at += 1;
    const from = this.#at;
    for (let digits = 0; digits < 4; digits++, this.#at++) {
      if (!/[0-9a-fA-F]/.test(this.#peek())) this.#fail('in \\u hexadecimal character escape');
    }
    return String.fromCharCode(Number.parseInt(this.#text.slice(from, this.#at), 16));
  }

  #number(): string {
    const from = this.#at;
    if (this.#peek() === '-') this.#at += 1;
    if (this.#peek() === '0') this.#at += 1;
    else this.#digits('in numeric literal');
    if (this.#text[this.#at] === '.') {
      this.#at += 1;
      this.#digits('after decimal point in numeric literal');
    }
    if (this.#text[this.#at] === 'e' || this.#text[this.#at] === 'E') {
      this.#at += 1;
      if (this.#peek() === '+' || this.#peek() === '-') this.#at += 1;
      this.#digits('in exponent of numeric literal');
    }
    return this.#text.slice(from, this.#at);
  }

  #digits(context: string): void {
    if (!isDigit(this.#peek())) this.#fail(context);
    while (isDigit(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #literal(word: string, value: Json): Json {
    for (const letter of word) {
      if (this.#peek() !== letter) this.#fail(`in literal ${word} (expecting '${letter}')`);
      this.#at += 1;
    }
    return value;
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #peek(): string {
    const next = this.#text[this.#at];
    if (next === undefined) throw new JsonError('unexpected EOF', this.#at);
    return next;
  }

  #fail(context: string): never {
    throw new JsonError(`invalid character ${quoted(this.#peek())} ${context}`, this.#at);
  }
}

/** Each byte that is no part of a character becomes U+FFFD; Buffer's own decoder makes one of several. */
function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((size) => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)));
    out += length === undefined ? '\ufffd' : bytes.subarray(at, at + length).toString('utf8');
    at += length ?? 1;
  }
  return out;
}

function isDigit(letter: string): boolean {
  return letter >= '0' && letter <= '9';
}

function quoted(letter: string): string {
  if (letter === "'") return `'\\''`;
  const code = letter.charCodeAt(0);
  const name = controlNames[code];
  if (name !== undefined) return `'${name}'`;
  if (code < 0x20 || code === 0x7f) return `'\\x${code.toString(16).padStart(2, '0')}'`;
  if ((code >= 0x80 && code <= 0xa0) || code === 0xad) return `'\\u${code.toString(16).padStart(4, '0')}'`;
  return `'${letter}'`;
}
