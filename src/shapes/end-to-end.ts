import type { Shape } from './shape.ts';

interface Part {
  readonly forMs: number;
  readonly curve: Shape;
}

/**
 * Curves in a row as one curve that ends at `forMs`, where one of them may be cut short. There must be one; each has its
 * highest rate at one of its ends.
 */
export function endToEnd(parts: readonly Part[], forMs: number): Shape {
  const placed: { startMs: number; before: number; curve: Shape; lastsMs: number }[] = [];
  let [startMs, before] = [0, 0];
  for (const { forMs: wantedMs, curve } of parts) {
    const lastsMs = Math.min(wantedMs, forMs - startMs);
    if (lastsMs <= 0) continue;
    placed.push({ startMs, before, curve, lastsMs });
    startMs += lastsMs;
    before += curve.sentBy(lastsMs);
  }
  const first = placed[0] ?? { startMs: 0, before: 0, curve: (parts[0] as Part).curve, lastsMs: 0 };
  const at = (tMs: number): typeof first => placed.findLast((part) => part.startMs <= tMs) ?? first;
  return {
    rateAt: (tMs) => {
      const part = at(tMs);
      return part.curve.rateAt(tMs - part.startMs);
    },
    sentBy: (tMs) => {
      const part = at(tMs);
      return part.before + part.curve.sentBy(tMs - part.startMs);
    },
    timeOf: (count) => {
      const part = placed.findLast((one) => one.before < count) ?? first;
      return part.startMs + Math.min(part.lastsMs, part.curve.timeOf(Math.max(0, count - part.before)));
    },
    peakPerSecond: Math.max(...[first, ...placed].map(({ curve, lastsMs }) => Math.max(curve.rateAt(0), curve.rateAt(lastsMs)))),
  };
}
