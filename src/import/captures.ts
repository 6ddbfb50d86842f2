/**
 * Values that an answer gave and a later request sent back: an order's number, a token against forgery. Sent again as recorded
 * they would be yesterday's; so the step that got the value captures it, and later ones say `${variable}`.
 */
import { reservedNames } from '../scenario/template-grammar.ts';
import { isMap } from '../scenario/origins.ts';
import { isRawNumber } from './exact-json.ts';
import type { Exchange } from './exchange.ts';
import { hole } from './hole.ts';
import type { Place } from './place.ts';
import { mapPlaces } from './places.ts';

/** A shorter value is found by chance. */
const leastLength = 8;

/** The last step to a value, and the way to where it is taken from: an answer may be deep, and most of its values are never asked for. */
interface Way {
  readonly up: Way | null;
  readonly step: string | number;
}

interface Leaf {
  readonly way: Way | null;
  readonly value: string | number;
}

/** Where a value was first seen in an answer. */
interface Source {
  readonly exchange: number;
  readonly way: Way | null;
  readonly type: 'string' | 'number';
  /** It stands there in several places, and nobody can say which was meant. */
  readonly several: boolean;
}

export interface Correlated {
  readonly exchanges: readonly Exchange[];
  /** For each exchange: variable -> JSONPath. */
  readonly captures: readonly Readonly<Record<string, string>>[];
  /** Values that are variables now; they must not stand anywhere else. */
  readonly captured: readonly { readonly name: string; readonly value: string }[];
  /** How many values came back and stood in several places of the answer they came from. */
  readonly ambiguous: number;
}

/** Only a value that no request had sent before comes from the target; what the visitor typed stays as it is. */
export function correlate(exchanges: readonly Exchange[]): Correlated {
  const sources = new Map<string, Source>();
  const sent = new Set<string>();
  const variables = new Map<string, string>();
  const captures: Record<string, string>[] = exchanges.map(() => ({}));
  const captured: { name: string; value: string }[] = [];
  const ambiguous = new Set<string>();

  const replace = ({ value, kind, within }: Place): string | undefined => {
    const text = String(value);
    if (text.length < leastLength) return undefined;
    const source = sources.get(text);
    sent.add(text);
    if (source === undefined || /^(content-type|accept|accept-language)$/i.test(within[0] ?? '')) return undefined;
    // Sent as it stands, a value that would have to be encoded arrives as another one.
    if (kind === 'raw' && encodeURIComponent(text) !== text) return undefined;
    if (kind === 'json' && typeof value !== source.type) return undefined;
    if (source.several) {
      ambiguous.add(text);
      return undefined;
    }
    let name = variables.get(text);
    if (name === undefined) {
      const path = pathOf(source.way);
      name = variableFor(path, [...variables.values()]);
      variables.set(text, name);
      captured.push({ name, value: text });
      (captures[source.exchange] as Record<string, string>)[name] = jsonPath(path);
    }
    return hole(name);
  };

  const rewritten = exchanges.map((exchange, index) => {
    const mapped = mapPlaces(exchange, replace);
    const found = new Map<string, Source>();
    for (const { way, value } of leavesOf(exchange.answer?.json)) {
      const text = String(value);
      if (text.length < leastLength || sent.has(text) || sources.has(text)) continue;
      const type = typeof value === 'number' ? 'number' : 'string';
      found.set(text, { exchange: index, way, type, several: found.has(text) });
    }
    for (const [text, source] of found) sources.set(text, source);
    return mapped;
  });
  return { exchanges: rewritten, captures, captured, ambiguous: ambiguous.size };
}

/** Texts and whole numbers, with the way to each. A key that is data itself names no place. */
function leavesOf(document: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const open: { readonly way: Way | null; readonly value: object }[] = [];
  const visit = (value: unknown, way: Way | null): void => {
    if (typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))) leaves.push({ way, value });
    else if (!isRawNumber(value) && (Array.isArray(value) || isMap(value))) open.push({ way, value });
  };
  visit(document, null);
  // Not by recursion: an answer may be nested deeper than the stack.
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { way, value } = next;
    if (Array.isArray(value)) for (const [step, item] of value.entries()) visit(item, { up: way, step });
    else for (const [step, item] of Object.entries(value)) if (isWord(step)) visit(item, { up: way, step });
  }
  return leaves;
}

function pathOf(way: Way | null): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = way; at !== null; at = at.up) path.unshift(at.step);
  return path;
}

function isWord(key: string): boolean {
  return /^[\w .:@$-]{1,40}$/.test(key) && !/\d{6}/.test(key);
}

/** RFC 9535. */
function jsonPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return /^[A-Za-z_]\w*$/.test(step) ? `${text}.${step}` : `${text}[${JSON.stringify(step)}]`;
  }, '$');
}

/** Named after the key it stands under. */
function variableFor(path: readonly (string | number)[], taken: readonly string[]): string {
  const key = path.findLast((step) => typeof step === 'string') ?? 'value';
  const word = String(key)
    .replaceAll(/[^A-Za-z0-9_]+/g, '_')
    .replaceAll(/^[^A-Za-z_]+|_+$/g, '');
  const stem = word === '' || reservedNames.includes(word) ? `${word}_value`.replace(/^_/, '') : word;
  let name = stem;
  for (let n = 2; taken.includes(name); n += 1) name = `${stem}_${n}`;
  return name;
}
