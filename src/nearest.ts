/** The known word closest to what was written, for "did you mean". */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = mostEdits(word) + 1;
  for (const candidate of known) {
    const distance = edits(word, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** How many letters may differ: a third of them, but always two. */
export function mostEdits(word: string): number {
  return Math.max(2, Math.floor(word.length / 3));
}

/** Letters that are missing, too many, others or changed over with their neighbour; not whether they are capitals, nor `-` for `_`. */
export function edits(word: string, other: string): number {
  const [a, b] = [normal(word), normal(other)];
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (up: number, left: number): number => (up === 0 ? row : (rows[i - up] as number[]))[j - left] as number;
      const changed = at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(2, 2) + 1 : Infinity;
      row.push(Math.min(at(1, 0) + 1, at(0, 1) + 1, changed, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

function normal(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}
