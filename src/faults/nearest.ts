/** The known word closest to what was written, for "did you mean": at most a third of the letters, but always two, may differ. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const plain = normal(word);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(plain.length / 3)) + 1;
  for (const candidate of known) {
    const distance = edits(plain, normal(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function normal(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}

/** Levenshtein's distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
