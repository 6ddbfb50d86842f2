/**
 * From answers that bear a signature to the times in which a breaker was open: from the first of them until none comes any more though
 * as many are due. What lies between two of them, a probe or a short closing, does not show.
 */
import type { Interval } from '../../events/event.ts';
import { declined, type Inference, type InferredMove } from './inference.ts';

/** By when the requests began. */
export interface SignedBin {
  readonly atMs: number;
  readonly due: number;
  readonly signed: number;
}

/** Signed answers that should have come since the last: none of ten come once in 20 000 times. */
const missed = 10;
const shortestMs = 300;
/** Answers are apart by more than 4.6 times their mean once in a hundred times. */
const apart = 4.6;

export interface SignedInput {
  /** In the order of time, each `widthMs` long. */
  readonly bins: readonly SignedBin[];
  readonly widthMs: number;
  readonly endMs: number;
}

interface Stretch {
  readonly first: SignedBin;
  last: SignedBin;
  due: number;
  signed: number;
  /** Due since the last that was signed. */
  since: number;
}

export function inferSigned({ bins, widthMs, endMs }: SignedInput): Inference {
  const moves: InferredMove[] = [];
  let open: Stretch | null = null;
  let signed = 0;
  const end = (stretch: Stretch, nowMs: number): void => {
    const gapMs = gapOf(stretch, widthMs);
    moves.push({ from: 'closed', to: 'open', atMs: [Math.max(0, stretch.first.atMs - gapMs), stretch.first.atMs + widthMs] });
    if (nowMs < endMs) moves.push({ from: 'open', to: 'closed', atMs: closing(stretch, gapMs, widthMs, nowMs) });
  };
  for (const bin of bins) {
    signed += bin.signed;
    if (bin.signed > 0) {
      open ??= { first: bin, last: bin, due: 0, signed: 0, since: 0 };
      open.due += open.since + bin.due;
      open.signed += bin.signed;
      open.last = bin;
      open.since = 0;
    } else if (open !== null) {
      open.since += bin.due;
      const expected: number = (open.since * open.signed) / Math.max(1, open.due);
      if (expected < missed || bin.atMs - open.last.atMs < shortestMs) continue;
      end(open, bin.atMs);
      open = null;
    }
  }
  if (open !== null) end(open, endMs);
  if (signed === 0) return declined('no answer bore a signature of it, which a breaker that is hidden from clients has not either');
  return { declined: null, moves, watched: [[0, endMs]], detail: `${signed} answers bore its signature` };
}

function closing({ last }: Stretch, gapMs: number, widthMs: number, nowMs: number): Interval {
  return [last.atMs, Math.min(nowMs + widthMs, last.atMs + widthMs + gapMs)];
}

/** How far apart signed answers may have been, at the rate of the stretch. */
function gapOf({ first, last, signed }: Stretch, widthMs: number): number {
  return (apart * (last.atMs + widthMs - first.atMs)) / Math.max(1, signed);
}
