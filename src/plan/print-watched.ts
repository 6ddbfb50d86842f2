/** The rows of `chaos plan` about what is watched beside load and links. */
import { formatMs } from '../units.ts';
import type { Plan, PlannedAlerts, PlannedLook, PlannedSteadyProbe } from './plan.ts';

type Source = (...keys: string[]) => string;

export function alertRows({ alerts }: Plan, source: Source): string[][] {
  return alerts === undefined ? [] : [[alertSourceName(alerts), alerts.url, matchText(alerts), source('alerts')]];
}

export function probeRows({ probes = [] }: Plan, source: Source): string[][] {
  return probes.map((probe) => [probe.name, lookText(probe.look), timesText(probe), source(`probes.${probe.name}`)]);
}

/** What is so by default is not said. */
export function gateLines({ gate, sources }: Plan, source: Source): string[] {
  if (gate === 'off') return [`gate: off ${source('gate')}: faults come though the baseline or a probe failed`];
  return (sources['gate'] ?? 'default') === 'default' ? [] : [`gate: on ${source('gate')}`];
}

export function alertSourceName({ source }: Pick<PlannedAlerts, 'source'>): string {
  return source === 'alertmanager' ? 'Alertmanager' : 'Prometheus';
}

/** `service=shop, team=web`; `every alert`. */
export function matchText({ match }: Pick<PlannedAlerts, 'match'>): string {
  const labels = Object.entries(match).map(([name, value]) => `${name}=${value}`);
  return labels.length === 0 ? 'every alert' : labels.join(', ');
}

/** `GET http://127.0.0.1:8080/health`, `connect to 127.0.0.1:5432`, `./check.sh --strict`, `sum(up) >= 5 at http://...`. */
export function lookText(look: PlannedLook): string {
  switch (look.how) {
    case 'http':
      return `GET ${look.url}`;
    case 'tcp':
      return `connect to ${look.address}`;
    case 'command':
      return look.command.map((word) => (/^[\w@%+=:,./${}-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
    case 'prometheus':
      return `${look.query} ${look.is.text} at ${look.url}`;
  }
}

function timesText({ everyMs, timeoutMs, during }: PlannedSteadyProbe): string {
  return `every ${formatMs(everyMs)}, within ${formatMs(timeoutMs)}${during === null ? '' : `, during ${during}`}`;
}
