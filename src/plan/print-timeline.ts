/** The curve of the load, of rates or of users, and the faults under it, on one scale, in plain text. */
import { scheduleOf } from '../shapes/schedule.ts';
import { highestRate } from './compile-load.ts';
import { formatMs, formatRate } from '../units.ts';
import type { Plan } from './plan.ts';

const columns = 60;
const blocks = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

export function printTimeline(plan: Plan): string[] {
  const { stages, totalMs } = plan.load;
  if (totalMs === 0) return [];
  const curves = stages.map((stage) =>
    stage.users === null ? stage : { ...stage, shape: { shape: 'constant' as const, perSecond: stage.users } },
  );
  const schedule = scheduleOf(curves);
  const width = totalMs / columns;
  const rates = Array.from(
    { length: columns },
    (_, i) => ((schedule.sentBy((i + 1) * width) - schedule.sentBy(i * width)) / width) * 1_000,
  );
  // A spike may be narrower than a column.
  const highest = Math.max(...curves.map((stage) => highestRate(stage) ?? 0), 0);
  const curve = rates
    .map((rate) => blocks[rate === 0 || highest === 0 ? 0 : Math.max(1, Math.round((rate / highest) * 8))] ?? ' ')
    .join('');
  const lines = [`  ${curve}  up to ${plan.load.model === 'open' ? formatRate(highest) : `${highest} users`}`];
  for (const fault of plan.faults) {
    const from = Math.min(columns - 1, Math.floor(fault.atMs / width));
    const to = Math.max(from + 1, Math.min(columns, Math.ceil((fault.atMs + fault.forMs) / width)));
    lines.push(`  ${'·'.repeat(from)}${'▒'.repeat(to - from)}${'·'.repeat(columns - to)}  ${fault.id}`);
  }
  const end = formatMs(totalMs);
  lines.push(`  0${end.padStart(columns - 1)}`);
  return lines;
}
