/**
 * The undo journal of a run, and what is written beside it so that a deed is undone even where the journal can't be read: on a server that is
 * not the run's own, each deed is entered in a lease where the server gives one, and a link's lock says when it was taken down. The first
 * deed waits for the watchdog. A server of the run's own ends with the run, and needs neither.
 */
import { messageOf } from '../../errors.ts';
import type { Emit } from '../../events/event.ts';
import type { Clock } from '../clock.ts';
import type { Deed, DeedBook, Journal, JournalEntry } from './journal.ts';
import { givesLeases, Lease, leaseItem } from './lease.ts';
import { LinkLocks, type LinkPlace } from './link-locks.ts';
import { ownerHere } from './lock-owner.ts';
import { ToxiproxyServer } from './toxiproxy.ts';
import { ownedServers, serverOf } from './undo.ts';

interface Entered {
  readonly lease: Lease;
  readonly item: number | string;
  /** On the clock; null: as long as the lease. */
  readonly untilMs: number | null;
}

/** Beyond its planned end a deed is left to the run for so long; then the server undoes it alone. */
const graceMs = 15_000;

export interface GuardedBookOptions {
  readonly runId: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Resolves when whoever undoes after this process is there with null, or with why nobody is; never rejects. */
  readonly watched: Promise<string | null>;
}

export class GuardedBook implements DeedBook {
  readonly #options: GuardedBookOptions;
  readonly #locks: LinkLocks;
  readonly #leases = new Map<string, Promise<Lease | null>>();
  readonly #entered = new Map<number, Entered>();
  #unwatched = false;

  constructor(options: GuardedBookOptions) {
    this.#options = options;
    const { runId, clock, journal } = options;
    this.#locks = new LinkLocks({ runId, who: ownerHere(), clock, book: journal, trouble: (what, detail) => this.#trouble(what, detail) });
  }

  get entries(): readonly JournalEntry[] {
    return this.#options.journal.entries;
  }

  /**
   * Nobody else can begin on this link, from any machine, until it is undone. False where it needs no lock: on a server of the run's own.
   * Throws LINK_LOCKED.
   */
  async lockLink(place: LinkPlace): Promise<boolean> {
    if (this.#isOwn(place.address)) return false;
    await this.#watch();
    await this.#locks.take(place);
    return true;
  }

  async write(deed: Deed, forMs?: number): Promise<JournalEntry> {
    const { journal } = this.#options;
    await this.#watch();
    const entry = await journal.write(deed);
    try {
      if (deed.kind === 'proxy-disabled' && deed.priorEnabled) await this.#locks.markDown(deed.toxiproxy, deed.proxy);
      await this.#enter(entry, forMs ?? null);
    } catch (error) {
      // What is not safe to be undone is not done.
      await this.undone(entry.seq);
      throw error;
    }
    return entry;
  }

  async undone(seq: number): Promise<void> {
    const { journal } = this.#options;
    const entry = journal.entries.find((open) => open.seq === seq);
    await journal.undone(seq);
    this.#locks.released(seq);
    void this.#strikeOut(seq);
    if (entry?.deed.kind === 'proxy-disabled' && !this.#isDown(entry.deed)) this.#locks.markUp(entry.deed.toxiproxy, entry.deed.proxy);
  }

  /** A deed that lasts longer than was planned when it was written down: `forMs` from now. Never rejects. */
  async prolong(seq: number, forMs: number): Promise<void> {
    const [before, entry] = [this.#entered.get(seq), this.entries.find((open) => open.seq === seq)];
    const { clock } = this.#options;
    if (entry === undefined || before === undefined || before.untilMs === null) return;
    if (before.untilMs - clock.now() > forMs + graceMs / 2) return;
    try {
      await this.#enter(entry, forMs);
      // Undone meanwhile: what was entered for it since would undo a later deed on the same thing.
      if (!this.entries.includes(entry)) await this.#strikeOut(seq);
    } catch (error) {
      this.#trouble(`keeping what undoes deed ${seq}`, messageOf(error));
    }
  }

  /** Gives leases back. What is still entered in them is undone by their servers. Never rejects. */
  async close(): Promise<void> {
    this.#locks.close();
    const leases = await Promise.all([...this.#leases.values()].map((lease) => lease.catch(() => null)));
    await Promise.all(leases.map((lease) => lease?.end()));
  }

  async #enter(entry: JournalEntry, forMs: number | null): Promise<void> {
    const item = leaseItem(entry.deed);
    const address = serverOf(entry.deed);
    if (item === null || address === null || this.#isOwn(address)) return;
    const lease = await this.#leaseAt(address);
    if (lease === null) return;
    const lastsMs = forMs === null ? null : forMs + graceMs;
    const number = await lease.enter(item, lastsMs);
    const before = this.#entered.get(entry.seq);
    this.#entered.set(entry.seq, { lease, item: number, untilMs: lastsMs === null ? null : this.#options.clock.now() + lastsMs });
    await before?.lease.strikeOut(before.item);
  }

  /** Never rejects. */
  async #strikeOut(seq: number): Promise<void> {
    const entered = this.#entered.get(seq);
    this.#entered.delete(seq);
    await entered?.lease.strikeOut(entered.item);
  }

  /** One a server, opened with the first deed there; anew where it was lost. */
  async #leaseAt(address: string): Promise<Lease | null> {
    const known = this.#leases.get(address);
    const lease = known && (await known);
    if (lease === null || lease?.lives) return lease;
    const opening = this.#openLease(new ToxiproxyServer(address));
    this.#leases.set(address, opening);
    // Not kept when it failed: the next deed asks again.
    opening.catch(() => this.#leases.delete(address));
    return opening;
  }

  async #openLease(server: ToxiproxyServer): Promise<Lease | null> {
    if (!(await givesLeases(server))) return null;
    return Lease.open(server, this.#options.runId, (why) =>
      this.#trouble(`the lease at ${server.url}`, `it ended, and the server undid what was injected there: ${why}`),
    );
  }

  async #watch(): Promise<void> {
    const problem = await this.#options.watched;
    if (problem === null || this.#unwatched) return;
    this.#unwatched = true;
    this.#trouble('starting the watchdog', `${problem}; should this process be killed, 'chaos recover' has to undo what it did`);
  }

  #isDown(deed: { readonly toxiproxy: string; readonly proxy: string }): boolean {
    return this.entries.some(
      ({ deed: open }) => open.kind === 'proxy-disabled' && open.toxiproxy === deed.toxiproxy && open.proxy === deed.proxy,
    );
  }

  #isOwn(address: string): boolean {
    return ownedServers(this.entries).has(address);
  }

  #trouble(what: string, detail: string): void {
    this.#options.emit({ type: 'trouble', what, detail });
  }
}
