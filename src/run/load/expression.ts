/**
 * What may stand inside `${...}`, compiled once and asked per request:
 * `zipf(a, b)`, `uniform(a, b)` whole numbers from a to b; `uuid` never the same twice; `seq` the arrival's number from 1,
 * the same in all steps of one visit; `env.NAME`; and variables captured by earlier steps.
 */
import { createHash } from 'node:crypto';
import { draw, mix, type Random } from '../random.ts';

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
}

/** The widest zipf range: its table holds 8 bytes a rank. */
const widestZipf = 1_000_000;

type Parsed =
  | { readonly kind: 'zipf' | 'uniform'; readonly from: number; readonly to: number }
  | { readonly kind: 'uuid' | 'seq' }
  | { readonly kind: 'env' | 'variable'; readonly name: string };

/** Reads the inside of a `${...}`; a problem is a sentence. `known` are the variables captured before. */
export function parseExpression(text: string, known: readonly string[]): Parsed | { readonly problem: string } {
  const source = text.trim();
  const call = /^([a-z]+)\s*\(([^)]*)\)$/i.exec(source);
  if (call) return parseCall(call[1] as string, call[2] as string);
  if (source.startsWith('env.')) {
    const name = source.slice(4);
    return /^[A-Za-z_]\w*$/.test(name) ? { kind: 'env', name } : { problem: `"${name}" is not the name of an environment variable` };
  }
  // A captured variable hides a built-in of the same name: what the user named is what the user gets.
  if (known.includes(source)) return { kind: 'variable', name: source };
  if (source === 'uuid' || source === 'seq') return { kind: source };
  const captured = known.length === 0 ? 'no earlier step captures a variable' : `captured by earlier steps: ${known.join(', ')}`;
  return {
    problem: `unknown name "${source}" in \${...}: expected zipf(a, b), uniform(a, b), uuid, seq, env.NAME or a captured variable (${captured})`,
  };
}

function parseCall(name: string, args: string): Parsed | { readonly problem: string } {
  if (name !== 'zipf' && name !== 'uniform')
    return { problem: `unknown function "${name}" in \${...}: expected zipf(a, b) or uniform(a, b)` };
  const [from, to, ...rest] = args.split(',').map((arg) => (/^\s*-?\d+\s*$/.test(arg) ? Number(arg) : Number.NaN));
  if (from === undefined || to === undefined || rest.length > 0 || !Number.isSafeInteger(from) || !Number.isSafeInteger(to)) {
    return { problem: `${name}(${args}): expected two whole numbers, as in ${name}(1, 500)` };
  }
  if (to < from) return { problem: `${name}(${args}): the first number must not be above the second` };
  if (name === 'zipf' && to - from >= widestZipf) return { problem: `${name}(${args}): expected at most ${widestZipf} ranks` };
  return { kind: name, from, to };
}

/** `place` names the occurrence, so that each draws from a stream of its own. An unset environment variable is a problem. */
export function compileExpression(parsed: Parsed, place: string, sources: Sources): Expression | { readonly problem: string } {
  switch (parsed.kind) {
    case 'zipf': {
      const rank = zipfRank(parsed.to - parsed.from + 1);
      const stream = sources.random.stream(place);
      return ({ k }) => parsed.from + rank(draw(stream, k));
    }
    case 'uniform': {
      const stream = sources.random.stream(place);
      const width = parsed.to - parsed.from + 1;
      return ({ k }) => parsed.from + Math.floor(draw(stream, k) * width);
    }
    case 'uuid':
      return sources.uuid;
    case 'seq':
      return ({ k }) => k + 1;
    case 'env': {
      const value = sources.env[parsed.name];
      return value === undefined ? { problem: `the environment variable ${parsed.name} is not set` } : () => value;
    }
    case 'variable':
      return ({ vars }) => vars?.[parsed.name];
  }
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
 * 48 bits, and a hash of the run's id in the rest. No two of a run are alike, and no seed repeats those of another run.
 */
export function uuidsOf(runId: string): () => string {
  const hash = createHash('sha256').update(runId).digest();
  const salt = hash.readInt32LE(0);
  const tail = hash.toString('hex', 4, 14);
  // Version 4 and the variant of RFC 9562, set into the hash's part.
  const rest = `-4${tail.slice(0, 3)}-${'89ab'[(hash[20] as number) & 3]}${tail.slice(3, 6)}-${tail.slice(6, 18)}`;
  let n = 0;
  return () => {
    const low = mix(n ^ salt) >>> 0;
    const high = Math.floor(n / 2 ** 32) & 0xffff;
    n += 1;
    return `${low.toString(16).padStart(8, '0')}-${high.toString(16).padStart(4, '0')}${rest}`;
  };
}
