/** What keeps two plans from being compared, in words: the parts of their hashes that differ. */
import { isMap } from '../scenario/origins.ts';

const mostNamed = 5;

/** `load.stages.peak.forMs: 60000 against 30000`, a few of them; of parts as hashedParts makes them. Empty: they are alike as far as they can be read. */
export function planDifferences(a: unknown, b: unknown): string[] {
  const all = differences(a, b, '');
  return all.length <= mostNamed ? all : [...all.slice(0, mostNamed), `${all.length - mostNamed} more`];
}

function differences(a: unknown, b: unknown, path: string): string[] {
  const [one, other] = [byName(a), byName(b)];
  if (isMap(one) && isMap(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => differences(one[key], other[key], path === '' ? key : `${path}.${key}`));
  }
  const [left, right] = [textOf(one), textOf(other)];
  return left === right ? [] : [`${path}: ${left} against ${right}`];
}

/** A list as a map, by what its items are called, so that one more in the middle does not make all behind it different. */
function byName(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const names = value.map((item, index) => (isMap(item) ? (item['name'] ?? item['id'] ?? item['route'] ?? index) : index));
  return new Set(names).size === names.length
    ? Object.fromEntries(value.map((item, index) => [String(names[index]), item]))
    : Object.fromEntries(value.map((item, index) => [String(index), item]));
}

const longest = 60;

function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
