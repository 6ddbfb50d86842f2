/** What curl sends as a body, from its data and form options. Files are not read. */
import type { Where } from '../../errors.ts';
import type { Body } from '../exchange.ts';
import { hasHole, hole, mapText } from '../hole.ts';
import { cut } from '../pairs.ts';
import { refuse, type Group } from './command-line.ts';

/** One that no text holds by chance; the same each time. */
const boundary = 'chaos-import-form-boundary';

const noFile = 'no file is read: write the text itself after -d';

export interface Data {
  readonly text: string;
  readonly json: boolean;
  /** Does it have variables that curl sends as they stand? */
  readonly fillsRaw: boolean;
}

/** Data options joined as curl joins them, or null without any. */
export function dataOf(group: Group, where: (offset: number) => Where): Data | null {
  const given = group.filter(({ name }) => name !== null && /^(data|json)/.test(name));
  if (given.length === 0) return null;
  let text = '';
  for (const [index, { name, value, at }] of given.entries()) {
    if (name !== 'data-raw' && name !== 'data-urlencode' && value.startsWith('@'))
      throw refuse(`--${name} of a file is not imported`, noFile, where(at));
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
export function formOf(group: Group, where: (offset: number) => Where): Body | null {
  const given = group.filter(({ name }) => name === 'form' || name === 'form-string');
  if (given.length === 0) return null;
  const parts = given.map(({ name: option, value, at }) => {
    const [name, content = ''] = cut(value, '=');
    if (option === 'form' && /^[@<]/.test(content))
      throw refuse('--form of a file is not imported', 'a step sends no file: leave the field out', where(at));
    const [, text = content, type] = (option === 'form' && /^(.*?);\s*type=([^;]*)/s.exec(content)) || [];
    const typeLine = type === undefined ? '' : `Content-Type: ${type.trim()}\r\n`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n${typeLine}\r\n${unquoted(text, option)}\r\n`;
  });
  return { type: `multipart/form-data; boundary=${boundary}`, text: `${parts.join('')}--${boundary}--\r\n` };
}

/** `-F 'name="content"'`: curl takes the quotes off. */
function unquoted(text: string, option: string | null): string {
  return option === 'form' && /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : text;
}
