/** The one outcome of each request, entered everywhere it belongs: the books, and the examples that are kept. */
import type { Outcome } from '../../../events/event.ts';
import type { Visit } from '../visit/journey.ts';
import { Causes } from '../wire/cause.ts';
import type { Connection } from '../wire/client.ts';
import type { Accounting } from './accounting.ts';
import type { Samples } from './samples.ts';

const cancelled = 'the run was stopped';
/** The response time of what has none. */
const never = Number.NEGATIVE_INFINITY;

export class Outcomes {
  private readonly books: Accounting;
  private readonly samples: Samples;
  private readonly grouping = new Causes();

  constructor(books: Accounting, samples: Samples) {
    this.books = books;
    this.samples = samples;
  }

  ok(visit: Visit, degraded: boolean, nowMs: number, connection: Connection<Visit>): void {
    const responseMs = nowMs - visit.intendedMs;
    const serviceMs = nowMs - visit.sentMs;
    this.books.ok(visit, degraded, responseMs, serviceMs);
    this.samples.see(visit, 'ok', null, responseMs, serviceMs, connection);
  }

  /** Sent, and without a complete answer or with one that is not ok. */
  failed(visit: Visit, outcome: Outcome, cause: string, shed: boolean, nowMs: number, connection: Connection<Visit>): void {
    const grouped = this.grouping.grouped(cause);
    const responseMs = nowMs - visit.intendedMs;
    const serviceMs = nowMs - visit.sentMs;
    this.books.failed(visit, outcome, grouped, shed, responseMs, serviceMs);
    this.samples.see(visit, outcome, grouped, responseMs, serviceMs, connection);
  }

  /** Never sent. */
  dropped(visit: Visit, cause: string): void {
    this.books.gone(visit, 'dropped', cause);
    this.samples.see(visit, 'dropped', cause, never, never, null);
  }

  /** Due or in flight when the run was stopped. */
  cancelled(visit: Visit): void {
    this.books.gone(visit, 'cancelled', cancelled);
    this.samples.see(visit, 'cancelled', cancelled, never, never, visit.connection);
  }
}
