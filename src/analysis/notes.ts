/** What a reader should know before believing the numbers. */
import type { Analysis } from './analysis.ts';
import { alertWindows } from './recovery/detection.ts';
import { remarks } from './recovery/remarks.ts';
import type { RunRecord } from './run-record.ts';

export function notes(record: RunRecord, found: Pick<Analysis, 'recovery' | 'breakers'>): string[] {
  const { table, plan, killed, stopped } = record;
  const said: string[] = [...plan.warnings];
  if (killed) said.push('The log ends without an end: the process was killed. What follows is what it had written.');
  else if (stopped) said.push(`It ended before its planned end (${stopped.why}): stages after that are not in the numbers.`);
  if (table.unfinished > 0) said.push(`${table.unfinished} requests have no outcome in the log; they are counted as cancelled.`);
  if (!table.consistent) said.push('The two kinds of counts in the log do not agree: its end is incomplete.');
  if (found.recovery.some((one) => one.timeToDetectMs !== null))
    said.push(
      `Time to detect is when an alert on burning 99.9 % availability 14.4 times too fast would fire, over windows of ${alertWindows.longMs / 1_000} s and ${alertWindows.shortMs / 1_000} s (those of an hour and five minutes, scaled down).`,
    );
  said.push(...remarks(found.recovery));
  for (const breaker of found.breakers) if (!breaker.answered) said.push(`No source of breaker ${breaker.name} answered.`);
  for (const event of record.of('trouble')) said.push(`${event.what}: ${event.detail}`);
  return said;
}
