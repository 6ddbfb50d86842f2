/** What `chaos faults` tells: what is active, in a table each for the runs of this machine and for each server. */
import { fit } from './report/columns.ts';
import { said } from './report/styled.ts';
import { plainTable } from './report/terminal-table.ts';
import { wallMsOf } from './run/clock.ts';
import type { FaultList, ListedFault } from './run/hand/list-faults.ts';
import { formatMs } from './units.ts';

const width = 100;
/** The widest there is room for beside a fault of some words; `--json` has all of it. */
const linkWidth = 24;
const whoseWidth = 42;

/** `nowMs`: the wall clock. Nothing, where nothing is known to be active and somebody could not be asked. */
export function faultSheet({ faults, silent }: Pick<FaultList, 'faults' | 'silent'>, nowMs: number): string[] {
  if (faults.length === 0) return silent.length === 0 ? ['no fault is active'] : [];
  return [...Map.groupBy(faults, ({ toxiproxy }) => toxiproxy)].flatMap(([toxiproxy, here]) => [
    toxiproxy === null ? 'by runs of this machine' : `on ${toxiproxy}`,
    ...plainTable(
      ['fault', 'link', 'whose', 'time'],
      here.map((fault) => [
        said(fault.what),
        fit(said(fault.link ?? '–'), linkWidth),
        fit(said(fault.whose), whoseWidth),
        timeOf(fault, nowMs),
      ]),
      width,
      3,
    ),
  ]);
}

function timeOf({ until, lockUntil }: ListedFault, nowMs: number): string {
  if (until !== null) return `${left(until, nowMs)} left`;
  return lockUntil === null ? 'not known' : `lock ${left(lockUntil, nowMs)}`;
}

/** In whole seconds. */
function left(until: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((wallMsOf(until) - nowMs) / 1_000));
  return seconds === 0 ? '0 s' : formatMs(seconds * 1_000);
}
