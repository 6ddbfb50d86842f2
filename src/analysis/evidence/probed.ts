/**
 * What the tool's own connections through a link met. They show that a fault has an effect, and never that the system's traffic crosses
 * the link: that has to come from somewhere else.
 */
import type { EventOf } from '../../events/event.ts';
import { formatMs } from '../../units.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { rivalsOf, wasIn } from './rivals.ts';
import { around } from './window.ts';

type Probe = EventOf<'link-probed'>;

/** Slower than the slowest of before by so much is slow. */
const slower = { times: 1.5, ms: 20 };

/** `11 of 11 probe connections were refused while it was in, and none of 2 before`; null where none tells anything. */
export function probeEffect(record: RunRecord, planned: PlannedFault, fault: FaultRun): string | null {
  const probes = record.of('link-probed').filter((event) => event.link === planned.link);
  const rivals = rivalsOf(record, planned, fault);
  // What another fault did is no measure; a bare connect that stood is one all the same.
  const free = ({ tMs, how, outcome }: Probe): boolean =>
    (how === 'connect' && outcome === 'answered') || !rivals.some((rival) => wasIn(rival, [tMs, tMs]));
  const looks = around(probes, fault, ({ ms }) => ms ?? 0);
  const [before, during] = [looks.before.filter(free), looks.during];
  const [first] = during;
  // Without a good one before there is nothing to compare with.
  if (first === undefined || before.length === 0 || !before.every(isGood)) return null;
  const slowMs = Math.max(...before.map(({ ms }) => ms ?? 0)) * slower.times + slower.ms;
  const hit = during.filter((probe) => !isGood(probe) || (probe.how === 'exchange' && (probe.ms ?? 0) > slowMs));
  if (hit.length === 0) return null;
  const what = `${first.how === 'connect' ? 'probe connection' : 'probe'}${during.length === 1 ? '' : 's'}`;
  return `${hit.length} of ${during.length} ${what} ${wordsFor(hit)} while it was in, and none of ${before.length} before`;
}

function isGood({ outcome, status }: Probe): boolean {
  return outcome === 'answered' && (status === null || status < 500);
}

/** What most of them met. */
function wordsFor(hit: readonly Probe[]): string {
  const be = hit.length === 1 ? 'was' : 'were';
  const tookMs = medianOf(hit.map(({ ms }) => ms ?? 0));
  const words = hit.map(({ outcome, status }) => {
    if (outcome !== 'answered') return passive.has(outcome) ? `${be} ${failures[outcome]}` : failures[outcome];
    return status !== null && status >= 500 ? `${be} answered ${status}` : `took ${formatMs(tookMs)} at the median`;
  });
  return [...Map.groupBy(words, (word) => word)].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? '';
}

const failures = {
  refused: 'refused',
  closed: 'closed',
  reset: 'reset',
  timeout: 'had no answer in time',
  failed: 'failed',
} as const;
/** `was refused`, but `failed`. */
const passive: ReadonlySet<Probe['outcome']> = new Set(['refused', 'closed', 'reset']);

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
