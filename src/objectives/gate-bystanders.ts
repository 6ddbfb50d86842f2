/** What speaks against a baseline besides the answers to its load: probes that did not hold, alerts that fired, breakers that were open. */
import type { Event } from '../events/event.ts';
import { formatMs } from '../units.ts';
import { alertMatches } from './alert-pattern.ts';
import { watchClosed } from './gate-breakers.ts';
import type { Objective } from './objective.ts';

export interface Bystanders {
  see(event: Event): void;
  /** The first that speaks against it, in a sentence; or null. */
  problem(): string | null;
}

/** `objectives`: what the baseline is held to; `within`: whether a time lies in what counts of it. */
export function watchBystanders(objectives: readonly Objective[], within: (tMs: number) => boolean): Bystanders {
  const silent = objectives.filter((one) => one.kind === 'alert-silent');
  const closed = objectives.filter((one) => one.kind === 'breaker-stays-closed').map((one) => watchClosed(one, within));
  const failing = new Map<string, { readonly detail: string; readonly sinceMs: number }>();
  const firing = new Map<string, string>();
  let found: string | null = null;

  const say = (problem: string): void => {
    found ??= problem;
  };
  const fires = (alert: string): void => {
    for (const one of silent) if (alertMatches(one.alert, alert)) say(`${one.text}: alert ${alert} fired`);
  };
  /** What was so before may still be. */
  const lasting = (tMs: number): void => {
    if (!within(tMs)) return;
    for (const [probe, { detail, sinceMs }] of failing) say(`probe ${probe} did not hold at ${formatMs(Math.max(0, sinceMs))}: ${detail}`);
    for (const alert of firing.values()) fires(alert);
  };
  return {
    see(event) {
      for (const one of closed) one.see(event);
      lasting(event.tMs);
      if (event.type === 'probe') {
        if (event.ok) failing.delete(event.probe);
        else if (!failing.has(event.probe)) failing.set(event.probe, { detail: event.detail, sinceMs: event.tMs });
      } else if (event.type === 'alert') {
        if (event.state === 'firing') firing.set(event.id, event.alert);
        else firing.delete(event.id);
      } else return;
      lasting(event.tMs);
    },
    problem: () => found ?? closed.map((one) => one.problem()).find((problem) => problem !== null) ?? null,
  };
}
