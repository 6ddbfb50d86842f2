/** What speaks against a baseline besides the answers to its load: probes that did not hold, alerts that fired, breakers that opened. */
import type { Event } from '../events/event.ts';
import type { Plan } from '../plan/plan.ts';
import { formatMs } from '../units.ts';
import { alertMatches } from './alert-pattern.ts';
import type { Objective } from './objective.ts';

export interface Bystanders {
  see(event: Event): void;
  /** The first that speaks against it, in a sentence; or null. */
  problem(): string | null;
}

/** `within`: whether a time lies in what counts of the baseline. */
export function watchBystanders(plan: Plan, within: (tMs: number) => boolean): Bystanders {
  const { baseline } = plan;
  const silent = plan.objectives.map(({ objective }) => objective).filter((one) => isOver(one, baseline?.stage));
  const failing = new Map<string, { readonly detail: string; readonly sinceMs: number }>();
  const firing = new Map<string, string>();
  let found: string | null = null;

  const say = (problem: string): void => {
    found ??= problem;
  };
  const fires = (alert: string): void => {
    for (const one of silent) if (one.kind === 'alert-silent' && alertMatches(one.alert, alert)) say(`${one.text}: alert ${alert} fired`);
  };
  /** What was so before may still be. */
  const lasting = (tMs: number): void => {
    if (!within(tMs)) return;
    for (const [probe, { detail, sinceMs }] of failing) say(`probe ${probe} did not hold at ${formatMs(Math.max(0, sinceMs))}: ${detail}`);
    for (const alert of firing.values()) fires(alert);
  };
  return {
    see(event) {
      lasting(event.tMs);
      if (event.type === 'probe') {
        if (event.ok) failing.delete(event.probe);
        else if (!failing.has(event.probe)) failing.set(event.probe, { detail: event.detail, sinceMs: event.tMs });
      } else if (event.type === 'alert') {
        if (event.state === 'firing') firing.set(event.id, event.alert);
        else firing.delete(event.id);
      } else if (event.type === 'breaker' && event.to === 'open' && within(event.tMs)) {
        for (const one of silent)
          if (one.kind === 'breaker-stays-closed' && one.breaker === event.breaker)
            say(`${one.text}: it opened${event.instance === '' ? '' : ` (${event.instance})`}`);
      } else return;
      lasting(event.tMs);
    },
    problem: () => found,
  };
}

function isOver(objective: Objective, stage: string | undefined): boolean {
  const kinds: readonly Objective['kind'][] = ['alert-silent', 'breaker-stays-closed'];
  return kinds.includes(objective.kind) && 'during' in objective && objective.during.over === 'stage' && objective.during.name === stage;
}
