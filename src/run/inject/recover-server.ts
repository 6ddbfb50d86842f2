/**
 * Cleans up on a Toxiproxy server by what is on it alone: for runs of another machine, or whose journal is lost. Names say which run made a
 * thing, locks say until when a run may be there and which links it took down. What a living run made is not touched, nor what no run made.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { Clock } from '../clock.ts';
import { isAlive, listRuns } from '../state.ts';
import { isLock, lockOwner, readLock, type LockText } from './link-lock.ts';
import { isOurs, isOfRun } from './names.ts';
import type { ProxySnapshot, ToxiproxyServer } from './toxiproxy.ts';

export interface RecoveredServer {
  /** Without credentials. */
  readonly url: string;
  readonly undone: readonly string[];
  /** What could not be, each with the reason. */
  readonly left: readonly string[];
  /** Runs whose lock has not run out, or that live on this machine: nobody touches theirs. */
  readonly running: readonly { readonly runId: string; readonly owner: string }[];
}

interface FoundLock {
  readonly name: string;
  readonly text: LockText;
}

/** A lock on the server (a reset_peer toxic holds one while it sleeps) may be free a moment later. */
const passes = 3;
const pauseMs = 500;

/** `dead`: runs that count as gone although their lock says otherwise. Throws TOXIPROXY_* when the server can't be listed. */
export async function recoverServer(
  server: ToxiproxyServer,
  options: { readonly clock: Clock; readonly dead: readonly string[] },
): Promise<RecoveredServer> {
  const { clock, dead } = options;
  const undone: string[] = [];
  let left: string[] = [];
  for (let pass = 1; pass <= passes; pass++) {
    const there = await server.everything();
    const locks = there.flatMap(({ name, upstream }): FoundLock[] => {
      const text = isLock(name) ? readLock(upstream) : null;
      return text === null ? [] : [{ name, text }];
    });
    const isDead = ({ text }: FoundLock): boolean => dead.includes(text.run) || text.untilMs <= clock.wall().getTime();
    const living = [
      ...locks.filter((lock) => !isDead(lock)).map(({ text }) => text),
      ...listRuns()
        .filter((record) => isAlive(record) && !dead.includes(record.runId))
        .map(({ runId }) => ({ run: runId })),
    ];
    const ofLiving = (name: string): boolean => living.some(({ run }) => isOfRun(name, run));
    const stale = locks.filter((lock) => isDead(lock) && !living.some(({ run }) => run === lock.text.run));
    left = await undoStale(server, there, stale, ofLiving, undone);
    const running = living.flatMap((text) => ('untilMs' in text ? [{ runId: text.run, owner: lockOwner(text) }] : []));
    if (left.length === 0 || pass === passes) return { url: server.url, undone, left, running: distinct(running) };
    await sleep(pauseMs);
  }
  return { url: server.url, undone, left, running: [] };
}

/** A run has a lock on each of its links. */
function distinct(running: RecoveredServer['running']): RecoveredServer['running'] {
  return [...new Map(running.map((run) => [run.owner, run])).values()];
}

/** Toxics, then links, then proxies; a lock last, and only when nothing it stands for is left. */
async function undoStale(
  server: ToxiproxyServer,
  there: readonly ProxySnapshot[],
  stale: readonly FoundLock[],
  ofLiving: (name: string) => boolean,
  undone: string[],
): Promise<string[]> {
  const left: string[] = [];
  const attempt = async (what: string, how: string, work: () => Promise<'done' | 'gone'>): Promise<void> => {
    try {
      if ((await work()) === 'done') undone.push(`${what} at ${server.url}: ${how}`);
    } catch (error) {
      left.push(`${what} at ${server.url}: ${messageOf(error)}`);
    }
  };
  const proxies = there.filter(({ name }) => !isLock(name));
  const isStale = (name: string): boolean => isOurs(name) && !ofLiving(name);
  for (const proxy of proxies) {
    for (const { name } of proxy.toxics.filter((toxic) => isStale(toxic.name)))
      await attempt(`toxic ${name} on proxy ${proxy.name}`, 'removed', () => server.removeToxic(proxy.name, name));
    let http: Awaited<ReturnType<ToxiproxyServer['httpToxics']>> = [];
    await attempt(`HTTP-aware toxics of proxy ${proxy.name}`, 'listed', async () => {
      http = await server.httpToxics(proxy.name);
      return 'gone';
    });
    for (const { name } of http.filter((toxic) => isStale(toxic.name)))
      await attempt(`toxic ${name} on proxy ${proxy.name}`, 'removed', () => server.removeHttpToxic(proxy.name, name));
  }
  for (const { text } of stale.filter((lock) => lock.text.down)) {
    const proxy = proxies.find(({ name }) => name === text.proxy);
    if (proxy !== undefined && !proxy.enabled && !isStale(proxy.name))
      await attempt(`disabled proxy ${proxy.name}`, 'enabled again', () => server.setEnabled(proxy.name, true));
  }
  for (const { name } of proxies.filter((proxy) => isStale(proxy.name)))
    await attempt(`proxy ${name}`, 'deleted', () => server.deleteProxy(name));
  for (const { name, text } of left.length === 0 ? stale : [])
    await attempt(`lock ${name} of run ${text.run}`, 'released', () => server.deleteProxy(name));
  return left;
}
