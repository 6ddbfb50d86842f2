/** Forms: a urlencoded text is one where a step's `form` sends the same bytes; else it stays a text. */
import { formEncoded } from '../plan/form-encoding.ts';
import { isFormType, type FormBody, type Header, type TextBody } from './exchange.ts';
import { hasHole, hole, literal, mapText } from './hole.ts';
import { areMapKeys } from './map-keys.ts';
import { cut, decoded } from './pairs.ts';

/** What a step's `form` says; a list repeats its field. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

export function bodyOfText(type: string, text: string): TextBody | FormBody {
  const fields = isFormType(type) ? fieldsOf(text) : null;
  return fields === null ? { type, text } : { type, fields };
}

/** The fields with those of one name together, or null where a map would change their order or has no such key. */
export function groupFields(fields: readonly Header[]): Fields | null {
  // Those of one name have to stand together.
  const names = fields.map(([name]) => name).filter((name, at) => name !== fields[at - 1]?.[0]);
  if (names.some(hasHole) || !areMapKeys(names)) return null;
  const valuesOf = (name: string): string[] => fields.filter(([other]) => other === name).map(([, value]) => value);
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...more] = valuesOf(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

/** As a run sends them, what fills a hole aside. */
export function formText(fields: readonly Header[]): string {
  return fields.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
}

function fieldsOf(text: string): Header[] | null {
  const fields = text.split('&').map((pair): Header => {
    const [name, value = ''] = cut(pair, '=');
    return [plain(name), plain(value)];
  });
  // In a template a dollar sign before a variable would make it a literal.
  if (fields.some(([, value]) => /\$\u{E000}/u.test(value))) return null;
  return groupFields(fields) !== null && formText(fields) === text ? fields : null;
}

function plain(text: string): string {
  return mapText(text, hole, (between) => literal(decoded(between, true)));
}

function encoded(text: string): string {
  return mapText(text, hole, formEncoded);
}
