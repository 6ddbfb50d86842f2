/** The locks that a run holds on servers which are not its own: taken before anything is done on a link, kept alive, marked, given back. */
import { ChaosError, messageOf } from '../../errors.ts';
import type { Clock } from '../clock.ts';
import type { DeedBook, JournalEntry } from './journal.ts';
import { lockName, lockOwner, readLock, writeLock, type LockText } from './link-lock.ts';
import { awaitTakeover, ownerOf, takeOver, takeoverName, type Takeover } from './lock-takeover.ts';
import type { ToxiproxyServer } from './toxiproxy.ts';

/** What is needed to lock a link. */
export interface LinkPlace {
  readonly link: string;
  readonly address: string;
  readonly server: ToxiproxyServer;
  readonly proxy: string;
  readonly listen: string;
}

interface Held {
  readonly place: LinkPlace;
  readonly lock: string;
  readonly entry: JournalEntry;
  text: LockText;
  /** One thing at a time is written to a lock. */
  writing: Promise<unknown>;
}

/** So long a lock outlives a run that can't give it back, and by so much may the clocks of two machines differ. */
const validMs = 300_000;
/** Made longer well before it runs out, as long as the run lives, however often it is held. */
const renewBelowMs = 240_000;
const lookEveryMs = 20_000;
const quickMs = 1_000;

export interface LinkLocksOptions {
  readonly runId: string;
  readonly who: { readonly host: string; readonly user: string };
  readonly clock: Clock;
  readonly book: DeedBook;
  /** How often to look whether a lock has to be made longer. */
  readonly lookEveryMs?: number;
  readonly trouble: (what: string, detail: string) => void;
}

export class LinkLocks {
  readonly #options: LinkLocksOptions;
  readonly #held = new Map<number, Held>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: LinkLocksOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#keep(), options.lookEveryMs ?? lookEveryMs).unref();
  }

  /** Resolves with its deed once the lock is ours. Throws LINK_LOCKED, naming whose it is and until when; then nothing was done. */
  async take(place: LinkPlace): Promise<JournalEntry> {
    const { runId, who, clock, book } = this.#options;
    const lock = lockName(place.listen);
    const text: LockText = { run: runId, ...who, untilMs: clock.wall(validMs).getTime(), proxy: place.proxy, down: false };
    const entry = await book.write({ kind: 'lock-taken', toxiproxy: place.address, link: place.link, lock, run: runId });
    try {
      await this.#make(place, lock, text);
    } catch (error) {
      // Of a lock that could not be had there is nothing to undo; without an answer that is not known.
      const isRefused = error instanceof ChaosError && error.code === 'LINK_LOCKED';
      if (isRefused && !(await this.#isOurs(place.server, lock).catch(() => true))) await book.undone(entry.seq);
      throw error;
    }
    this.#held.set(entry.seq, { place, lock, entry, text, writing: Promise.resolve() });
    return entry;
  }

  /** Before a link is taken down: so that whoever finds the lock, and nothing else, knows that it has to be enabled. */
  async markDown(address: string, proxy: string): Promise<void> {
    const held = this.#of(address, proxy);
    if (held !== undefined) await this.#write(held, { down: true });
  }

  /** Once it is up again. Never rejects, and is not waited for. */
  markUp(address: string, proxy: string): void {
    const held = this.#of(address, proxy);
    if (held !== undefined) this.#write(held, { down: false }, quickMs).catch(() => undefined);
  }

  /** It is undone: no longer looked after. */
  released(seq: number): void {
    this.#held.delete(seq);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #make(place: LinkPlace, lock: string, text: LockText): Promise<void> {
    const { server, link } = place;
    const takeover = { server, lock, text, nowMs: () => this.#options.clock.wall().getTime() };
    for (let attempt = 1; attempt <= 3; attempt++) {
      const made = (await server.createLock(lock, writeLock(text))) || (await this.#isOurs(server, lock));
      // Whoever takes over what ran out may be about to delete what is there.
      const taker = made ? await awaitTakeover(takeover) : null;
      if (taker !== null) throw locked(link, lock, server.url, taker);
      const owner = await ownerOf(server, lock);
      // Gone between the two: given back, or taken over by another.
      if (owner === null) continue;
      if (owner !== 'unknown' && owner.run === text.run) return;
      if (owner === 'unknown' || owner.untilMs > takeover.nowMs()) throw locked(link, lock, server.url, owner);
      const left = await this.#takeOver(place, takeover);
      if (left === null) return;
      throw locked(link, lock, server.url, left);
    }
    throw locked(link, lock, server.url, 'unknown');
  }

  async #takeOver({ address, server, link }: LinkPlace, takeover: Takeover): Promise<LockText | 'unknown' | null> {
    const { runId, book } = this.#options;
    const lock = takeoverName(takeover.lock);
    const { seq } = await book.write({ kind: 'lock-taken', toxiproxy: address, link, lock, run: runId });
    try {
      return await takeOver(takeover);
    } finally {
      if (await this.#isOurs(server, lock)) await server.deleteProxy(lock);
      await book.undone(seq);
    }
  }

  async #isOurs(server: ToxiproxyServer, lock: string): Promise<boolean> {
    const owner = await ownerOf(server, lock);
    return owner !== null && owner !== 'unknown' && owner.run === this.#options.runId;
  }

  #of(address: string, proxy: string): Held | undefined {
    return [...this.#held.values()].find(({ place }) => place.address === address && place.proxy === proxy);
  }

  #keep(): void {
    const { clock, trouble } = this.#options;
    for (const held of this.#held.values()) {
      if (held.text.untilMs - clock.wall().getTime() > renewBelowMs) continue;
      this.#write(held, { untilMs: clock.wall(validMs).getTime() }).catch((error: unknown) =>
        trouble(`keeping the lock of link ${held.place.link}`, messageOf(error)),
      );
    }
  }

  async #write(held: Held, change: Partial<LockText>, timeoutMs?: number): Promise<void> {
    const { place, lock } = held;
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    const turn = held.writing.then(async () => {
      const found = await place.server.lockText(lock, options);
      const owner = found === null ? null : readLock(found);
      if (owner?.run !== this.#options.runId) throw lost(place, lock, owner);
      held.text = { ...held.text, ...change };
      await place.server.writeLock(lock, writeLock(held.text), options);
    });
    held.writing = turn.catch(() => undefined);
    await turn;
  }
}

function locked(link: string, lock: string, url: string, owner: LockText | 'unknown'): ChaosError {
  const whose = owner === 'unknown' ? `somebody, as ${lock} there says` : lockOwner(owner);
  return new ChaosError(
    'LINK_LOCKED',
    `link ${link} is locked at ${url} by ${whose}`,
    owner === 'unknown'
      ? `if nobody uses it, delete the proxy ${lock} there`
      : `wait for its end, or end it there with 'chaos abort ${owner.run}'; if it is known to be dead: chaos recover ${owner.run} --force --stale --toxiproxy ${url}`,
  );
}

function lost({ link, server }: LinkPlace, lock: string, owner: LockText | null): ChaosError {
  return new ChaosError(
    'LINK_LOCKED',
    `the lock ${lock} of link ${link} at ${server.url} is no longer this run's: ${owner === null ? 'it is gone' : lockOwner(owner)}`,
    'somebody removed it while the run went on, or the server was started anew',
  );
}
