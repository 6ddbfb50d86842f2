/** What does a step: one actuator for each thing that can be acted on. Doing is here; undoing follows from the deed alone (../undo.ts). */
import { ChaosError } from '../../../errors.ts';
import type { Step } from '../../../faults/step.ts';
import type { Emit } from '../../../events/event.ts';
import type { PlannedFault } from '../../../plan/plan.ts';
import type { People } from '../../people.ts';
import type { Deed } from '../journal.ts';
import type { Processes } from '../processes.ts';
import type { OnLink } from '../run-links.ts';

/** Where and for which fault a step is done. */
export interface ActingOn {
  readonly runId: string;
  readonly fault: PlannedFault;
  /** The fault's link; null for what acts on none. */
  readonly on: OnLink | null;
  /** Does another active fault keep the same link down? */
  readonly isDownByAnother: boolean;
  /** null: the scenario starts none. */
  readonly processes: Processes | null;
  /** null: nobody can be asked. */
  readonly people: People | null;
  readonly emit: Emit;
  /** Aborted when the run begins to stop. */
  readonly stopping: AbortSignal;
  /** Aborted when the fault is about to be removed. */
  readonly leaving: AbortSignal;
}

export interface Evidence {
  readonly ok: boolean;
  readonly detail: string;
}

export interface Actuator<S extends Step> {
  /**
   * What is written down before the step is done, enough to undo it. null: it only changes or takes back what an earlier step of the
   * fault did. A deed that is equal to one of the fault's that is still open is not written twice.
   */
  deed(step: S, acting: ActingOn): Deed | null;
  /** Resolves once it is confirmed; rejects where it was not done, or not for certain. */
  act(step: S, acting: ActingOn): Promise<void>;
  /** What shows that it took effect, of what no proxy can count; looked for once it is confirmed, until the fault leaves. null: nothing. */
  evidence?(step: S, acting: ActingOn): Promise<Evidence | null>;
}

/** The link of a step that needs one. */
export function linkOf({ on, fault }: ActingOn): OnLink {
  if (on === null) throw new ChaosError('INTERNAL', `fault ${fault.id} acts on no link`, 'a bug: please report it');
  return on;
}
