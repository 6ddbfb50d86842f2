/** Pieces of JSON as Toxiproxy writes them, so that a client that compares bytes sees no difference. */

const unsafe: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** A string in quotes, with what is special in HTML escaped. */
export function encodeString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (letter) => unsafe[letter] ?? letter);
}

/** The shortest decimal that reads back as the same 32-bit float: 0.123456789 is kept, and shown, as 0.12345679. */
export function encodeFloat32(value: number): string {
  const single = Math.fround(value);
  if (Object.is(single, -0)) return '-0';
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return String(short);
  }
  return String(Number(single.toPrecision(9)));
}
