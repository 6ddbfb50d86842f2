/** What each objective and each fault needs to be judged, and whether the plan gives it, as a table. */
import { wrapped } from './print-text.ts';
import type { Plan, PlannedNeeds } from './plan.ts';

const widths = [32, 26, 16] as const;

interface Row extends PlannedNeeds {
  readonly what: string;
  readonly source: string;
}

export function objectiveNeeds(plan: Plan): string[] {
  if (plan.objectives.length === 0) return ['objectives', '  none: the run is held unless it is inconclusive'];
  const rows = plan.objectives.map((planned, index) => ({
    ...planned,
    what: planned.objective.text,
    source: `[${plan.sources[`objectives[${index}]`] ?? 'default'}]`,
  }));
  return table('objectives', rows);
}

export function faultNeeds(plan: Plan): string[] {
  const { faultNeeds: needed = [] } = plan;
  // Of a fault that needs several things only the first says its name.
  const rows = needed.map((needs, index) => ({ ...needs, what: needed[index - 1]?.fault === needs.fault ? '' : needs.fault, source: '' }));
  return rows.length === 0 ? [] : table('what the faults need', rows);
}

function table(title: string, rows: readonly Row[]): string[] {
  return [
    `${title.padEnd(widths[0] + 2)}  ${'needs'.padEnd(widths[1])}  given?`,
    ...rows.flatMap(({ what, source, needs, given, provable, reason, remedy }) => {
      const answer = provable ? (given ?? 'yes') : `no: ${given ?? reason ?? 'too little data'}`;
      const why = provable ? [] : [reason ?? 'too little data', ...(remedy == null ? [] : [remedy])];
      return [...line(provable ? '+' : '!', [what, needs, answer], source), ...why.flatMap((text) => indented(text))];
    }),
  ];
}

/** One row: each cell wrapped within its column, and the place where it is written below the first. */
function line(mark: string, cells: readonly [string, string, string], source: string): string[] {
  const [first, ...others] = cells.map((cell, at) => wrapped(cell, widths[at] as number));
  const columns = [[...(first ?? []), ...(source === '' ? [] : wrapped(source, widths[0]))], ...others];
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, row) => {
    const texts = columns.map((column, at) => (column[row] ?? '').padEnd(widths[at] as number));
    return `${row === 0 ? mark : ' '} ${texts.join('  ')}`.trimEnd();
  });
}

function indented(text: string): string[] {
  return wrapped(text, 73).map((part, index) => `${index === 0 ? '    -> ' : '       '}${part}`);
}
