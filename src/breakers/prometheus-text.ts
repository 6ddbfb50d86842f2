/**
 * The Prometheus text exposition format (and what OpenMetrics adds to it), read leniently: a trailing comma in the
 * label set, an empty label set, exemplars, explicit timestamps, NaN, a family that is opened twice and lines that
 * are not samples are all met in the wild and must not lose the samples beside them.
 */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const head = /^([a-zA-Z_:][a-zA-Z0-9_:]*)/;
const label = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;

/** Every sample line of an exposition, in order. Lines that can't be read are left out. */
export function parseSamples(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const sample = parseLine(line);
    if (sample) samples.push(sample);
  }
  return samples;
}

function parseLine(line: string): Sample | undefined {
  const name = head.exec(line)?.[1];
  if (name === undefined) return undefined;
  const labels: Record<string, string> = {};
  let at = name.length;
  while (line[at] === ' ') at++;
  if (line[at] === '{') {
    label.lastIndex = ++at;
    for (let found = label.exec(line); found; found = label.exec(line)) {
      labels[found[1] as string] = unescape(found[2] as string);
      at = label.lastIndex;
    }
    at = line.indexOf('}', at);
    if (at < 0) return undefined;
    at++;
  }
  const value = toNumber(line.slice(at).trim().split(/\s+/, 1)[0] ?? '');
  return value === undefined ? undefined : { name, labels, value };
}

function toNumber(text: string): number | undefined {
  if (/^[+-]?Inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  return text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}
