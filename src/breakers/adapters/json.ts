/** A JSON document in which breakers, or events of breakers, are nodes at a path. */
import { exec, query, type JsonValue } from 'jsonpath-rfc9535';
import { matches, type Adapter, type Page, type Unreadable } from '../adapter.ts';
import { readDate } from '../dates.ts';
import { whatItIs } from '../payload.ts';
import { readingOfLog, type LoggedMove, type Reading } from '../reading.ts';
import type { JsonEvents, JsonSource, Labels } from '../source.ts';
import { stateOf, worst } from '../states.ts';

export const json: Adapter<JsonSource> = {
  transport: 'poll',
  parse: (text) => parseJson(text),
};

/** The page of a document. */
export function parseJson(text: string): Page<JsonSource> | Unreadable {
  let document: JsonValue;
  try {
    document = JSON.parse(text) as JsonValue;
  } catch {
    return { problem: `${whatItIs(text)}, which is no JSON, where a JSON document was expected` };
  }
  return {
    read(source, match) {
      const own = nodesOf(document, source).filter(({ labels }) => matches(labels, match));
      if (own.length === 0) return undefined;
      return source.events === null ? readBreakers(own, source) : readEvents(own, source.events);
    },
    list(source) {
      const nodes = nodesOf(document, source);
      const names = [...new Set(nodes.map(({ name }) => name))];
      return names.map((name) => {
        const own = nodes.filter((node) => node.name === name);
        const state = source.events === null ? readBreakers(own, source).state : lastState(own, source.events);
        return { name, match: { name }, state };
      });
    },
    process: null,
  };
}

interface Node {
  readonly name: string;
  /** Its name, and every member that is a text, a number or a truth value. */
  readonly labels: Labels;
  readonly value: JsonValue;
}

/** Without those that have no name, or show neither a state nor a count: another kind of frame, another branch of a health document. */
function nodesOf(document: JsonValue, source: JsonSource): Node[] {
  const nodes: Node[] = [];
  for (const path of source.paths)
    exec(document, path, (value, at) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      const name = source.name === null ? at.at(-1) : first(value, source.name);
      if ((typeof name !== 'string' && typeof name !== 'number') || name === '$' || !shows(value, source)) return;
      const plain = Object.entries(value).filter(([, item]) => ['string', 'number', 'boolean'].includes(typeof item));
      const labels = { ...Object.fromEntries(plain.map(([key, item]) => [key, String(item)])), name: String(name) };
      nodes.push({ name: String(name), labels, value });
    });
  return nodes;
}

function shows(value: JsonValue, { state, opened, events }: JsonSource): boolean {
  if (events !== null) return first(value, events.at) !== undefined;
  return state.some(({ path }) => first(value, path) !== undefined) || (opened !== null && first(value, opened) !== undefined);
}

function readBreakers(own: readonly Node[], source: JsonSource): Reading {
  const count = (path: string | null): number | null => (path === null ? null : sumAt(own, path));
  const wait = source.waitMs === null ? null : sumAt(own.slice(0, 1), source.waitMs);
  return {
    state: worst(own.map(({ value }) => source.state.map(({ path, values }) => stateOf(values, first(value, path))).find(isKnown) ?? null)),
    opened: count(source.opened),
    halfOpened: count(source.halfOpened),
    closed: count(source.closed),
    rejected: count(source.rejected),
    ...(source.rejectedSlides ? { rejectedSlides: true } : {}),
    ...(wait === null ? {} : { waitMs: wait }),
  };
}

function readEvents(own: readonly Node[], events: JsonEvents): Reading {
  const dated = own
    .flatMap(({ value }) => {
      const atMs = readDate(first(value, events.at));
      return atMs === undefined ? [] : [{ atMs, value }];
    })
    .toSorted((a, b) => a.atMs - b.atMs);
  const moves = dated.flatMap(({ atMs, value }): LoggedMove[] => {
    const move = events.moves[String(first(value, events.move))];
    if (move !== undefined) return [{ ...move, atMs }];
    const { rejected } = events;
    return rejected !== null && first(value, rejected.path) === rejected.value ? [{ from: null, to: 'open', atMs, implied: true }] : [];
  });
  return readingOfLog({ moves, times: dated.map(({ atMs }) => atMs) });
}

function lastState(own: readonly Node[], events: JsonEvents): Reading['state'] {
  return readEvents(own, events).log?.moves.findLast(({ implied }) => implied !== true)?.to ?? null;
}

/** The sum of the numbers at a path, or of texts that are one; null where there is none. */
function sumAt(own: readonly Node[], path: string): number | null {
  const numbers = own.map(({ value }) => toNumber(first(value, path))).filter(isKnown);
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0);
}

function toNumber(value: unknown): number | null {
  const number = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

function first(value: JsonValue, path: string): JsonValue | undefined {
  return query(value, path)[0];
}

function isKnown<T>(value: T | null): value is T {
  return value !== null;
}
