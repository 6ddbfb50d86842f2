import type { Visit } from '../visit/journey.ts';

interface Pause {
  readonly dueMs: number;
  readonly visit: Visit;
}

/** Visitors between two steps, the one who is due first on top (a binary heap). */
export class Thinking {
  private readonly heap: Pause[] = [];

  get size(): number {
    return this.heap.length;
  }

  /** When the first is due; Infinity when nobody thinks. */
  next(): number {
    return this.heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  add(visit: Visit, dueMs: number): void {
    const { heap } = this;
    const pause = { dueMs, visit };
    let at = heap.push(pause) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heap[parent] as Pause).dueMs <= dueMs) break;
      heap[at] = heap[parent] as Pause;
      at = parent;
    }
    heap[at] = pause;
  }

  /** Takes the one who is due first; there must be one. */
  take(): Pause {
    const { heap } = this;
    const top = heap[0] as Pause;
    const last = heap.pop() as Pause;
    if (heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Pause).dueMs < (heap[child] as Pause).dueMs) child += 1;
      if ((heap[child] as Pause).dueMs >= last.dueMs) break;
      heap[at] = heap[child] as Pause;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
