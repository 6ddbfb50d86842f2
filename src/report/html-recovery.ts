/** On the page: how each scope came back after each fault; what was lost first, and a reason in a line of its own below its row. */
import type { Analysis } from '../analysis/analysis.ts';
import { unknown } from './figures.ts';
import { box, table, under } from './html-table.ts';
import type { Markup } from './markup.ts';
import { joined, recoveryFigures, type ScopeFigures } from './recovery-figures.ts';

type Column = readonly [head: string, of: (one: ScopeFigures) => string];

const columns: readonly Column[] = [
  ['fault', (one) => one.fault],
  ['scope', (one) => one.scope],
  ['recovered after', (one) => one.recovered],
  ['service lost', (one) => one.lost],
  ['failed by request / time', (one) => (one.byRequest === one.byTime ? one.byRequest : `${one.byRequest} / ${one.byTime}`)],
  ['at worst served', (one) => one.depth],
  ['change point', (one) => one.changePoint],
  ['degraded after', (one) => one.degraded],
  ['detected after', (one) => one.detected],
  ['tripped after', (one) => one.tripped],
  ['mitigated after', (one) => one.mitigated],
];

export function recoveryTable(analysis: Analysis): Markup | null {
  const figures = recoveryFigures(analysis);
  const faults = [...new Set(figures.map(({ fault }) => fault))].map((fault) => figures.filter((one) => one.fault === fault));
  const shared = faults.flatMap(sharedText);
  const below = faults.flatMap((scopes) =>
    scopes.map((one) =>
      under(
        joined([one.reason, alike(scopes, waitOf) ? '' : waitOf(one), alike(scopes, referenceOf) ? '' : referenceOf(one), overOf(one)]),
      ),
    ),
  );
  const rows = figures.map((one) => columns.map(([, of]) => of(one)));
  const head = columns.map(([name]) => name);
  return box('Recovery', table(head, rows, 2, head.length, below), [
    ...shared,
    'Recovered and change point, two methods for one instant, count from the confirmed removal of the fault, the others from its injection.',
    'Service lost is in seconds of full service; by request each request counts the same, by time each second. Overshoot: the most in a second after the removal, in multiples of the usual.',
  ]);
}

/** What is so for every scope of a fault is said once. */
function sharedText(scopes: readonly ScopeFigures[]): string[] {
  const texts = [referenceOf, waitOf].flatMap((of) => (alike(scopes, of) ? [scopes.map(of).find((text) => text !== '') ?? ''] : []));
  const text = joined(texts);
  return text === '' ? [] : [`${scopes[0]!.fault}: ${text}.`];
}

/** Whether those that have the text have the same. */
function alike(scopes: readonly ScopeFigures[], of: (one: ScopeFigures) => string): boolean {
  return new Set(scopes.map(of).filter((text) => text !== '')).size <= 1;
}

function referenceOf({ reference }: ScopeFigures): string {
  return reference;
}

function waitOf({ wait }: ScopeFigures): string {
  return wait === unknown ? '' : `breaker waits ${wait}`;
}

function overOf({ overshoot }: ScopeFigures): string {
  return overshoot === unknown || overshoot === 'none' ? '' : `overshoot ${overshoot}`;
}
