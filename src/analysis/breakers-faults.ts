/** The faults on the link of a breaker. */
import { effectOf } from '../faults/effect.ts';
import type { FaultRun, RunRecord } from './run-record.ts';

/** By the order of injection. */
export function faultsOn(record: RunRecord, link: string | null): FaultRun[] {
  return record.faults.filter(({ id }) => record.plan.faults.find((planned) => planned.id === id)?.link === link && link !== null);
}

/** It takes the link down: no connection reaches the proxy. */
export function isRefused(record: RunRecord, { id }: FaultRun): boolean {
  const planned = record.plan.faults.find((fault) => fault.id === id);
  return planned !== undefined && effectOf(planned) === 'refused';
}
