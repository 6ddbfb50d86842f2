/** What `${...}` stands for in a request, compiled once and asked per request. The grammar is scenario/template-grammar.ts. */
import { createHash } from 'node:crypto';
import type { TemplatePart } from '../../../scenario/template-grammar.ts';
import type { Feeder } from './inputs.ts';
import { draw, mix, type Random } from '../../random.ts';
import { onlyLane, type Lane } from '../pace/lane.ts';

/** What a visit knows when a request is filled in. */
export interface Filling {
  /** The arrival's number, from 0. */
  readonly k: number;
  /** Captured variables; null while there are none. */
  readonly vars: Readonly<Record<string, unknown>> | null;
}

export type Expression = (filling: Filling) => unknown;

/** Where an expression's values come from. */
export interface Sources {
  readonly random: Random;
  readonly uuid: () => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly feeders?: ReadonlyMap<string, Feeder>;
  /** Variables that never change. */
  readonly constants?: Readonly<Record<string, unknown>>;
}

/** What is the same for every request: a variable of the environment, or a constant; undefined for everything else. */
export function constantOf(part: Exclude<TemplatePart, string>, sources: Sources): { readonly value: unknown } | undefined {
  if ('env' in part) return { value: sources.env[part.env] ?? '' };
  const { constants } = sources;
  return 'variable' in part && constants && Object.hasOwn(constants, part.variable) ? { value: constants[part.variable] } : undefined;
}

/** `place` names the occurrence: each draws from a stream of its own. An environment variable must be set. */
export function compileExpression(part: Exclude<TemplatePart, string>, place: string, sources: Sources): Expression {
  const constant = constantOf(part, sources);
  if (constant) return () => constant.value;
  if ('feeder' in part) return columnOf(part.feeder, part.column, sources);
  if ('variable' in part) return ({ vars }) => vars?.[part.variable];
  if ('env' in part) return () => '';
  const [from = 0, to = 0] = part.args;
  const stream = sources.random.stream(place);
  switch (part.fn) {
    case 'zipf': {
      const rank = zipfRank(to - from + 1);
      return ({ k }) => from + rank(draw(stream, k));
    }
    case 'uniform':
      return ({ k }) => from + Math.floor(draw(stream, k) * (to - from + 1));
    case 'uuid':
      return sources.uuid;
    // The visit's number rather than a counter of uses: one and the same in all its steps, whatever order answers come in.
    case 'seq':
      return ({ k }) => k + 1;
  }
}

function columnOf(name: string, column: string, { feeders, random }: Sources): Expression {
  const feeder = feeders?.get(name) ?? { rows: [], columns: [], pick: 'sequential' };
  const values = feeder.rows.map((row) => row[feeder.columns.indexOf(column)] ?? '');
  const row = rowOf(name, feeder, random);
  return ({ k }) => values[row(k)];
}

/** Everything that the feeders hold for visit number k. */
export function fedTo(feeders: ReadonlyMap<string, Feeder>, random: Random): (k: number) => string[] {
  const rows = [...feeders].map(([name, feeder]) => ({ feeder, row: rowOf(name, feeder, random) }));
  return (k) => rows.flatMap(({ feeder, row }) => feeder.rows[row(k)] ?? []);
}

/** The row of a visit depends on its number alone, so that all its steps have the same one. */
function rowOf(name: string, { rows, pick }: Feeder, random: Random): (k: number) => number {
  const { length } = rows;
  if (pick === 'sequential') return (k) => k % length;
  const stream = random.stream(`feeder ${name}`);
  return (k) => Math.floor(draw(stream, k) * length);
}

/** Ranks 0..n-1 with probability proportional to 1/(rank + 1) (Zipf's law, s = 1), by inversion of the cumulated table. */
export function zipfRank(n: number): (uniform: number) => number {
  const cumulated = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i += 1) cumulated[i] = sum += 1 / (i + 1);
  return (uniform) => {
    const wanted = uniform * sum;
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulated[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/**
 * Identifiers in the form of a version 4 UUID: a counter, scrambled by a bijection so that neighbours spread, in the first
 * 48 bits, and a hash of the run's id in the rest. No two of a run are alike, whichever worker draws them, and no seed repeats those of
 * another run.
 */
export function uuidsOf(runId: string, lane: Lane = onlyLane): () => string {
  const hash = createHash('sha256').update(runId).digest();
  const salt = hash.readInt32LE(0);
  const tail = hash.toString('hex', 4, 14);
  // Version 4 and the variant of RFC 9562, set into the hash's part.
  const rest = `-4${tail.slice(0, 3)}-${'89ab'[(hash[20] as number) & 3]}${tail.slice(3, 6)}-${tail.slice(6, 18)}`;
  let n = lane.index;
  return () => {
    const low = mix(n ^ salt) >>> 0;
    const high = Math.floor(n / 2 ** 32) & 0xffff;
    n += lane.of;
    return `${low.toString(16).padStart(8, '0')}-${high.toString(16).padStart(4, '0')}${rest}`;
  };
}
