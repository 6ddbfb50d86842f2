/**
 * Something that is so or is not: a breaker that is open, a probe that fails, an alert that fires. It is met once it has been so
 * for long enough without a break, of which nothing before the rule's beginning counts. Where a source falls silent nothing is
 * known, and a rule acts on what is known only.
 */
import type { Event } from '../events/event.ts';
import { formatMs } from '../units.ts';
import type { ConditionWatch } from './abort-condition.ts';
import { alertMatches } from './alert-pattern.ts';
import { followBreaker } from './breaker-states.ts';
import type { AbortCondition } from './objective.ts';
import { instancesNeeded } from './share-of-instances.ts';

type State = Exclude<AbortCondition, { kind: 'percentile' | 'share' | 'rate' }>;

/** What is so, in words, or null. Told of every event. */
type StateFold = (event: Event) => string | null;

export function watchState(condition: State, forMs: number): ConditionWatch {
  const look = foldOf(condition);
  let sinceMs: number | null = null;
  return (event, beganMs) => {
    const what = look(event);
    if (what === null) sinceMs = null;
    else sinceMs ??= event.tMs;
    if (what === null || sinceMs === null || beganMs === null || event.tMs < beganMs) return null;
    const lastsMs = event.tMs - Math.max(sinceMs, beganMs);
    if (lastsMs < forMs) return null;
    return lastsMs > 0 ? `${what} for ${formatMs(lastsMs)}` : what;
  };
}

function foldOf(condition: State): StateFold {
  switch (condition.kind) {
    case 'breaker-open':
      return breakerOpen(condition.breaker, condition.onShare ?? 0);
    case 'probe-fails':
      return probeFails(condition.probe);
    case 'alert-fires':
      return alertFires(condition.alert);
  }
}

function breakerOpen(name: string, share: number): StateFold {
  const states = followBreaker(name);
  return (event) => {
    states.see(event);
    const [open, all] = [states.open().length, states.instances()];
    if (all === 0 || open < instancesNeeded(share, all)) return null;
    return all === 1 ? `${name} is open` : `${name} is open on ${open} of ${all} instances`;
  };
}

function probeFails(name: string): StateFold {
  let failing: string | null = null;
  return (event) => {
    if (event.type === 'probe' && event.probe === name)
      failing = event.ok ? null : `${name} fails${event.detail === '' ? '' : ` (${event.detail})`}`;
    return failing;
  };
}

/** One that is suppressed fires, and its owners have said that nobody is to act on it. */
function alertFires(pattern: string): StateFold {
  const firing = new Map<string, string>();
  return (event) => {
    if (event.type === 'alert' && alertMatches(pattern, event.alert)) {
      const key = `${event.alert} ${event.id}`;
      if (event.state === 'firing') firing.set(key, event.alert);
      else firing.delete(key);
    }
    const [first] = firing.values();
    return first === undefined ? null : `${first} fires`;
  };
}
