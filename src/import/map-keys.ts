/** Can a map have these as its keys, in this order? Numbers come first in a map, and each key stands once. */
export function areMapKeys(names: readonly string[]): boolean {
  if (names.includes('') || names.includes('__proto__')) return false;
  const keys = Object.keys(Object.fromEntries(names.map((name) => [name, null])));
  return keys.length === names.length && keys.every((key, at) => key === names[at]);
}
