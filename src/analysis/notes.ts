/** What a reader should know before believing the numbers. */
import { formatMs, formatShare } from '../units.ts';
import type { Analysis } from './analysis.ts';
import { burnRules } from './detection/burn-rate.ts';
import { sloOf } from './detection/detection.ts';
import { failedBaseline } from './gate.ts';
import { remarks } from './recovery/remarks.ts';
import type { RunRecord } from './run-record.ts';

export function notes(record: RunRecord, found: Pick<Analysis, 'detection' | 'recovery' | 'breakers'>): string[] {
  const { table, plan, killed, stopped } = record;
  const said: string[] = [...plan.warnings];
  if (killed) said.push('The log ends without an end: the process was killed. What follows is what it had written.');
  else if (stopped) said.push(`It ended before its planned end (${stopped.why}): stages after that are not in the numbers.`);
  if (table.unfinished > 0) said.push(`${table.unfinished} requests have no outcome in the log; they are counted as cancelled.`);
  if (!table.consistent) said.push('The two kinds of counts in the log do not agree: its end is incomplete.');
  said.push(...detectionNotes(record, found.detection));
  const failed = failedBaseline(record);
  if (failed !== null) said.push(`The gate was off, and ${failed}. What needs a baseline is not judged.`);
  said.push(...remarks(found.recovery, record.opened.attempt?.role === 'repeat'));
  for (const { name, grade, evidence } of found.breakers) {
    const hasSource = evidence.length === 0 || evidence.some((one) => one.grade === 'A');
    if (grade !== 'A' && hasSource) said.push(`No source of breaker ${name} answered.`);
  }
  for (const event of record.of('trouble')) said.push(`${event.what}: ${event.detail}`);
  return said;
}

/** Windows are told wherever something was emulated: scaled down, they tell of this run and not of the alerts one has. */
function detectionNotes(record: RunRecord, detection: Analysis['detection']): string[] {
  if (!detection.some(({ how, afterMs }) => how === 'emulated' && afterMs !== null)) return [];
  const rules = burnRules(record.plan.load.totalMs).map(
    ({ factor, longMs, shortMs }) => `${factor}x over ${formatMs(longMs)} and ${formatMs(shortMs)}`,
  );
  return [
    `Time to detect is emulated, as no source of alerts is named: when burn rates of a budget of ${formatShare(1 - sloOf(record.plan))} would fire (${rules.join('; ')}), the usual windows of 1 h, 6 h and 3 days scaled down to this run.`,
  ];
}
