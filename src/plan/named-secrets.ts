/**
 * Secrets in texts that nobody declared: what an answer says under a name that sounds like a secret (a token in JSON, a
 * cookie echoed on a line, a form's hidden field), whatever the format and though the text may be cut off in the middle.
 * Rather too much than too little: a reader can do without a value.
 */
import { isSecretName, redacted, redactUrls } from './redact.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The same text with every value under a secret's name blackened. */
export function redactNamed(text: string): string {
  let out = '';
  let at = 0;
  for (const { from, to } of spansOf(text)) {
    out += text.slice(at, from) + redacted;
    at = to;
  }
  return redactUrls(out + text.slice(at));
}

/** The values under secrets' names, to look for them elsewhere; short ones are left out, as they would be found everywhere. */
export function namedSecretsIn(text: string): string[] {
  const found = spansOf(text).flatMap(({ from, to }) => {
    const value = text.slice(from, to);
    // A cookie or an `Authorization` as a whole, and in its parts.
    return [value, ...value.split(/[\s;,&"'\\[\]{}]+/).flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])];
  });
  return [...new Set(found)].filter((value) => value.length >= leastSecret && !/^(true|false|null|bearer|basic|digest)$/i.test(value));
}

const leastSecret = 4;

/** In order, and apart. */
function spansOf(text: string): Span[] {
  const all = [...members(text), ...assignments(text), ...markup(text), ...schemes(text)]
    .filter(({ from, to }) => to > from)
    .toSorted((a, b) => a.from - b.from || b.to - a.to);
  const apart: Span[] = [];
  for (const span of all) {
    const last = apart.at(-1);
    if (last === undefined || span.from >= last.to) apart.push(span);
    else if (span.to > last.to) apart[apart.length - 1] = { from: last.from, to: span.to };
  }
  return apart;
}

/** `"name": value` of JSON and its likes, inside a JSON string too (`\"name\":\"value\"`): the value, of any kind, without its quotes. */
function members(text: string): Span[] {
  const key = /(?<!\\)(\\*)(["'])((?:[^"'\\\n]|\\+u[0-9a-f]{4}){1,200})\1\2\s*(?::|=>?)\s*/gi;
  return [...text.matchAll(key)].flatMap((match) => {
    const [whole, slashes = '', quote = '', name = ''] = match;
    return isSecretName(unescaped(name)) ? [valueAt(text, match.index + whole.length, slashes.length, quote)] : [];
  });
}

function unescaped(name: string): string {
  return name.replaceAll(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The value that begins at `from`, in a text whose quotes have so many backslashes before them. */
function valueAt(text: string, from: number, slashes: number, quote: string): Span {
  const opening = from + slashes;
  const first = text[opening] ?? '';
  if (first === '"' || first === "'") return { from: opening + 1, to: stringEnd(text, opening + 1, slashes, first) - slashes };
  if (text[from] !== '{' && text[from] !== '[') return { from, to: endOf(text, from, /[\s,}\]&;<"'\\]/g) };
  let depth = 0;
  for (let i = from; i < text.length; i += 1) {
    const character = text[i] as string;
    if (character === quote) i = stringEnd(text, i + 1, slashes, quote);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0) return { from, to: i + 1 };
  }
  return { from, to: text.length };
}

/** Where the quote stands that ends a string; beyond the text's end, by its backslashes, where it is cut off. */
function stringEnd(text: string, from: number, slashes: number, quote: string): number {
  const level = slashes + 1;
  let run = 0;
  for (let i = from; i < text.length; i += 1) {
    // One with more backslashes before it is a quote inside the string.
    if (text[i] === quote && run % (2 * level) === slashes) return i;
    run = text[i] === '\\' ? run + 1 : 0;
  }
  return text.length + slashes;
}

/** `Name: value` at the beginning of a line or an entry, up to the line's end; `name=value` anywhere, up to what ends a word. */
function assignments(text: string): Span[] {
  const lines = [...text.matchAll(/(?:^|[\n\r"'{[(,;]|\\[nr])[ \t]*([\w.-]{1,100})[ \t]*:[ \t]*/g)].flatMap((match) => {
    const from = match.index + match[0].length;
    return isSecretName(match[1] as string) ? [{ from, to: endOf(text, from, /[\n\r"'<]|\\+[nr"']/g) }] : [];
  });
  const pairs = [...text.matchAll(/(?<![\w.%[\]-])([\w.%[\]-]{1,100})=(?:(?:bearer|basic)\s+)?(["']?)/gi)].flatMap((match) => {
    const from = match.index + match[0].length;
    const quote = match[2] as string;
    if (!isSecretName(decoded(match[1] as string))) return [];
    return [{ from, to: endOf(text, from, quote === '' ? /[\s&;,<>"'\\]/g : new RegExp(`[${quote}\n]`, 'g')) }];
  });
  return [...lines, ...pairs];
}

/** Fields of a form, metadata of a page, elements of XML. */
function markup(text: string): Span[] {
  const tags = [...text.matchAll(/<(?:input|meta|button|param|property)\b[^<>]{0,1000}/gi)].flatMap((match) => {
    const attributes = [...match[0].matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s"'>]+))/g)];
    const valueOf = (attribute: RegExpExecArray): string => attribute[2] ?? attribute[3] ?? attribute[4] ?? '';
    const named = attributes.some((one) => /^(name|id|property|key)$/i.test(one[1] as string) && isSecretName(valueOf(one)));
    if (!named) return [];
    return attributes
      .filter((one) => /^(value|content)$/i.test(one[1] as string))
      .map((one) => {
        const from = match.index + one.index + one[0].indexOf(valueOf(one), (one[1] as string).length + 1);
        return { from, to: from + valueOf(one).length };
      });
  });
  const elements = [...text.matchAll(/<(?:[\w.-]+:)?([\w.-]{1,100})(?:\s[^<>]{0,500})?>([^<]*)/g)].flatMap((match) =>
    isSecretName(match[1] as string)
      ? [{ from: match.index + match[0].length - (match[2] as string).length, to: match.index + match[0].length }]
      : [],
  );
  return [...tags, ...elements];
}

/** What shows by its own form that it is one: credentials by scheme (RFC 9110), and signed tokens (RFC 7519). */
function schemes(text: string): Span[] {
  const credentials = [
    ...text.matchAll(/\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s+(?=[\w.~+/-]*[\d.~+/=_-]|\w*[a-z][A-Z])([\w.~+/-]{6,}=*)/g),
  ].map((match) => ({
    from: match.index + match[0].length - (match[1] as string).length,
    to: match.index + match[0].length,
  }));
  const tokens = [...text.matchAll(/\beyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
  return [...credentials, ...tokens];
}

function endOf(text: string, from: number, ending: RegExp): number {
  ending.lastIndex = from;
  return ending.exec(text)?.index ?? text.length;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
