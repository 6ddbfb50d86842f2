/**
 * Taking over a lock that has run out. It has to be deleted before a new one can be made, and a Toxiproxy server does not do both in one;
 * so whoever takes over first makes a second lock, beside the first, and looks again under it. Whoever makes the lock itself looks for that
 * second one afterwards: either it is seen there, or its owner sees the new lock.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { readLock, writeLock, type LockText } from './link-lock.ts';
import type { ToxiproxyServer } from './toxiproxy.ts';

/** Two who both found a taker's lock run out may both have made theirs: the later one stands, and both look again after this. */
const settleMs = 250;
/** Taking over is a handful of calls. */
const patienceMs = 3_000;
const lookEveryMs = 50;

export interface Takeover {
  readonly server: ToxiproxyServer;
  readonly lock: string;
  /** What the lock shall say. */
  readonly text: LockText;
  readonly nowMs: () => number;
}

/** What a server calls the lock of whoever takes over `lock`. */
export function takeoverName(lock: string): string {
  return `${lock}-takeover`;
}

/**
 * Only for who has announced that the second lock will be there, and takes it away afterwards. Resolves with null once the lock is
 * `text`'s, else with whose it is; `unknown` where that can't be read.
 */
export async function takeOver({ server, lock, text, nowMs }: Takeover): Promise<LockText | 'unknown' | null> {
  const marker = takeoverName(lock);
  const isLive = (found: LockText | 'unknown'): boolean => found === 'unknown' || found.untilMs > nowMs();
  if (!(await server.createLock(marker, writeLock(text)))) {
    const other = await ownerOf(server, marker);
    if (other !== null && !isOf(other, text)) {
      if (isLive(other)) return other;
      await server.deleteProxy(marker);
    }
    if (!isOf(other, text)) {
      await server.createLock(marker, writeLock(text));
      await sleep(settleMs);
    }
    const taker = await ownerOf(server, marker);
    if (!isOf(taker, text)) return taker ?? 'unknown';
  }
  const found = await ownerOf(server, lock);
  if (found !== null && isLive(found)) return isOf(found, text) ? null : found;
  if (found !== null) await server.deleteProxy(lock);
  await server.createLock(lock, writeLock(text));
  const owner = await ownerOf(server, lock);
  return isOf(owner, text) ? null : (owner ?? 'unknown');
}

/** Resolves with null once nobody but `text`'s run is taking over, else with who still is. */
export async function awaitTakeover({ server, lock, text, nowMs }: Takeover): Promise<LockText | 'unknown' | null> {
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const taker = await ownerOf(server, takeoverName(lock));
    if (taker === null || isOf(taker, text) || (taker !== 'unknown' && taker.untilMs <= nowMs())) return null;
    if (waitedMs >= patienceMs) return taker;
    await sleep(lookEveryMs);
  }
}

/** null where there is no such lock. */
export async function ownerOf(server: ToxiproxyServer, lock: string): Promise<LockText | 'unknown' | null> {
  const text = await server.lockText(lock);
  return text === null ? null : (readLock(text) ?? 'unknown');
}

function isOf(owner: LockText | 'unknown' | null, { run }: LockText): boolean {
  return owner !== null && owner !== 'unknown' && owner.run === run;
}
