/**
 * Undoes what a journal holds: the last first, only what is named in it, "already gone" is done, all within one budget. The same for a
 * run that ends and for `chaos recover` after one that was killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, systemCodeOf } from '../../errors.ts';
import { quoted } from '../../faults/quoted.ts';
import { systemClock } from '../clock.ts';
import { isSameProcess } from '../state-process.ts';
import { patienceMs } from './active-fault.ts';
import { endProcess } from './end-process.ts';
import type { Deed, JournalEntry } from './journal.ts';
import { readLock } from './link-lock.ts';
import { restoreLinkSettings } from './link-settings.ts';
import { normaliseHost } from './toxiproxy-host.ts';
import { ToxiproxyServer } from './toxiproxy.ts';
import { type AtHand, leftOf, NoUseToRetry, noTime, nothingAtHand, undoElsewhere } from './undo-elsewhere.ts';

export interface Undone {
  readonly entry: JournalEntry;
  /** `toxic stampede-r1-slow on proxy payments at http://127.0.0.1:8474`. */
  readonly what: string;
  readonly ok: boolean;
  /** What was found or done; of a failure the reason. */
  readonly detail: string;
  /** Of a failure: another try would be no better. */
  readonly final?: boolean;
}

/** One line for a person. */
export function sentence({ what, detail }: Undone): string {
  return `${what}: ${detail}`;
}

/** Passes over what failed: a lock on the server (a reset_peer toxic holds one while it sleeps) may be free a moment later. */
const passes = 3;
const pauseMs = 250;

/**
 * Resolves within `budgetMs`, in the order of undoing, one item an entry; never throws. `patient`: commands have as long as they may take,
 * where that is longer. `onUndone` is called as each is known to be undone.
 * Servers are treated side by side, so that one which hangs does not eat the time of the others.
 */
export async function undoEntries(
  entries: readonly JournalEntry[],
  options: {
    readonly budgetMs: number;
    readonly patient?: boolean;
    readonly servers?: (url: string) => ToxiproxyServer;
    readonly owned?: ReadonlySet<string>;
    /** Among which are the locks of the entries' links; not given: the entries themselves. */
    readonly written?: readonly JournalEntry[];
    readonly atHand?: AtHand;
    readonly onUndone?: (item: Undone) => Promise<void> | void;
  },
): Promise<Undone[]> {
  const deadline = AbortSignal.timeout(Math.ceil(options.budgetMs));
  const owned = options.owned ?? ownedServers(entries);
  // What was done elsewhere waits for nothing else.
  const places = Map.groupBy(entries.toReversed(), (entry) => serverOf(entry.deed) ?? entry);
  const { onUndone, atHand = nothingAtHand, written = entries, patient = false } = options;
  const results = await Promise.all(
    [...places].map(async ([place, own]) => {
      if (typeof place !== 'string') {
        const ownMs = patient ? atHand.keepersMs + patienceMs(own) : 0;
        const until = ownMs > options.budgetMs ? AbortSignal.timeout(Math.ceil(ownMs)) : deadline;
        return undoInPlace(own, { server: null, owned: false, written, deadline: until, onUndone, atHand });
      }
      const server = (options.servers ?? ((u: string) => new ToxiproxyServer(u)))(place);
      return undoInPlace(own, { server, owned: owned.has(place), written, deadline, onUndone, atHand });
    }),
  );
  return results.flat().toSorted((a, b) => b.entry.seq - a.entry.seq);
}

/** The URL of the Toxiproxy server a deed was done on; null for what was done elsewhere. */
export function serverOf(deed: Deed): string | null {
  return 'toxiproxy' in deed ? deed.toxiproxy : null;
}

/** URLs of the servers that the journal's run started itself. */
export function ownedServers(entries: readonly JournalEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap(({ deed }) => (deed.kind === 'server-owned' ? [deed.toxiproxy] : [])));
}

