/** What it takes to know the system before a fault: a baseline that gates, without which nothing is the reference of a recovery. */
import type { PlannedFault } from '../plan/plan.ts';
import { formatMs, formatRate } from '../units.ts';
import { expectedOf } from './expected.ts';
import { notProvable, provable, type Facts, type Needs } from './provability.ts';

/** As `leastGateMs` of the plan says: a shorter baseline gates nothing. */
const gatesFromMs = 10_000;

export function baselineNeeds(fault: PlannedFault, { baseline, load }: Facts): Needs {
  const needs = `a baseline of at least ${formatMs(gatesFromMs)} before it`;
  const rate = load.model === 'open' ? ` at ${formatRate(expectedOf(load).rateAt(fault.atMs + fault.forMs))}` : '';
  const remedy = `name a stage baseline of at least ${formatMs(gatesFromMs)}${rate}`;
  if (baseline === null) return notProvable(needs, 'none', 'no stretch of constant load stands before the first fault', remedy);
  const given = `${baseline.stage}, ${formatMs(baseline.endMs - baseline.startMs)}`;
  if (baseline.gates) return provable(needs, given);
  const reason = `the baseline (${given}) is too short to be a reference, it takes ${formatMs(gatesFromMs)}`;
  return notProvable(needs, given, reason, remedy);
}

/** What is said of it before whatever else a recovery needs; nothing where the plan has it. */
export function lackingBaseline(fault: PlannedFault, plan: Facts): string {
  const { needs, provable: given } = baselineNeeds(fault, plan);
  return given ? '' : `${needs}, `;
}
