/**
 * Successive lists of firing alerts -> what changed between them. Pure. A look tells of some instant while it was asked for, so a change lies
 * between the begin of the look before and the end of this one.
 *
 * The clocks of source and senders are never compared with ours. All that is taken from the times they give is that a later beginning is
 * another one: an alert that ended and began again between two looks shows itself by that alone.
 */
import type { Interval } from '../../../events/event.ts';
import { wallMsOf } from '../../clock.ts';
import type { ListedAlert } from './listed.ts';

export interface AlertChange {
  readonly alert: ListedAlert;
  readonly state: 'firing' | 'suppressed' | 'resolved';
  /** On the clock of the looks; null: it was so in the first one. */
  readonly atMs: Interval | null;
}

export interface AlertTracker {
  /** What fires, as a look that began and ended at these times saw it. */
  see(listed: readonly ListedAlert[], askedMs: number, answeredMs: number): AlertChange[];
}

export function createAlertTracker(): AlertTracker {
  const firing = new Map<string, { alert: ListedAlert; told: boolean }>();
  let lastAskedMs: number | null = null;
  return {
    see(listed, askedMs, answeredMs) {
      const atMs: Interval | null = lastAskedMs === null ? null : [lastAskedMs, answeredMs];
      const changes: AlertChange[] = [];
      const begin = (alert: ListedAlert): void => {
        firing.set(alert.id, { alert, told: !alert.suppressed });
        changes.push({ alert, state: alert.suppressed ? 'suppressed' : 'firing', atMs });
      };
      const end = (alert: ListedAlert): void => {
        firing.delete(alert.id);
        changes.push({ alert, state: 'resolved', atMs });
      };
      const now = new Set(listed.map(({ id }) => id));
      for (const [id, { alert }] of firing) if (!now.has(id)) end(alert);
      for (const alert of listed) {
        const known = firing.get(alert.id);
        if (known === undefined) begin(alert);
        else if (isLater(alert.since, known.alert.since)) {
          end(known.alert);
          begin(alert);
        } else if (!known.told && !alert.suppressed) begin(alert);
        // One that is silenced while it fires has been told of, and fires on.
        else known.alert = alert;
      }
      lastAskedMs = askedMs;
      return changes;
    },
  };
}

/** Of several senders the earliest beginning is shown, which may go back. */
function isLater(since: string | null, before: string | null): boolean {
  return since !== null && before !== null && wallMsOf(since) > wallMsOf(before);
}
