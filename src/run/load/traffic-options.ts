/** What the visitors of a load are given: limits, the clock, books to write in, and whom to tell. */
import type { PlannedLoad } from '../../plan/plan.ts';
import type { Accounting } from './books/accounting.ts';
import type { JourneyBooks } from './books/journey-books.ts';
import type { Samples } from './books/samples.ts';
import type { Signed } from './books/signed.ts';
import type { Health } from './health.ts';
import type { StageClock } from './pace/stage-clock.ts';
import type { Dial } from './wire/dial.ts';

export interface TrafficOptions {
  readonly limits: Pick<PlannedLoad, 'timeoutMs' | 'deadlineMs' | 'maxInFlight' | 'connections'>;
  /** Of `maxInFlight`, how many may be in flight here. */
  readonly mostInFlight: number;
  /** Arrivals a second at the plan's peak, as far as it is known. */
  readonly mostPerSecond: number;
  readonly stages: StageClock;
  readonly books: Accounting;
  /** null: no journey has more than one step, so that requests say it all. */
  readonly journeys: JourneyBooks | null;
  readonly health: Health;
  readonly dial: Dial;
  readonly samples: Samples;
  /** null: no breaker has a signature. */
  readonly signed: Signed | null;
  /** Milliseconds from t = 0. */
  readonly now: () => number;
  readonly acknowledge: (id: string, tMs: number) => void;
  /** Told when a journey has ended, however it did, unless the run was stopped; null: nobody asks. */
  readonly journeyEnded: ((tMs: number) => void) | null;
  /** Called after each outcome that a connection told, outside of any turn. */
  readonly afterOutcome: (nowMs: number) => void;
}
