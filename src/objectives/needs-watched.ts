/** What it takes to judge what is watched beside the load: breakers, alerts, probes. */
import { formatMs } from '../units.ts';
import { everyFault } from './names.ts';
import type { Objective } from './objective.ts';
import { plannedWindow, whenText } from './planned-window.ts';
import { notProvable, provable, type Facts, type Needs } from './provability.ts';
import { lengthenEnd } from './remedy.ts';

type Kind<K extends Objective['kind']> = Extract<Objective, { kind: K }>;

export function breakerNeeds(objective: Kind<'breaker-moves' | 'breaker-stays-closed' | 'breaker-trips'>, plan: Facts): Needs {
  const source = `a source of breaker ${objective.breaker} that answers throughout`;
  const preset = plan.breakers.find(({ name }) => name === objective.breaker)?.preset;
  if (preset === undefined) return notProvable(source, 'none', `there is no breaker ${objective.breaker}`, 'name it under `breakers`');
  if (objective.kind !== 'breaker-moves') return provable(source, preset);
  return loadLeft(source, preset, objective.to === 'opens' ? 'begins' : 'ends', objective, plan);
}

const alertSource = 'a source of alerts that answers throughout';
const whereAlertsAre = 'say where they are: `alerts: {alertmanager: URL}`';

export function alertNeeds(objective: Kind<'alert-moves' | 'alert-silent'>, plan: Facts): Needs {
  if (plan.alerts === undefined) return notProvable(alertSource, 'none', 'no alerts are read', whereAlertsAre);
  const { source } = plan.alerts;
  if (objective.kind === 'alert-silent') return provable(alertSource, source);
  return loadLeft(alertSource, source, objective.to === 'fires' ? 'begins' : 'ends', objective, plan);
}

/** Without a source of alerts the burn rates of the run stand in for them. */
export function detectsNeeds(objective: Kind<'detects'>, plan: Facts): Needs {
  const given = plan.alerts?.source ?? 'emulated from burn rates: no alerts are read';
  return loadLeft('alerts', given, 'begins', objective, plan);
}

interface InTime {
  readonly withinMs: number;
  readonly after: string;
}

/** Its source, and load for as long as it may take: of the fault that leaves the least. */
function loadLeft(source: string, given: string, edge: 'begins' | 'ends', { withinMs, after }: InTime, plan: Facts): Needs {
  const faults = plan.faults.filter(({ id }) => after === everyFault || id === after);
  const needs = `${source}, and ${formatMs(withinMs)} of load after ${after === everyFault ? 'each fault' : after} ${edge}`;
  if (faults.length === 0) return notProvable(needs, 'no fault', 'the plan has no fault', null);
  const leftMs = Math.min(...faults.map(({ atMs, forMs }) => plan.load.totalMs - atMs - (edge === 'ends' ? forMs : 0)));
  const left = `${given}, and ${formatMs(leftMs)}`;
  if (leftMs >= withinMs) return provable(needs, left);
  return notProvable(needs, left, `only ${formatMs(leftMs)} of load are left then`, lengthenEnd(plan, withinMs - leftMs));
}

/** A look that surely falls into the time: it must last as long as it is from one to the next. */
export function probeNeeds(objective: Kind<'probe-holds'>, plan: Facts): Needs {
  const needs = `looks of probe ${objective.probe}${whenText(objective.during)}`;
  const probe = plan.probes?.find(({ name }) => name === objective.probe);
  if (!probe) return notProvable(needs, 'none', `there is no probe ${objective.probe}`, 'name it under `probes`');
  const window = plannedWindow(objective.during, plan) ?? [0, 0];
  const { during } = probe;
  const isFault = plan.faults.some(({ id }) => id === during);
  const looked =
    during === null ? [0, plan.load.totalMs] : (plannedWindow({ over: isFault ? 'fault' : 'stage', name: during }, plan) ?? [0, 0]);
  const bothMs = Math.min(window[1], looked[1] as number) - Math.max(window[0], looked[0] as number);
  const looks = Math.floor(Math.max(0, bothMs) / probe.everyMs + 1e-9);
  const given = `about ${looks}, one every ${formatMs(probe.everyMs)}`;
  if (looks >= 1) return provable(needs, given);
  if (bothMs <= 0) return notProvable(needs, 'none', `it is looked at during ${during} only`, `leave its \`during\` out`);
  const reason = `that is over within ${formatMs(bothMs)}, and it is looked at every ${formatMs(probe.everyMs)}`;
  return notProvable(needs, given, reason, `let it be looked at every ${formatMs(Math.max(500, Math.floor(bothMs / 1_000) * 500))}`);
}
