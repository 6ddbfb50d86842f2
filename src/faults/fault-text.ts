/**
 * A fault in one line, as flags have it:
 *
 *     LINK TYPE [VALUE] [ATTRIBUTE=VALUE ...] for DURATION at WHEN
 *     payments latency 2s jitter=500ms for 20s at peak + 20s
 *
 * VALUE is the type's main attribute, and of one that can be ramped also FROM..TO; `stream=`, `toxicity=` and `id=` go with any toxic; WHEN is
 * as in a scenario file and ends the line unless `for` follows it. Of a fault on a process LINK is the process.
 */
import { parseDuration } from '../units.ts';
import { nearest } from '../nearest.ts';
import { readFault } from './read-fault.ts';
import { attributesOf, faultKinds } from './shelf.ts';
import type { FaultKind } from './fault.ts';

/** A fault as a scenario file would say it. */
export interface WrittenFault {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly for: string;
  readonly link?: string;
  readonly process?: string;
  readonly [attribute: string]: string | { readonly ramp: readonly string[] } | undefined;
}

export interface FaultTextProblem {
  /** Characters before the mistake. */
  readonly position: number;
  readonly message: string;
  readonly hint?: string;
}

export type ReadFaultText =
  | { readonly fault: WrittenFault; readonly problem?: never }
  | { readonly problem: FaultTextProblem; readonly fault?: never };

interface Word {
  readonly text: string;
  readonly position: number;
}

const form = 'LINK TYPE [VALUE] [ATTRIBUTE=VALUE ...] for DURATION';
const forms = {
  placed: `${form} at WHEN, e.g. "payments latency 2s for 20s at 30s"`,
  atOnce: `${form}, e.g. "payments latency 2s for 20s"`,
};

/**
 * The id, unless `id=` gives one, is `<link>-<type>`; numbering equal ones is the caller's. `atOnce`: its moment is now, `0s`, and the text
 * need not say when.
 */
export function readFaultText(text: string, { atOnce = false } = {}): ReadFaultText {
  try {
    return { fault: read(text, atOnce ? '0s' : undefined) };
  } catch (thrown) {
    if (!(thrown instanceof Mistake)) throw thrown;
    const { position, message, hint = `the form is ${forms[atOnce ? 'atOnce' : 'placed']}` } = thrown;
    return { problem: { position, message, ...(hint === null ? {} : { hint }) } };
  }
}

class Mistake extends Error {
  readonly position: number;
  /** undefined: the form; null: none. */
  readonly hint: string | null | undefined;
  constructor(position: number, message: string, hint?: string | null) {
    super(message);
    this.position = position;
    this.hint = hint;
  }
}

function read(text: string, moment: string | undefined): WrittenFault {
  const words = [...text.matchAll(/\S+/g)].map((match): Word => ({ text: match[0], position: match.index }));
  const [link, type, ...rest] = words;
  if (link === undefined) throw new Mistake(0, 'a fault is missing');
  if (type === undefined) throw new Mistake(text.length, `what should happen to ${link.text}? One of ${[...faultKinds.keys()].join(', ')}`);
  const kind = kindNamed(type);
  const { attributes, places, at, length } = readRest(kind, rest, text.length, moment);
  const { id, ...texts } = attributes;
  const on: Record<string, string> = kind.on === 'process' ? { process: link.text } : { link: link.text };
  const others = Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, withRamp(kind, key, value)]));
  checkValues(kind, kind.on === 'process' ? { ...on, ...others } : others, places, type.position);
  return { id: id ?? `${link.text}-${kind.type.replaceAll('_', '-')}`, ...on, type: kind.type, ...others, at, for: length };
}

function kindNamed(type: Word): FaultKind {
  const kind = faultKinds.get(type.text.replaceAll('-', '_'));
  if (kind?.on === 'elsewhere')
    throw new Mistake(type.position, `a ${kind.type} is written in a scenario file: a line has no room for it`, null);
  if (kind !== undefined) return kind;
  // A value where the type should be is no misspelt type.
  const meant = /^\d/.test(type.text) ? undefined : nearest(type.text, faultKinds.keys());
  throw new Mistake(
    type.position,
    `no fault of type "${type.text}"; there are ${[...faultKinds.keys()].join(', ')}`,
    meant && `did you mean ${meant}?`,
  );
}

