/** A rehearsal's links are its own: a fault that its plan does not hold would be judged as if it did. */
import { ChaosError } from '../../errors.ts';
import { askRun } from '../control.ts';
import { isOfRun } from '../inject/names.ts';
import { isAlive, listRuns } from '../state.ts';

/** Throws LINK_LOCKED where a run that lives on this machine made the proxy and is a rehearsal; a storefront to play with is not. */
export async function refuseRunsOwn(proxy: string): Promise<void> {
  for (const record of listRuns().filter((one) => isAlive(one) && isOfRun(proxy, one.runId))) {
    const reply = await askRun(record.socket, { do: 'status', from: 'chaos faults inject' }).catch(() => undefined);
    if (reply?.ok && typeof reply.status?.['totalMs'] !== 'number') continue;
    throw new ChaosError(
      'LINK_LOCKED',
      `proxy ${proxy} belongs to run ${record.runId} (${record.name}), which is going on`,
      `what its plan holds can be brought forward: chaos faults inject FAULT-ID --run ${record.runId}`,
    );
  }
}
