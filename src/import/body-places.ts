/** The places of a body: JSON values, fields of forms, elements of XML. What kind a body is, is seen from itself as well as from its type. */
import { isMap } from '../scenario/origins.ts';
import { isRawNumber, parseExact } from './exact-json.ts';
import { isFormType, mediaType, type Body, type Header, type Part, type TextBody } from './exchange.ts';
import { hasHole } from './hole.ts';
import { mapPairs } from './pairs.ts';
import type { Replace } from './place.ts';

export function mapBody(body: Body, replace: Replace): Body {
  if ('text' in body) return { ...body, text: mapBodyText(body, replace) };
  if ('file' in body) return body;
  if ('parts' in body) return { parts: body.parts.map((part) => mapPart(part, replace)) };
  const fields = body.fields.map(([name, value]): Header => {
    if (value === '' || hasHole(value)) return [name, value];
    return [name, replace({ name, within: [name], value, kind: 'form' }) ?? value];
  });
  return { ...body, fields };
}

function mapPart(part: Part, replace: Replace): Part {
  if ('file' in part || part.text === '' || hasHole(part.text)) return part;
  const { name, text } = part;
  return { ...part, text: replace({ name, within: [name], value: text, kind: 'part' }) ?? text };
}

/** The body with each of its texts changed, names of fields and files among them. */
export function mapBodyTexts(body: Body, change: (text: string) => string): Body {
  if ('text' in body) return { ...body, text: change(body.text) };
  if ('file' in body) return { ...body, file: change(body.file) };
  if ('parts' in body)
    return {
      parts: body.parts.map((part) =>
        'file' in part
          ? { ...part, name: change(part.name), file: change(part.file), as: part.as && change(part.as) }
          : { ...part, name: change(part.name), text: change(part.text) },
      ),
    };
  return { ...body, fields: body.fields.map(([name, value]) => [change(name), change(value)] as const) };
}

function mapBodyText({ type, text }: TextBody, replace: Replace): string {
  const json = /^\s*[[{"]/.test(text) ? parseExact(text) : undefined;
  if (json !== undefined) return JSON.stringify(mapJson(json, [], replace));
  if (isFormType(type) || (type === '' && /^[\w.[\]%+-]+=[^\s<>]*$/.test(text))) return mapPairs(text, 'raw', replace);
  if (mediaType(type).startsWith('multipart/')) return mapMultipart(text, replace);
  if (/^\s*</.test(text)) return mapXml(text, replace);
  return mapLines(text, replace);
}

/** `within` are the keys on the way; what stands in an array stands under the array's key. */
export function mapJson(value: unknown, within: readonly string[], replace: Replace): unknown {
  if (isRawNumber(value)) return replace({ name: within.at(-1) ?? '', within, value: value.rawJSON, kind: 'json' }) ?? value;
  if (Array.isArray(value)) return value.map((item) => mapJson(item, within, replace));
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapJson(item, [...within, key], replace)]));
  if (typeof value !== 'number' && (typeof value !== 'string' || value === '' || hasHole(value))) return value;
  return replace({ name: within.at(-1) ?? '', within, value, kind: 'json' }) ?? value;
}

/** Parts have a name; a file among them is text like any other. */
function mapMultipart(text: string, replace: Replace): string {
  const parts = /(name="([^"]*)"[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)(.+?)(?=\r?\n--)/gs;
  return text.replaceAll(parts, (whole, head: string, name: string, value: string) =>
    hasHole(value) ? whole : `${head}${replace({ name, within: [name], value, kind: 'raw' }) ?? value}`,
  );
}

/** Elements that hold nothing but text, and attributes. */
function mapXml(text: string, replace: Replace): string {
  return text
    .replaceAll(/(<(?:[\w-]+:)?([\w.-]+)(?:\s[^<>]*)?>)([^<>]+)(?=<\/)/g, (whole, open: string, name: string, value: string) =>
      hasHole(value) ? whole : `${open}${replace({ name, within: [name], value, kind: 'raw' }) ?? value}`,
    )
    .replaceAll(/(\s(?:[\w-]+:)?([\w.-]+)=")([^"<>]+)(?=")/g, (whole, open: string, name: string, value: string) =>
      hasHole(value) ? whole : `${open}${replace({ name, within: [name], value, kind: 'raw' }) ?? value}`,
    );
}

/** A JSON value a line (NDJSON); any other line stays as it is, unless it says `name=value` or `name: value`. */
function mapLines(text: string, replace: Replace): string {
  return text.replaceAll(/[^\r\n]+/g, (line) => {
    const json = /^\s*[[{]/.test(line) ? parseExact(line) : undefined;
    if (json !== undefined) return JSON.stringify(mapJson(json, [], replace));
    return line.replaceAll(/\b([\w.-]+)(["']?\s*[:=]\s*["']?)([^\s"'&,;]+)/g, (whole, name: string, between: string, value: string) =>
      hasHole(value) ? whole : `${name}${between}${replace({ name, within: [name], value, kind: 'raw' }) ?? value}`,
    );
  });
}
