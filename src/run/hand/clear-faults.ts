/** Takes out what chaos has put in, by asking those who did: runs of this machine, and faults held by hand. */
import { messageOf } from '../../errors.ts';
import { askRun, type ControlRequest } from '../control.ts';
import { isAlive, listRuns } from '../state.ts';

export interface AskedRun {
  readonly runId: string;
  readonly name: string;
  readonly ok: boolean;
  readonly answer: string;
}

/** `which`: a fault's id or a link's name; undefined: everything. Never throws. */
export async function clearFaults(which: string | undefined): Promise<AskedRun[]> {
  return askAll({ do: 'clear', from: 'chaos faults clear', ...(which === undefined ? {} : { text: which }) });
}

/** Brings a planned fault of a run forward. `runId` undefined: of whichever run has one of that id. Never throws. */
export async function bringForward(fault: string, runId: string | undefined): Promise<AskedRun[]> {
  return askAll({ do: 'inject', from: 'chaos faults inject', text: fault }, runId);
}

async function askAll(request: ControlRequest, only?: string): Promise<AskedRun[]> {
  const records = listRuns().filter((record) => isAlive(record) && (only === undefined || record.runId === only));
  return Promise.all(
    records.map(async ({ runId, name, socket }) => {
      try {
        const { ok, text } = await askRun(socket, request);
        return { runId, name, ok, answer: text };
      } catch (error) {
        return { runId, name, ok: false, answer: messageOf(error) };
      }
    }),
  );
}
