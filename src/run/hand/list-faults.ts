/** What is active now: what the runs of this machine say of themselves, and what Toxiproxy servers hold, whoever put it there. */
import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import { isoText } from '../clock.ts';
import { askRun } from '../control.ts';
import { isLock, readLock, type LockText } from '../inject/link-lock.ts';
import { speaksHttp } from '../inject/link-settings.ts';
import { isOfRun, isOurs } from '../inject/names.ts';
import { ToxiproxyServer } from '../inject/toxiproxy.ts';
import { isAlive, listRuns } from '../state.ts';

export interface ListedFault {
  /** Its id, by which it can be cleared; null where no run tells it. */
  readonly fault: string | null;
  readonly what: string;
  /** A link's name where a run tells it, else the proxy's. */
  readonly link: string | null;
  /** null: not known which. */
  readonly toxiproxy: string | null;
  /** A run's id, or who else it is. */
  readonly whose: string;
  /** Wall clock, ISO 8601; null: nobody says. */
  readonly until: string | null;
  /** Likewise: when the lock of its run runs out, which is made longer as long as the run lives. null: there is none, or the run itself was asked. */
  readonly lockUntil: string | null;
}

export interface FaultList {
  readonly faults: readonly ListedFault[];
  /** What could not be asked, each with the reason. */
  readonly silent: readonly string[];
}

const told = z.object({
  faults: z.array(z.object({ fault: z.string(), link: z.string().nullable(), what: z.string(), until: z.string().nullable() })).default([]),
  servers: z.array(z.string()).default([]),
});

/** `servers`: those to look at besides the ones that runs tell of. Never throws. */
export async function listFaults(servers: readonly ToxiproxyServer[]): Promise<FaultList> {
  const faults: ListedFault[] = [];
  const silent: string[] = [];
  const telling: string[] = [];
  const byUrl = new Map(servers.map((server) => [server.url, server]));
  await Promise.all(
    listRuns()
      .filter(isAlive)
      .map(async ({ runId, socket }) => {
        try {
          const reply = await askRun(socket, { do: 'status', from: 'chaos faults' });
          const status = told.parse((reply.ok && reply.status) || {});
          telling.push(runId);
          faults.push(
            ...status.faults.map(({ fault, link, what, until }) => ({
              fault,
              what,
              link,
              toxiproxy: null,
              whose: runId,
              until,
              lockUntil: null,
            })),
          );
          for (const url of status.servers) if (!byUrl.has(url)) byUrl.set(url, new ToxiproxyServer(url));
        } catch (error) {
          silent.push(`run ${runId}: ${messageOf(error)}`);
        }
      }),
  );
  for (const server of byUrl.values()) {
    try {
      faults.push(...(await onServer(server, telling)));
    } catch (error) {
      silent.push(`${server.url}: ${messageOf(error)}`);
    }
  }
  return { faults, silent };
}

/** Without what a run has told already. */
async function onServer(server: ToxiproxyServer, telling: readonly string[]): Promise<ListedFault[]> {
  const all = await server.everything();
  const locks = all.flatMap(({ name, upstream }): LockText[] => (isLock(name) ? [readLock(upstream)].filter((text) => text !== null) : []));
  const isTold = (name: string): boolean => telling.some((run) => isOfRun(name, run));
  const hasHttp = await speaksHttp(server);
  const faults = all
    .filter(({ name }) => !isLock(name))
    .map(async (proxy): Promise<ListedFault[]> => {
      const common = { fault: null, link: proxy.name, toxiproxy: server.url };
      const listed = (name: string, what: string): ListedFault[] => (isTold(name) ? [] : [{ what, ...common, ...ownerOf(name, locks) }]);
      const toxics = proxy.toxics.flatMap(({ name, type, stream }) => listed(name, `${type} ${stream} (toxic ${name})`));
      const http = hasHttp ? await server.httpToxics(proxy.name) : [];
      toxics.push(...http.flatMap(({ name, type }) => listed(name, `${type} (toxic ${name})`)));
      const lock = locks.find((text) => text.proxy === proxy.name && text.down);
      if (proxy.enabled || (lock !== undefined && telling.includes(lock.run))) return toxics;
      return [...toxics, { what: 'down: the proxy is disabled', ...common, ...(lock === undefined ? nobody : lockOwnerOf(lock)) }];
    });
  return (await Promise.all(faults)).flat();
}

type Owner = Pick<ListedFault, 'whose' | 'until' | 'lockUntil'>;

const nobody: Owner = { whose: 'unknown (not made by chaos)', until: null, lockUntil: null };

function ownerOf(toxic: string, locks: readonly LockText[]): Owner {
  if (!isOurs(toxic)) return nobody;
  const lock = locks.find(({ run }) => isOfRun(toxic, run));
  return lock === undefined ? { whose: 'a run that is gone, or elsewhere', until: null, lockUntil: null } : lockOwnerOf(lock);
}

/** When it means to stop is not written there; its lock is made longer as long as it lives. */
function lockOwnerOf(lock: LockText): Owner {
  return { whose: `${lock.run} (${lock.user} on ${lock.host})`, until: null, lockUntil: isoText(lock.untilMs) };
}
