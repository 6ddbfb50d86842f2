/** A link in one line, as a flag gives it: `NAME=LISTEN,UPSTREAM[,KEY=VALUE ...]` or `NAME=proxy=PROXY[,KEY=VALUE ...]`. */
import { didYouMean } from './did-you-mean.ts';
import { linkSchema } from './target-schema.ts';

export type LinkText =
  | { readonly name: string; readonly link: Readonly<Record<string, string>>; readonly problem?: undefined }
  | { readonly problem: string; readonly name?: undefined; readonly link?: undefined };

const wanted = 'expected NAME=LISTEN,UPSTREAM';

/** What the values mean is checked where those of a file are. */
export function readLinkText(text: string): LinkText {
  const [, name, rest] = /^([^=,\s]+)=(\S+)$/.exec(text.trim()) ?? [];
  if (name === undefined || rest === undefined) return { problem: wanted };
  const link: Record<string, string> = {};
  const places: string[] = [];
  const keys = Object.keys(linkSchema.shape);
  for (const part of rest.split(',')) {
    const [, key, value = ''] = /^([a-z]+)=(.*)$/i.exec(part) ?? [];
    if (key === undefined) places.push(part);
    else if (!keys.includes(key)) return { problem: `a link has no "${key}"; there are ${keys.join(', ')}${didYouMean(key, keys)}` };
    else if (value === '' || key in link) return { problem: value === '' ? `${key} has no value` : `${key} is given twice` };
    else link[key] = value;
  }
  if (places.length === 0) return { name, link };
  const [listen, upstream] = places;
  if (places.length !== 2 || !listen || !upstream || 'listen' in link || 'upstream' in link) return { problem: wanted };
  return { name, link: { listen, upstream, ...link } };
}
