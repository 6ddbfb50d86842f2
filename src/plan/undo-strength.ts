/** How surely what is done on a link is undone, should the tool be killed: as far as the plan knows which server it will be on. */
import type { Plan, PlannedLink } from './plan.ts';

/** What the plan can't know of the machine it is made on. */
export interface Survival {
  /** This process is its container's first: with it everything in there ends. */
  readonly isFirstProcess: boolean;
}

/** One clause: `lease or watchdog: ...`, `watchdog: ...`, `this machine only: ...`. */
export function undoStrength(link: PlannedLink, plan: Plan, { isFirstProcess }: Survival): string {
  const server = link.toxiproxy ?? plan.toxiproxy;
  if (server === null)
    return isFirstProcess
      ? "this machine only: the server is the run's own and ends with this container"
      : "watchdog: the server is the run's own, ends with it, and a process that outlives the run sees to that";
  if (isFirstProcess)
    return 'lease where the server is chaos proxy, else this machine only: nothing outlives the first process of a container';
  return 'lease where the server is chaos proxy, else watchdog: a process on this machine that outlives the run';
}
