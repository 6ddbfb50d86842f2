import type { Visit } from '../visit/journey.ts';

/** What is in flight, in the order of sending: one timeout for all means that the oldest expires first. */
export class InFlight {
  size = 0;
  private first: Visit | null = null;
  private last: Visit | null = null;

  get oldest(): Visit | null {
    return this.first;
  }

  add(visit: Visit): void {
    visit.earlier = this.last;
    visit.later = null;
    if (this.last === null) this.first = visit;
    else this.last.later = visit;
    this.last = visit;
    this.size += 1;
  }

  remove(visit: Visit): void {
    if (visit.earlier === null) this.first = visit.later;
    else visit.earlier.later = visit.later;
    if (visit.later === null) this.last = visit.earlier;
    else visit.later.earlier = visit.earlier;
    visit.earlier = null;
    visit.later = null;
    this.size -= 1;
  }
}
