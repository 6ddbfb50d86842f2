/** Whether the system is well by its own alerts and by the probes of the scenario: watched from before the load to its end. */
import { ChaosError } from '../../errors.ts';
import type { Emit, Event } from '../../events/event.ts';
import type { Plan } from '../../plan/plan.ts';
import type { AskedTarget } from '../ask.ts';
import type { Clock } from '../clock.ts';
import { alertSource, watchAlerts } from './alerts/watch.ts';
import { watchProbes } from './probes/watch.ts';

export interface SteadyStateWatch {
  /**
   * Resolves after a first look at everything. Rejects with OBSERVER_UNREACHABLE where the source of alerts does not answer, and with NOT_STEADY
   * where a probe does not hold, unless the gate is off.
   */
  readonly ready: Promise<void>;
  /** Every event of the run. */
  see(event: Event): void;
  /** After a last look or, where nobody waits for it, at once; may be called again. */
  stop(how: { readonly lastLook: boolean }): Promise<void>;
}

export function watchSteadyState(
  plan: Pick<Plan, 'alerts' | 'probes' | 'gate'>,
  around: {
    readonly target: AskedTarget;
    readonly clock: Clock;
    readonly emit: Emit;
    readonly toRunMs: (clockMs: number) => number;
  },
): SteadyStateWatch {
  const alerts = plan.alerts && watchAlerts({ alerts: plan.alerts, ...around });
  const probes = watchProbes(plan.probes ?? [], around);
  const ready = async (): Promise<void> => {
    const problem = (await alerts?.first) ?? null;
    if (problem !== null && plan.alerts) throw unreachable(alertSource(plan.alerts), problem);
    const failing = await probes.first;
    if (failing.length > 0 && plan.gate !== 'off') throw notSteady(failing);
  };
  return {
    ready: ready(),
    see: (event) => probes.see(event),
    async stop(how) {
      await Promise.all([alerts?.stop(how), probes.stop(how)]);
    },
  };
}

function unreachable(source: string, problem: string): ChaosError {
  return new ChaosError(
    'OBSERVER_UNREACHABLE',
    `the source of alerts does not answer: ${source}: ${problem}; no load was sent`,
    'mend its URL, or leave alerts out',
  );
}

function notSteady(failing: readonly { readonly probe: string; readonly detail: string }[]): ChaosError {
  const [first, ...others] = failing.map(({ probe, detail }) => `${probe} (${detail})`);
  const more = others.length === 0 ? '' : `, nor ${others.length === 1 ? 'does' : 'do'} ${others.join(', ')}`;
  return new ChaosError(
    'NOT_STEADY',
    `the system is not in its steady state: probe ${first} does not hold${more}; no load was sent`,
    'mend the system or the probe; --gate off goes on all the same, to explore',
  );
}
