/** Takes out what chaos has put in, by asking those who did: runs of this machine, and faults held by hand. */
import { z } from 'zod';
import { ChaosError, messageOf } from '../../errors.ts';
import { askRun, type ControlRequest } from '../control.ts';
import { isAlive, listRuns } from '../state.ts';
import { listFaults } from './list-faults.ts';

export interface AskedRun {
  readonly runId: string;
  readonly name: string;
  readonly ok: boolean;
  readonly answer: string;
}

export interface ClearedRun extends AskedRun {
  /** Ids of the faults that are going out now. */
  readonly cleared: readonly string[];
}

const clearing = z.object({ cleared: z.array(z.string()) });

/** `which`: a fault's id or a link's name; undefined: everything. Never throws. */
export async function clearFaults(which: string | undefined): Promise<ClearedRun[]> {
  const asked = await askAll({ do: 'clear', from: 'chaos faults clear', ...(which === undefined ? {} : { text: which }) });
  return asked.map(({ status, ...run }) => ({ ...run, cleared: clearing.safeParse(status).data?.cleared ?? [] }));
}

/** Throws FAULT_NOT_ACTIVE, naming what is active, where nothing was cleared by that name. */
export async function assertCleared(which: string, asked: readonly ClearedRun[]): Promise<void> {
  if (asked.some(({ cleared }) => cleared.length > 0)) return;
  const { faults } = await listFaults([]);
  const active = faults.flatMap(({ fault, link }) => (fault === null ? [] : [link === null ? fault : `${fault} on ${link}`]));
  throw new ChaosError(
    'FAULT_NOT_ACTIVE',
    `nothing was cleared: no fault "${which}" is active, and none on a link of that name`,
    active.length === 0 ? "none of chaos is; 'chaos faults' lists what others put in" : `active: ${active.join(', ')}`,
  );
}

/** Brings a planned fault of a run forward. `runId` undefined: of whichever run has one of that id. Never throws. */
export async function bringForward(fault: string, runId: string | undefined): Promise<AskedRun[]> {
  const asked = await askAll({ do: 'inject', from: 'chaos faults inject', text: fault }, runId);
  return asked.map(({ runId: id, name, ok, answer }) => ({ runId: id, name, ok, answer }));
}

async function askAll(request: ControlRequest, only?: string): Promise<(AskedRun & { readonly status?: unknown })[]> {
  const records = listRuns().filter((record) => isAlive(record) && (only === undefined || record.runId === only));
  return Promise.all(
    records.map(async ({ runId, name, socket }) => {
      try {
        const reply = await askRun(socket, request);
        return { runId, name, ok: reply.ok, answer: reply.text, ...(reply.ok ? { status: reply.status } : {}) };
      } catch (error) {
        return { runId, name, ok: false, answer: messageOf(error) };
      }
    }),
  );
}
