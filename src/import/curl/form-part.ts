/** `-F name=content;type=...;filename=...` as curl reads it. */
import type { Where } from '../../errors.ts';
import type { Part } from '../exchange.ts';
import { hasHole } from '../hole.ts';
import { cut } from '../pairs.ts';
import { refuse } from './command-line.ts';
import { readFileName } from './file-name.ts';

interface Section {
  readonly key: string | null;
  readonly value: string;
  /** What follows the closing quote, or all of it where there is none. */
  readonly bare: string;
  /** Offsets of the value in the content. */
  readonly from: number;
  readonly to: number;
}

/** What curl says of a file by its ending; null: nothing in particular. */
const types: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
};

/** Throws IMPORT_INVALID for what can't be sent. */
export function readFormPart(written: string, where: Where): Part {
  const [name, content] = cut(written, '=');
  if (content === undefined) throw refuse('a form field without =', 'write -F name=content', where);
  if (content.startsWith('<')) throw refuse('the content of a file as a form field is not imported', 'write the text itself', where);
  if (content.startsWith('(')) throw refuse('parts within a part', 'a form has one level here: leave them out', where);
  const isFile = content.startsWith('@');
  const [first, ...more] = sectionsOf(content, isFile ? 1 : 0) as [Section, ...Section[]];
  for (const { key } of more)
    if (key === 'headers' || key === 'encoder')
      throw refuse(`${key}= of a form field is not imported`, 'a part has a name, a type and a content: leave it out', where);
  const type = typeIn(content, more);
  const as = more.findLast(({ key }) => key === 'filename')?.value ?? null;
  if (!isFile) {
    if (as !== null) throw refuse('a text that is sent as a file', 'put it in a file, and name that: -F name=@file', where);
    return { name, text: first.value, type };
  }
  if (first.bare.includes(',')) throw refuse('several files in one form field', 'write a field for each', where);
  if (hasHole(type ?? '') || hasHole(as ?? ''))
    throw refuse('a variable in what is said of a file', 'write its type and name themselves', where);
  const file = readFileName(first.value, where);
  return { name, file, type: type ?? types[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ''] ?? null, as };
}

/** `;` between them. A value may stand in double quotes; curl passes over what follows those. */
function sectionsOf(content: string, from: number): Section[] {
  const sections: Section[] = [];
  let at = from;
  do {
    const key = sections.length === 0 ? null : (/^\s*(type|filename|headers|encoder)=/.exec(content.slice(at))?.[1] ?? null);
    const begin = key === null ? at : content.indexOf('=', at) + 1;
    const [whole = '', quoted, behind = '', plain = ''] =
      /^\s*(?:"((?:\\[\\"]|\\(?![\\"])|[^"\\])*)"([^;]*)|([^;]*))/.exec(content.slice(begin)) ?? [];
    const to = begin + whole.length;
    sections.push({
      key,
      value: quoted === undefined ? plain.trimEnd() : quoted.replaceAll(/\\([\\"])/g, '$1'),
      bare: quoted === undefined ? plain : behind,
      from: begin,
      to,
    });
    at = to + 1;
  } while (at <= content.length);
  return sections;
}

/** Parameters of a type follow it between semicolons like everything else: `type=text/plain; charset=utf-8`. */
function typeIn(content: string, sections: readonly Section[]): string | null {
  const at = sections.findLastIndex(({ key }) => key === 'type');
  const type = sections[at];
  if (type === undefined) return null;
  const next = sections.findIndex(({ key }, index) => index > at && key !== null);
  const last = sections.at(next < 0 ? -1 : next - 1) as Section;
  return content.slice(type.from, last.to).trim();
}
