/** Finds values that are known to be secret in texts, in whatever spelling. One pass over a text, however many values there are. */

export interface KnownValue {
  readonly field: string;
  readonly value: string;
}

export interface KnownValues {
  /** A value that is too short to be told from a word is not kept. */
  add(known: KnownValue): void;
  /** The text with every occurrence replaced. `dollars` are the dollar signs before it, which are replaced with it. */
  replaceIn(text: string, replace: (known: KnownValue, dollars: string) => string): string;
}

/** A shorter one would be found inside words. It is also what is looked up first at each character. */
const least = 6;
/** From here on no word is that long by chance. */
const anywhere = 12;

interface Spelled extends KnownValue {
  readonly spelling: string;
}

export function knownValues(): KnownValues {
  const values = new Set<string>();
  const byBeginning = new Map<string, Spelled[]>();

  const add = ({ field, value }: KnownValue): void => {
    if (value.length < least || values.has(value)) return;
    values.add(value);
    for (const spelling of spellings(value)) {
      const beginning = spelling.slice(0, least);
      const others = byBeginning.get(beginning) ?? [];
      // The longest first: a token may begin as another does.
      byBeginning.set(
        beginning,
        [...others, { field, value, spelling }].toSorted((a, b) => b.spelling.length - a.spelling.length),
      );
    }
  };

  const replaceIn: KnownValues['replaceIn'] = (text, replace) => {
    if (values.size === 0) return text;
    let written = '';
    let from = 0;
    for (let i = 0; i + least <= text.length; i += 1) {
      const found = byBeginning.get(text.slice(i, i + least))?.find((known) => stands(known, text, i));
      if (found === undefined) continue;
      const before = text.slice(from, i);
      const dollars = /\$*$/.exec(before)?.[0] ?? '';
      written += before.slice(0, before.length - dollars.length) + replace(found, dollars);
      from = i + found.spelling.length;
      i = from - 1;
    }
    return written + text.slice(from);
  };
  return { add, replaceIn };
}

function stands({ value, spelling }: Spelled, text: string, at: number): boolean {
  if (!text.startsWith(spelling, at)) return false;
  return value.length >= anywhere || !(isWord(text[at - 1]) || isWord(text[at + spelling.length]));
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[A-Za-z0-9]/.test(char);
}

/** As it stands in text, in a URL, in a form and in JSON. */
function spellings(value: string): Set<string> {
  const encoded = encodeURIComponent(value.toWellFormed());
  return new Set([value, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(value).slice(1, -1)]);
}
