/** The system's own alerts, as their source showed them: what fired, from when to when. */
import { alertMatches } from '../objectives/alert-pattern.ts';
import type { AlertFacts, Missing } from '../objectives/measures.ts';
import type { Interval } from '../events/event.ts';
import type { Analysis } from './analysis.ts';
import type { RunRecord } from './run-record.ts';

export interface Firing {
  readonly alert: string;
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly atMs: Interval;
  readonly clearedAtMs: Interval | null;
  /** Before t = 0, since whenever. */
  readonly already: boolean;
  /** Nobody was told: it was silenced, inhibited or muted. */
  readonly suppressed: boolean;
  readonly startedAt: string | null;
}

/** In the order of time. An alert of which somebody is told only later fires to them from then on. */
export function firingsOf(record: RunRecord): Firing[] {
  const open = new Map<string, Firing>();
  const done: Firing[] = [];
  for (const { id, alert, state, atMs, already = false, startedAt = null, labels, tMs } of record.of('alert')) {
    const when: Interval = already ? [tMs, tMs] : atMs;
    const before = open.get(id);
    if (before) done.push({ ...before, clearedAtMs: when });
    open.delete(id);
    if (state !== 'resolved')
      open.set(id, { alert, id, labels, atMs: when, clearedAtMs: null, already, suppressed: state === 'suppressed', startedAt });
  }
  return [...done, ...open.values()].toSorted((a, b) => a.atMs[1] - b.atMs[1] || (a.id < b.id ? -1 : 1));
}

/** What judges ask: of alerts of which somebody was told. */
export function alertFacts(record: RunRecord, pattern: string): AlertFacts | Missing {
  const { alerts } = record.plan;
  if (!alerts) return { missing: 'no source of alerts is named in the scenario' };
  const { answered, silences } = sourceOf(record);
  const firings = firingsOf(record).filter(({ alert, suppressed }) => !suppressed && alertMatches(pattern, alert));
  return { answered, gaps: silences, firings };
}

function sourceOf(record: RunRecord): { name: string; answered: boolean; silences: [number, number][] } {
  const said = record.of('alert-source').toSorted((a, b) => a.tMs - b.tMs);
  const silences = said.flatMap((event, i): [number, number][] => {
    const from = Math.max(0, event.knownToMs ?? event.tMs);
    const to = Math.min(record.loadEndMs, said[i + 1]?.tMs ?? record.loadEndMs);
    return event.answering || to <= from ? [] : [[from, to]];
  });
  return { name: said[0]?.source ?? '', answered: said.some(({ answering }) => answering), silences };
}

export function alertsShown(record: RunRecord): Pick<Analysis, 'alertSource' | 'alerts'> {
  if (!record.plan.alerts) return { alertSource: null, alerts: [] };
  const { name, answered, silences } = sourceOf(record);
  const byId = Map.groupBy(firingsOf(record), ({ id }) => id);
  const alerts = [...byId.values()].map((firings) => {
    const { alert, labels } = firings[0] as Firing;
    return {
      name: alert,
      labels: { ...labels },
      firings: firings.map(({ atMs, clearedAtMs, already, suppressed, startedAt }) => ({
        atMs: [atMs[0], atMs[1]] as [number, number],
        clearedAtMs: clearedAtMs && ([clearedAtMs[0], clearedAtMs[1]] as [number, number]),
        already,
        suppressed,
        startedAt,
      })),
    };
  });
  return { alertSource: { name, answered, silences }, alerts };
}
