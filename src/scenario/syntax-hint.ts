/**
 * What a YAML parser says about a value that lacks quotes ("Unexpected flow-map-start at node end") helps nobody.
 * Here it becomes the value, where it begins, and how to write it.
 */

export interface SyntaxMistake {
  readonly code: string;
  readonly message: string;
  /** Character in the text. */
  readonly offset: number;
}

export interface Explained {
  readonly message: string;
  readonly hint: string;
  readonly offset: number;
  /** The end of the value that should stand in quotes: with them the rest of the file can be read. */
  readonly quoteUntil?: number;
}

export function explainSyntax(text: string, mistake: SyntaxMistake): Explained {
  const { offset } = mistake;
  const char = text[offset] ?? '';
  if (mistake.code === 'UNEXPECTED_TOKEN' && '}]'.includes(char) && char !== '') {
    return { message: `this ${char} closes nothing`, hint: 'remove it, or quote the value that holds it', offset };
  }
  if (mistake.code === 'MISSING_CHAR' && /quote/.test(mistake.message)) {
    return { message: 'a quote before this place is opened and never closed', hint: 'close it with the same quote', offset };
  }
  if (mistake.code === 'UNEXPECTED_TOKEN' || mistake.code === 'BAD_ALIAS' || mistake.code === 'MISSING_CHAR') {
    const start = startOfValue(text, offset);
    const value = wholeValue(text, start);
    if (value !== undefined && !/^["']/.test(value)) {
      const message = `the value ${value} must be quoted: ${whyQuotes(value)}`;
      return { message, hint: `write "${value}"`, offset: start, ...(value.includes('"') ? {} : { quoteUntil: start + value.length }) };
    }
    if (value !== undefined && /^["']/.test(value)) {
      return {
        message: 'something follows the closing quote of this value',
        hint: 'put quotes of the other kind around the whole value',
        offset: start,
      };
    }
  }
  if (mistake.code === 'BAD_SCALAR_START' && '@`%'.includes(char)) {
    return { message: `a value cannot begin with ${char}`, hint: 'quote the value', offset };
  }
  if (mistake.code === 'BLOCK_AS_IMPLICIT_KEY')
    return { message: 'a colon and a space inside a value begin a map', hint: 'quote the value', offset };
  if (mistake.code === 'TAB_AS_INDENT') return { message: 'a tab cannot indent YAML', hint: 'indent with spaces', offset };
  if (mistake.code === 'DUPLICATE_KEY')
    return { message: `the key ${keyAt(text, offset)} stands here twice`, hint: 'keep one of the two', offset };
  if (mistake.code === 'MULTIPLE_DOCS')
    return { message: 'a second YAML document begins here', hint: 'one scenario a file: remove the line ---', offset };
  if (mistake.code === 'BAD_INDENT') return badIndent(mistake);
  return { message: `not valid YAML: ${mistake.message}`, hint: 'quote the value if it holds any of : # { } [ ] , & * ! | > % @', offset };
}

function badIndent(mistake: SyntaxMistake): Explained {
  if (/Flow (sequence|map)/.test(mistake.message)) {
    const [open, close] = mistake.message.includes('sequence') ? ['[', ']'] : ['{', '}'];
    return {
      message: `a ${open} before this place is not closed`,
      hint: `close it with ${close}, or quote the value that holds it`,
      offset: mistake.offset,
    };
  }
  return { message: `not valid YAML: ${mistake.message}`, hint: 'keys of one map begin in the same column', offset: mistake.offset };
}

/** From the place of the error back to the `: `, `, `, `- ` or opening bracket that the broken value follows. */
function startOfValue(text: string, offset: number): number {
  // `[*].id`: the bracket belongs to the value.
  if (text[offset - 1] === '[' && text[offset] === '*') return offset - 1;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const cut = Math.max(
    ...[': ', ', ', '- '].map((mark) => before.lastIndexOf(mark) + (before.includes(mark) ? mark.length : 0)),
    before.lastIndexOf('{') + 1,
    before.lastIndexOf('[') + 1,
    0,
  );
  const blank = /^\s*/.exec(before.slice(cut))?.[0].length ?? 0;
  return lineStart + cut + blank;
}

/** The value as it was meant: brackets inside it belong to it, a `,` or a closing bracket outside them ends it. */
function wholeValue(text: string, start: number): string | undefined {
  const line = text.slice(start, text.indexOf('\n', start) < 0 ? undefined : text.indexOf('\n', start));
  const open: string[] = [];
  let end = 0;
  for (; end < line.length; end += 1) {
    const char = line[end] as string;
    if ('{[('.includes(char)) open.push(char);
    else if ('}])'.includes(char)) {
      if (open.length === 0) break;
      open.pop();
    } else if (open.length === 0 && (char === ',' || line.startsWith(' #', end))) break;
  }
  const value = line.slice(0, end).trim();
  return value === '' || value.length > 120 || value.includes(': ') ? undefined : value;
}

function whyQuotes(value: string): string {
  if (value.includes('${')) return 'inside { } a plain ${ ends it';
  if (/[[\]]/.test(value)) return 'a plain [ begins a list';
  if (value.startsWith('*')) return 'a plain * is a reference';
  return 'it holds characters that mean something in YAML';
}

function keyAt(text: string, offset: number): string {
  return /^[^:\n]*/.exec(text.slice(offset))?.[0].trim() ?? '';
}
