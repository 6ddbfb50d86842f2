/** bash's `$'...'`, in which browsers write what plain quotes can't hold. */

const letters: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001B',
  E: '\u001B',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** From the first character inside the quotes to behind the closing one; undefined where that is missing. */
export function readAnsi(source: string, from: number): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  // Bytes stand next to each other until they are a character of UTF-8.
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) text += new TextDecoder().decode(Uint8Array.from(bytes));
    bytes = [];
  };
  let i = from;
  while (i < source.length) {
    const char = source[i] as string;
    if (char === "'") {
      flush();
      return { text, end: i + 1 };
    }
    const byte = /^\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3}))/.exec(source.slice(i, i + 4));
    if (byte) {
      bytes.push(byte[1] === undefined ? Number.parseInt(byte[2] as string, 8) & 0xff : Number.parseInt(byte[1], 16));
      i += byte[0].length;
      continue;
    }
    flush();
    if (char !== '\\') {
      text += char;
      i += 1;
      continue;
    }
    const escape = readEscape(source.slice(i, i + 10));
    text += escape.text;
    i += escape.length;
  }
  return undefined;
}

/** `rest` begins with the backslash. An escape that bash does not know keeps it. */
function readEscape(rest: string): { readonly text: string; readonly length: number } {
  const unicode = /^\\(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8}))/.exec(rest);
  if (unicode) {
    const code = Number.parseInt((unicode[1] ?? unicode[2]) as string, 16);
    return { text: code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD', length: unicode[0].length };
  }
  const control = /^\\c(.)/s.exec(rest);
  if (control) return { text: String.fromCharCode((control[1] as string).charCodeAt(0) & 0x1f), length: 3 };
  const next = rest[1] ?? '';
  if (`\\'"?`.includes(next) && next !== '') return { text: next, length: 2 };
  const letter = letters[next];
  return letter === undefined ? { text: '\\', length: 1 } : { text: letter, length: 2 };
}
