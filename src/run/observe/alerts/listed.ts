/** What an Alertmanager (`/api/v2/alerts`) or a Prometheus server (`/api/v1/alerts`) lists, as one kind of value. Pure. */
import { createHash } from 'node:crypto';
import type { PlannedAlerts } from '../../../plan/plan.ts';
import { isSecretName, redacted } from '../../../plan/redact.ts';
import { isMap } from '../../../scenario/origins.ts';
import { wallMsOf } from '../../clock.ts';

export interface ListedAlert {
  readonly name: string;
  /** The same for the same labels, whatever their order. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** It fires, and nobody is told: it is silenced, inhibited or muted. */
  readonly suppressed: boolean;
  /** When it began, by a clock of the source or of its sender; null: it does not say. */
  readonly since: string | null;
}

/** More than this are not one system's. */
const mostAlerts = 1_000;

export function addressOf({ source, url, match }: PlannedAlerts): string {
  const address = new URL(url);
  const root = address.pathname.replace(/\/+$/, '');
  address.pathname = `${root}${source === 'alertmanager' ? '/api/v2/alerts' : '/api/v1/alerts'}`;
  address.hash = '';
  if (source === 'alertmanager')
    for (const [name, value] of Object.entries(match)) address.searchParams.append('filter', `${name}=${JSON.stringify(value)}`);
  return address.href;
}

/** Those that fire and have the labels of `match`. Throws an Error with a sentence for what is no such list. */
export function readListed(text: string, { source, match }: Pick<PlannedAlerts, 'source' | 'match'>): ListedAlert[] {
  const found = new Map<string, ListedAlert>();
  for (const raw of listIn(text, source)) {
    const alert = isMap(raw) && (source === 'alertmanager' ? fromAlertmanager(raw) : fromPrometheus(raw));
    if (!alert || !Object.entries(match).every(([label, value]) => alert.labels[label] === value)) continue;
    const other = found.get(alert.id);
    // Two rules may say the same: it fires from the earlier on, and somebody is told as soon as one is not silenced.
    if (other === undefined) found.set(alert.id, alert);
    else found.set(alert.id, { ...other, suppressed: other.suppressed && alert.suppressed, since: earlier(other.since, alert.since) });
  }
  if (found.size > mostAlerts)
    throw new Error(`${found.size} alerts fire, more than ${mostAlerts}: say under match which are the system's`);
  return [...found.values()];
}

function listIn(text: string, source: PlannedAlerts['source']): unknown[] {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Error('the answer is not JSON');
  }
  const inside = isMap(said) && isMap(said['data']) ? said['data']['alerts'] : undefined;
  const data = source === 'prometheus' ? inside : said;
  if (!Array.isArray(data))
    throw new Error(`the answer is no list of alerts as ${source === 'alertmanager' ? 'an Alertmanager' : 'a Prometheus server'} gives it`);
  return data;
}

/** One that is not processed yet may be silenced for all that is known: the next look tells. */
function fromAlertmanager({ labels, status, startsAt }: Record<string, unknown>): ListedAlert | null {
  const state = isMap(status) ? status['state'] : undefined;
  return state === 'active' || state === 'suppressed' ? alertOf(labels, state === 'suppressed', startsAt) : null;
}

/** A pending one does not fire yet. */
function fromPrometheus({ labels, state, activeAt }: Record<string, unknown>): ListedAlert | null {
  return state === 'firing' ? alertOf(labels, false, activeAt) : null;
}

function alertOf(given: unknown, suppressed: boolean, since: unknown): ListedAlert {
  const labels = Object.fromEntries(
    Object.entries(isMap(given) ? given : {})
      .map(([name, value]): [string, string] => [name, String(value)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const id = createHash('sha256').update(JSON.stringify(labels)).digest('hex').slice(0, 12);
  return { name: labels['alertname'] ?? '', id, labels, suppressed, since: typeof since === 'string' ? since : null };
}

function earlier(a: string | null, b: string | null): string | null {
  return a !== null && b !== null && wallMsOf(b) < wallMsOf(a) ? b : (a ?? b);
}

/** Labels as they may be shown. */
export function shownLabels(labels: ListedAlert['labels']): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, isSecretName(name) ? redacted : value]));
}
