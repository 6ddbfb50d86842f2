/**
 * Text on its way into a scenario. What was recorded is literal; what a run fills in is a hole, kept inside the text between
 * two characters that stand for nothing else, so that paths, forms and JSON can be taken apart and put together with holes in
 * them. Only when everything is in place is it written in the grammar of templates.
 */

const opening = '\u{E000}';
const closing = '\u{E001}';
const holes = /\u{E000}([^\u{E000}\u{E001}]*)\u{E001}/gu;

/** `hole('env.TOKEN')` becomes `${env.TOKEN}` in the end. */
export function hole(expression: string): string {
  return `${opening}${expression}${closing}`;
}

/** What came from outside: no half characters, which no file can hold, and none that would look like a hole. */
export function literal(text: string): string {
  return text.toWellFormed().replaceAll(/[\u{E000}\u{E001}]/gu, '\u{FFFD}');
}

export function hasHole(text: string): boolean {
  return text.includes(opening);
}

/** Is it one hole and nothing else? */
export function isHole(text: string): boolean {
  return /^\u{E000}[^\u{E000}\u{E001}]*\u{E001}$/u.test(text);
}

/** Does it begin with one, as a URL whose host is a variable does? */
export function startsWithHole(text: string): boolean {
  return text.startsWith(opening);
}

/** Every hole replaced by what `write` makes of its expression, every stretch between two of them by what `between` makes of it. */
export function mapText(text: string, write: (expression: string) => string, between: (text: string) => string): string {
  let written = '';
  let from = 0;
  for (const match of text.matchAll(holes)) {
    written += between(text.slice(from, match.index)) + write(match[1] as string);
    from = match.index + match[0].length;
  }
  return written + between(text.slice(from));
}

/** In the grammar of templates: `${` of the recording is written `$${`. */
export function toTemplate(text: string): string {
  return mapText(
    text,
    (expression) => `\${${expression}}`,
    // By a function: in a replacement text `$$` is one dollar sign.
    (between) => between.replaceAll('${', () => '$${'),
  );
}

/** The same for a path, where a dollar sign before a hole can be told from the template's own. */
export function toPathTemplate(text: string): string {
  return toTemplate(text.replaceAll(`$${opening}`, `%24${opening}`));
}

/** A URL's reader percent-encodes what surrounds a hole; this takes it back. */
export function holesOfUrl(text: string): string {
  return text.replaceAll(/%EE%80%80([^%\s]*)%EE%80%81/gi, (_, expression: string) => hole(expression));
}
