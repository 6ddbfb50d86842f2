/**
 * How many requests a log holds as examples: a megabyte of them, whatever the run's length, its routes and its workers.
 * While there is room all are written as they come. The less there is left, the less is written at once: a kind may use the
 * room up to its own limit, so that slow successes never crowd out failures that come later. What had to wait is written at
 * the end, the failed before the ok and the first before the slowest, as far as there is room then.
 */
import type { Emit, EventBody } from '../events/event.ts';

export const sampleBudgetBytes = 1_000_000;

type Sample = Extract<EventBody, { type: 'sample' }>;

interface Line {
  readonly body: Sample;
  readonly bytes: number;
  readonly tMs: number | undefined;
}

/** How much of the budget may be used before one of this kind has to wait. */
const limits = { failedFirst: 1, failedSlowest: 0.85, okFirst: 0.7, okSlowest: 0.5 } as const;
/** The order at the end. */
const kinds = ['failedFirst', 'failedSlowest', 'okFirst', 'okSlowest'] as const satisfies readonly (keyof typeof limits)[];

export interface SampleBudget {
  /** Passes everything on but the samples that there is no room for. */
  readonly emit: Emit;
  /** Writes what waited and still fits, and says how many did not. */
  close(): void;
}

/** `clean` is what the log does to an event before it writes it. */
export function limitSamples(emit: Emit, clean: (body: EventBody) => EventBody, budgetBytes = sampleBudgetBytes): SampleBudget {
  const waiting = kinds.map(() => ({ lines: [] as Line[], bytes: 0 }));
  let usedBytes = 0;
  let leftOut = 0;
  let closed = false;
  const written = ({ body, bytes, tMs }: Line, limitBytes: number): boolean => {
    if (usedBytes + bytes > limitBytes) return false;
    usedBytes += bytes;
    emit(body, tMs);
    return true;
  };
  return {
    emit: (body, tMs) => {
      if (body.type !== 'sample') return emit(body, tMs);
      if (closed) return;
      const bytes = Buffer.byteLength(JSON.stringify(clean(body))) + lineBytes;
      const kind = kindOf(body);
      const queue = waiting[kinds.indexOf(kind)] as (typeof waiting)[number];
      const line = { body, bytes, tMs };
      if (written(line, limits[kind] * budgetBytes)) return;
      // More of a kind than could ever be written need not wait.
      if (queue.bytes + bytes > budgetBytes) leftOut += 1;
      else {
        queue.lines.push(line);
        queue.bytes += bytes;
      }
    },
    close: () => {
      if (closed) return;
      closed = true;
      let full = false;
      for (const { lines } of waiting) {
        // A gap that is too small for one that comes before is left, so that the order holds.
        const left: readonly Line[] = full ? lines : lines.filter((line) => !written(line, budgetBytes));
        leftOut += left.length;
        full ||= left.length > 0;
      }
      if (leftOut > 0) emit({ type: 'samples-left-out', count: leftOut });
    },
  };
}

/** The time and the line's end, which the log adds. */
const lineBytes = 32;

function kindOf({ kept, sample }: Sample): keyof typeof limits {
  if (sample.outcome === 'ok') return kept === 'first' ? 'okFirst' : 'okSlowest';
  return kept === 'first' ? 'failedFirst' : 'failedSlowest';
}