interface InPlace {
  /** null: not on a Toxiproxy server. */
  readonly server: ToxiproxyServer | null;
  /** It is this run's own: when it is gone, so is everything on it. */
  readonly owned: boolean;
  readonly written: readonly JournalEntry[];
  readonly deadline: AbortSignal;
  readonly atHand: AtHand;
  readonly onUndone: ((item: Undone) => Promise<void> | void) | undefined;
}

async function undoInPlace(entries: readonly JournalEntry[], on: InPlace): Promise<Undone[]> {
  const items = new Map<JournalEntry, Undone>();
  // A server that has to end anyway ends first: nothing that is on it needs to be asked for then, nor can its silence keep it.
  const inOrder = entries.toSorted((a, b) => Number(isServer(b)) - Number(isServer(a)));
  let isServerGone = false;
  for (let pass = 1; pass <= passes; pass++) {
    for (const entry of inOrder) {
      if (isDone(items.get(entry))) continue;
      const item: Undone = isServerGone ? goneWithServer(entry) : isStillNeeded(entry, items) ? keptLock(entry) : await undoOne(entry, on);
      isServerGone ||= item.ok && (isServer(entry) || item.detail === withServer);
      items.set(entry, item);
      if (item.ok) await on.onUndone?.(item);
    }
    if ([...items.values()].every(isDone) || on.deadline.aborted) break;
    if (pass < passes) await sleep(pauseMs, undefined, { signal: on.deadline }).catch(() => undefined);
  }
  return [...items.values()];
}

/** As long as something on its link is not undone, nobody else should begin there. */
function isStillNeeded({ deed }: JournalEntry, items: ReadonlyMap<JournalEntry, Undone>): boolean {
  if (deed.kind !== 'lock-taken') return false;
  return [...items.values()].some(
    ({ ok, entry }) => !ok && 'link' in entry.deed && entry.deed.link === deed.link && entry.deed.kind !== 'lock-taken',
  );
}

function keptLock(entry: JournalEntry): Undone {
  return { entry, what: nameOf(entry.deed), ok: false, detail: 'kept, because something on its link could not be undone' };
}

function isDone(item: Undone | undefined): boolean {
  return item !== undefined && (item.ok || item.final === true);
}

const withServer = 'gone with its server';

function goneWithServer(entry: JournalEntry): Undone {
  return { entry, what: nameOf(entry.deed), ok: true, detail: withServer };
}

function isServer({ deed }: JournalEntry): boolean {
  return deed.kind === 'server-owned';
}

async function undoOne(entry: JournalEntry, { server, owned, written, deadline, atHand }: InPlace): Promise<Undone> {
  const what = nameOf(entry.deed);
  try {
    if (deadline.aborted) return { entry, what, ok: false, detail: leftOf(entry.deed, noTime) };
    const { deed } = entry;
    if (!('toxiproxy' in deed)) return { entry, what, ok: true, detail: await undoElsewhere(entry, deed, atHand, deadline) };
    if (server === null) throw new TypeError(`no server for ${deed.kind}`);
    return { entry, what, ok: true, detail: await undoOnServer(deed, server, written, deadline) };
  } catch (error) {
    // With the server, everything that was on it is gone; one that is not ours may only be out of reach.
    if (owned && isGone(error)) return goneWithServer(entry);
    if (error instanceof NoUseToRetry) return { entry, what, ok: false, final: true, detail: error.message };
    const why = messageOf(error);
    return { entry, what, ok: false, detail: leftOf(entry.deed, !deadline.aborted || why === noTime ? why : `${noTime} (${why})`) };
  }
}

type OnServer = Extract<Deed, { toxiproxy: string }>;