/** `0..2s` of what can be ramped -> {ramp: [0, 2s]}. */
function withRamp(kind: FaultKind, key: string, text: string): string | { ramp: string[] } {
  const isRampable = kind.ramps.includes(key) || (kind.toxic && key === 'toxicity');
  return isRampable && text.includes('..') ? { ramp: text.split('..') } : text;
}

interface Rest {
  readonly attributes: Record<string, string>;
  readonly places: Map<string, number>;
  readonly at: string;
  readonly length: string;
}

function readRest(kind: FaultKind, words: readonly Word[], end: number, moment: string | undefined): Rest {
  const attributes: Record<string, string> = {};
  const places = new Map<string, number>();
  let at: string | undefined;
  let length: string | undefined;

  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word;
    if (word.text === 'for') {
      if (length !== undefined) throw new Mistake(word.position, '"for" stands twice');
      length = duration(words[++i], word, end);
    } else if (word.text === 'at') {
      if (at !== undefined) throw new Mistake(word.position, '"at" stands twice');
      const stop = words.findIndex((w, j) => j > i && w.text === 'for');
      const moment = words.slice(i + 1, stop < 0 ? undefined : stop);
      if (moment.length === 0) throw new Mistake(word.position + word.text.length, '"at" needs a time: 30s, or a stage, as in peak + 20s');
      at = moment.map((w) => w.text).join(' ');
      i += moment.length;
    } else {
      attribute(kind, word, attributes, places);
    }
  }
  if (length === undefined) throw new Mistake(end, 'for how long? Add "for 20s"');
  at ??= moment;
  if (at === undefined) throw new Mistake(end, 'when? Add "at 30s", or a stage, as in "at peak + 20s"');
  return { attributes, places, at, length };
}

function duration(word: Word | undefined, after: Word, end: number): string {
  if (word === undefined) throw new Mistake(end, '"for" needs a duration such as 20s');
  if (!parseDuration(word.text))
    throw new Mistake(word.position, `"${after.text}" needs a duration above 0 such as 20s, got "${word.text}"`);
  return word.text;
}

function attribute(kind: FaultKind, word: Word, attributes: Record<string, string>, places: Map<string, number>): void {
  const own = attributesOf(kind).filter((key) => kind.on !== 'process' || key !== 'process');
  const equals = word.text.indexOf('=');
  const main = own[0];
  if (equals < 0) {
    if (main === undefined) throw new Mistake(word.position, `${kind.type} takes no value, got "${word.text}"`);
    if (main in attributes)
      throw new Mistake(word.position, `"${word.text}" is one value too many: write it as ATTRIBUTE=VALUE, with one of ${own.join(', ')}`);
    attributes[main] = word.text;
    places.set(main, word.position);
    return;
  }
  const key = word.text.slice(0, equals);
  const known = [...own, ...(kind.toxic ? ['stream', 'toxicity'] : []), 'id'];
  if (!known.includes(key)) {
    const meant = nearest(key, known);
    throw new Mistake(
      word.position,
      `${kind.type} has no attribute "${key}"; it takes ${known.join(', ')}`,
      meant && `did you mean ${meant}?`,
    );
  }
  if (key in attributes) throw new Mistake(word.position, `${key} stands twice`);
  if (equals + 1 === word.text.length) throw new Mistake(word.position + equals + 1, `${key}= needs a value`);
  attributes[key] = word.text.slice(equals + 1);
  places.set(key, word.position + equals + 1);
}

function checkValues(
  kind: FaultKind,
  attributes: Readonly<Record<string, unknown>>,
  places: ReadonlyMap<string, number>,
  typeAt: number,
): void {
  const { stream, toxicity, ...own } = attributes;
  const { problems } = readFault(kind.type, own, { stream, toxicity });
  const first = problems?.[0];
  if (first !== undefined) throw new Mistake(places.get(String(first.path[0])) ?? typeAt, first.message, first.hint ?? null);
}
