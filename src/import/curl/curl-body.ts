/** What curl sends as a body, from its data and form options. Files are named, and not read. */
import type { Where } from '../../errors.ts';
import type { MultipartBody, Part } from '../exchange.ts';
import { fitsStep } from '../multipart-body.ts';
import { hasHole, hole, mapText } from '../hole.ts';
import { cut } from '../pairs.ts';
import { refuse, type Given, type Group } from './command-line.ts';
import { readFileName } from './file-name.ts';
import { readFormPart } from './form-part.ts';

const noFile = 'write the text itself after -d';
const asItIs = 'curl takes the line ends out of it: write the text itself, or --data-binary @file to send it as it is';

export interface Data {
  readonly text: string;
  readonly json: boolean;
  /** Does it have variables that curl sends as they stand? */
  readonly fillsRaw: boolean;
}

/** `--data-binary @file` and `--json @file`: the file as it is; null for any other data. */
export function fileOf(group: Group, where: (offset: number) => Where): { readonly file: string; readonly json: boolean } | null {
  const given = group.filter(isData);
  const found = given.find(({ name, value }) => (name === 'data-binary' || name === 'json') && value.startsWith('@'));
  if (found === undefined) return null;
  const place = where(found.at);
  if (given.length > 1) throw refuse(`--${found.name} of a file beside other data is not imported`, 'a file is the whole body', place);
  if (group.some(({ name }) => name === 'get')) throw refuse(`--${found.name} of a file as a query is not imported`, noFile, place);
  return { file: readFileName(found.value.slice(1), place), json: found.name === 'json' };
}

function isData({ name }: Given): boolean {
  return name !== null && /^(data|json)/.test(name);
}

/** Data options joined as curl joins them, or null without any. */
export function dataOf(group: Group, where: (offset: number) => Where): Data | null {
  const given = group.filter(isData);
  if (given.length === 0) return null;
  let text = '';
  for (const [index, { name, value, at }] of given.entries()) {
    if (name !== 'data-raw' && name !== 'data-urlencode' && value.startsWith('@'))
      throw refuse(`--${name} of a file is not imported`, asItIs, where(at));
    const joint = index === 0 || name === 'json' ? '' : '&';
    text += joint + (name === 'data-urlencode' ? urlencoded(value, where(at)) : value);
  }
  return {
    text,
    json: given.some(({ name }) => name === 'json'),
    fillsRaw: given.some(({ name, value }) => name !== 'data-urlencode' && hasHole(value)),
  };
}

/** `content`, `=content`, `name=content`: the content is percent-encoded, a blank a `+`; the name stays as it is. */
export function urlencoded(value: string, where: Where): string {
  const [name, content] = cut(value, '=');
  if (content === undefined) {
    if (value.includes('@')) throw refuse('--data-urlencode of a file is not imported', noFile, where);
    return encoded(value);
  }
  return name === '' ? encoded(content) : `${name}=${encoded(content)}`;
}

function encoded(text: string): string {
  return mapText(text, hole, (between) =>
    encodeURIComponent(between)
      .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  );
}

/** `-F name=content`, as multipart/form-data; null without any. */
export function formOf(group: Group, where: (offset: number) => Where): MultipartBody | null {
  const given = group.filter(({ name }) => name === 'form' || name === 'form-string');
  const [first] = given;
  if (first === undefined) return null;
  const parts = given.map(({ name: option, value, at }): Part => {
    if (option === 'form') return readFormPart(value, where(at));
    const [name, text = ''] = cut(value, '=');
    return { name, text, type: null };
  });
  if (!fitsStep(parts) && parts.some((part) => 'file' in part))
    throw refuse(
      'a form with files that a step has no words for',
      'beside files each field stands once, and a text has no type of its own',
      where(first.at),
    );
  return { parts };
}
