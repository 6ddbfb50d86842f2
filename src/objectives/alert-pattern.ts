/** Which alerts a name in an objective means: `*` stands for any number of characters, all else for itself. */
export const anyAlert = '*';

export function alertMatches(pattern: string, alert: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return alert === first;
  const last = rest.pop() as string;
  if (alert.length < first.length + last.length || !alert.startsWith(first) || !alert.endsWith(last)) return false;
  // Each part in the middle is taken where it comes first: what is left over is as long as can be.
  let at = first.length;
  for (const part of rest) {
    const found = alert.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= alert.length - last.length;
}