async function undoOnServer(
  deed: OnServer,
  server: ToxiproxyServer,
  written: readonly JournalEntry[],
  signal: AbortSignal,
): Promise<string> {
  switch (deed.kind) {
    case 'http-toxic-added':
      return (await server.removeHttpToxic(deed.proxy, deed.toxic, { signal })) === 'gone' ? 'already gone' : 'removed';
    case 'toxic-added':
      return (await server.removeToxic(deed.proxy, deed.toxic, { signal })) === 'gone' ? 'already gone' : 'removed';
    case 'proxy-created':
      return (await server.deleteProxy(deed.proxy, { signal })) === 'gone' ? 'already gone' : 'deleted';
    case 'proxy-disabled':
      if (!deed.priorEnabled) return 'was disabled before, left so';
      if (await isAnothersNow(deed, server, written, signal)) return 'its link is locked by another run by now, left to it';
      return (await server.setEnabled(deed.proxy, true, { signal })) === 'gone' ? 'the proxy is gone' : 'enabled again';
    case 'lock-taken':
      return undoLock(deed.lock, deed.run, server, signal);
    case 'link-settings':
      return (await restoreLinkSettings(server, deed.proxy, deed.prior, { signal })) === 'gone' ? 'the proxy is gone' : 'as before';
    case 'server-owned':
      if (!isSameProcess(deed.pid, deed.pidStart)) return 'already gone';
      if (deed.pidStart === null) throw new Error(`process ${deed.pid} may be another by now; end it yourself if it is toxiproxy-server`);
      await endProcess(deed.pid, deed.pidStart, signal);
      return 'ended';
  }
}

/** Once its lock has run out, another run may be on the link and have taken it down itself. */
async function isAnothersNow(
  { toxiproxy, link }: OnServer & { readonly link: string },
  server: ToxiproxyServer,
  written: readonly JournalEntry[],
  signal: AbortSignal,
): Promise<boolean> {
  const own = written.flatMap(({ deed }) =>
    deed.kind === 'lock-taken' && deed.toxiproxy === toxiproxy && deed.link === link ? [deed] : [],
  );
  for (const { lock, run } of own) {
    const there = readLock((await server.lockText(lock, { signal })) ?? '');
    if (there !== null && there.run !== run && there.untilMs > systemClock.wall().getTime()) return true;
  }
  return false;
}

/** Once it has run out another run may have taken it over: then it is that one's. */
async function undoLock(lock: string, run: string, server: ToxiproxyServer, signal: AbortSignal): Promise<string> {
  const text = await server.lockText(lock, { signal });
  if (text === null) return 'already gone';
  if (readLock(text)?.run !== run) return "another run's by now, left to it";
  return (await server.deleteProxy(lock, { signal })) === 'gone' ? 'already gone' : 'released';
}

function isGone(error: unknown): boolean {
  return systemCodeOf(error) === 'ECONNREFUSED';
}

function nameOf(deed: Deed): string {
  const url = 'toxiproxy' in deed ? normaliseHost(deed.toxiproxy).url : '';
  switch (deed.kind) {
    case 'toxic-added':
    case 'http-toxic-added':
      return `toxic ${deed.toxic} on proxy ${deed.proxy} at ${url}`;
    case 'proxy-created':
      return `proxy ${deed.proxy} at ${url}`;
    case 'proxy-disabled':
      return `disabled proxy ${deed.proxy} at ${url}`;
    case 'lock-taken':
      return `lock ${deed.lock} at ${url}`;
    case 'link-settings':
      return `settings of proxy ${deed.proxy} at ${url}`;
    case 'server-owned':
      return `Toxiproxy server ${url} (process ${deed.pid})`;
    case 'process-owned':
      return `process ${deed.process} (${deed.pid})`;
    case 'process-paused':
      return `paused process ${deed.process} (${deed.pid})`;
    case 'process-ended':
      return `ended process ${deed.process}`;
    case 'command-run':
      return `command of fault ${deed.fault}: ${quoted(deed.inject)}`;
    case 'manual-done':
      return `fault ${deed.fault}`;
  }
}
