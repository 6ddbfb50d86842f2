/**
 * Puts proxies on links and faults where they act, and takes both away again. Whatever it does is in the journal first; whatever it
 * undoes is named there, so nothing that this run did not make is ever touched.
 */
import { ChaosError, messageOf } from '../../errors.ts';
import type { RemovalReason } from '../../events/fault-event.ts';
import { describeStep } from '../../faults/describe-step.ts';
import { kindOf } from '../../faults/shelf.ts';
import type { Step } from '../../faults/step.ts';
import type { PlannedFault, PlannedLink } from '../../plan/plan.ts';
import { arriving, type Injected, isDownByAnother, patienceMs } from './active-fault.ts';
import type { ActingOn } from './actuators/actuator.ts';
import { act, deedOf, evidenceOf } from './actuators/shelf.ts';
import { Arrivals } from './arrivals.ts';
import type { ActiveFault, FaultInjector, InjectorOptions, LinkLook, PreparedLink, RolledBack } from './contract.ts';
import type { JournalEntry } from './journal.ts';
import { readCounters, readEndedBytes } from './link-counters.ts';
import { RunLinks } from './run-links.ts';
import { isStillIn } from './still-in.ts';
import { statusOf } from './toxiproxy-transport.ts';
import { ownedServers, sentence, serverOf, undoEntries, type Undone } from './undo.ts';

/** A removal's own patience: a reset_peer toxic on Toxiproxy keeps the call waiting while it sleeps. */
const removalMs = 7_000;

/** To end a server of our own that does not answer: asked first, killed after half a second. */
const ownServerMs = 800;

export function createInjector(options: InjectorOptions): FaultInjector {
  return new Injector(options);
}

class Injector implements FaultInjector {
  readonly #options: InjectorOptions;
  readonly #links: RunLinks;
  readonly #faults = new Map<string, Injected>();
  readonly #arrivals = new Arrivals();
  #rollback: Promise<RolledBack> | null = null;

  constructor(options: InjectorOptions) {
    this.#options = options;
    this.#links = new RunLinks(options);
  }

  async prepare(links: readonly PlannedLink[]): Promise<PreparedLink[]> {
    return this.#arrivals.during(async () => {
      await this.#journalOwnServer();
      const already = new Set(this.#options.journal.entries);
      try {
        return await this.#links.prepare(links, () => this.#arrivals.assertGoing());
      } catch (error) {
        await this.#undo(
          this.#options.journal.entries.filter((entry) => !already.has(entry)),
          2_000,
        );
        throw error;
      }
    });
  }

  async inject(fault: PlannedFault): Promise<void> {
    return this.#arrivals.during(async () => {
      const { clock, emit, toRunMs } = this.#options;
      if (this.#faults.has(fault.id)) throw new ChaosError('INTERNAL', `fault ${fault.id} is already active`, 'a bug: please report it');
      const on = fault.link === null || kindOf(fault.spec).on !== 'link' ? null : this.#links.at(fault.link);
      const steps = kindOf(fault.spec)
        .steps(fault.spec, fault.forMs)
        .filter(({ afterMs }) => afterMs === 0);
      let sent: Step | undefined;
      const injected = arriving(fault, on);
      try {
        // All of them are on the disk before the first is done.
        for (const step of steps) await this.#write(step, injected);
        // What an outage closes is open until just before it.
        const isOutage = steps.some((step) => step.do === 'disable-proxy');
        const outage = isOutage ? { countersBefore: on && (await readCounters(on.server, on.proxy)) } : {};
        const sentMs = toRunMs(clock.now());
        for (const step of steps) await this.#act((sent = step), injected);
        const confirmedMs = toRunMs(clock.now());
        injected.untilMs = confirmedMs + fault.forMs - (fault.dither?.earlierMs ?? 0);
        this.#faults.set(fault.id, injected);
        const counters = on && (await readCounters(on.server, on.proxy));
        const toxics = injected.entries.flatMap(({ deed }) => ('toxic' in deed ? [deed.toxic] : []));
        emit({ type: 'fault-injected', fault: fault.id, sentMs, confirmedMs, counters, toxics, ...outage }, confirmedMs);
        void this.#show(steps.at(-1), injected);
      } catch (error) {
        // What nobody confirmed counts as not done: nobody is asked to undo it.
        if (error instanceof ChaosError && error.code === 'NOT_CONFIRMED')
          for (const entry of injected.entries) await this.#options.journal.undone(entry.seq);
        else {
          const items = await this.#undoFault(injected, 2_000);
          if (sent !== undefined && on !== null && statusOf(error) === undefined) this.#tellUnconfirmed(fault, sent, error, items);
        }
        throw error;
      }
    });
  }

  async step(faultId: string, step: Step): Promise<void> {
    const injected = this.#faults.get(faultId);
    if (injected === undefined || injected.removal !== null) return;
    return this.#arrivals.during(() =>
      this.#inTurn(injected, async () => {
        // A removal may have come while it waited for its turn.
        if (this.#isStopping || injected.removal !== null || !this.#faults.has(faultId)) return;
        const { clock, emit, toRunMs } = this.#options;
        await this.#write(step, injected);
        const sentMs = toRunMs(clock.now());
        await this.#act(step, injected);
        const confirmedMs = toRunMs(clock.now());
        emit({ type: 'fault-step', fault: faultId, what: describeStep(step), sentMs, confirmedMs }, confirmedMs);
      }),
    );
  }

  async remove(faultId: string, why: RemovalReason): Promise<void> {
    const fault = this.#faults.get(faultId);
    if (fault === undefined) return;
    fault.leaving.abort();
    // Asked for twice at once, as by the timeline and by a stop, it is still one removal.
    fault.removal ??= this.#inTurn(fault, () => this.#remove(fault, why)).finally(() => {
      fault.removal = null;
    });
    return fault.removal;
  }

  async #remove(injected: Injected, why: RemovalReason): Promise<void> {
    const { clock, emit, toRunMs } = this.#options;
    const { fault, on } = injected;
    const [counters, isIn] = await Promise.all([on && readCounters(on.server, on.proxy), why !== 'planned' || isStillIn(injected)]);
    const sentMs = toRunMs(clock.now());
    const items = await this.#undoFault(injected, removalMs);
    const confirmedMs = toRunMs(clock.now());
    if (why === 'stopped') this.#tell(items);
    const failed = items.filter((item) => !item.ok);
    if (failed.length > 0) {
      throw new ChaosError(
        'ROLLBACK_INCOMPLETE',
        `fault ${fault.id} could not be removed: ${failed.map(sentence).join('; ')}`,
        "it is tried again when the run ends; afterwards 'chaos recover'",
      );
    }
    this.#faults.delete(fault.id);
    emit({ type: 'fault-removed', fault: fault.id, sentMs, confirmedMs, counters, why, ...(isIn ? {} : { lost: true }) }, confirmedMs);
  }

  postpone(faultId: string, untilMs: number): void {
    const { clock, journal, toRunMs } = this.#options;
    const fault = this.#faults.get(faultId);
    if (fault === undefined) return;
    fault.untilMs = untilMs;
    for (const { seq } of fault.entries) void journal.prolong?.(seq, untilMs - toRunMs(clock.now()));
  }

  async removeFaults(budgetMs = 3_000): Promise<void> {
    this.#arrivals.stop();
    const within = AbortSignal.timeout(Math.ceil(budgetMs));
    const late = new Promise<void>((resolve) => within.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#removeAll(), late]);
  }

  async #removeAll(): Promise<void> {
    await this.#arrivals.settled();
    // Side by side across links, in reverse on each; what acts on no link waits for nobody.
    const byLink = Map.groupBy([...this.#faults.values()].toReversed(), ({ on, fault }) => on?.link ?? fault);
    await Promise.all(
      [...byLink.values()].map(async (faults) => {
        for (const { fault } of faults) await this.remove(fault.id, 'stopped').catch(() => undefined);
      }),
    );
  }

  async undoAll(budgetMs = 4_500): Promise<RolledBack> {
    this.#rollback ??= this.#undoAll(budgetMs).finally(() => {
      this.#rollback = null;
    });
    return this.#rollback;
  }

  async #undoAll(budgetMs: number): Promise<RolledBack> {
    const { clock, emit, journal } = this.#options;
    const started = clock.now();
    await this.removeFaults(budgetMs / 2);
    const own = journal.entries.filter((entry) => entry.deed.kind === 'server-owned');
    const open = journal.entries.filter((entry) => entry.deed.kind !== 'server-owned');
    const reserveMs = own.length > 0 ? ownServerMs : 0;
    const tried = await this.#undo(open, Math.max(200, budgetMs - reserveMs - (clock.now() - started)));
    // What a server of our own does not undo goes with it: it would be ended next anyway, and no fault outlives it.
    const stuck = tried.filter((item) => !item.ok && ownedServers(own).has(serverOf(item.entry.deed) ?? ''));
    const ended = stuck.length > 0 ? await this.#undo([...own, ...stuck.map((item) => item.entry)], ownServerMs) : [];
    const items = [...tried.filter((item) => !stuck.includes(item)), ...ended];
    this.#tell(items);
    if (items.every((item) => item.ok)) this.#faults.clear();
    const left = items.filter((item) => !item.ok).map(sentence);
    emit({ type: 'rolled-back', complete: left.length === 0, left, ms: Math.round(clock.now() - started) });
    return { complete: left.length === 0, left };
  }

  active(): readonly ActiveFault[] {
    return [...this.#faults.values()].map(({ fault, untilMs }) => ({ fault: fault.id, link: fault.link, untilMs }));
  }

  async #write(step: Step, injected: Injected): Promise<void> {
    const deed = deedOf(step, this.#acting(injected));
    if (deed === null) return;
    const written = JSON.stringify(deed);
    if (injected.entries.some((entry) => JSON.stringify(entry.deed) === written)) return;
    const { clock, journal, toRunMs } = this.#options;
    const forMs = injected.untilMs === 0 ? injected.fault.forMs : injected.untilMs - toRunMs(clock.now());
    injected.entries.push(await journal.write(deed, forMs));
  }

  async #act(step: Step, injected: Injected): Promise<void> {
    await act(step, this.#acting(injected));
    if (step.do === 'disable-proxy') injected.isDown = true;
    if (step.do === 'enable-proxy') injected.isDown = false;
  }

  /** Looks for what shows that the fault took effect, while it is in. */
  async #show(step: Step | undefined, injected: Injected): Promise<void> {
    try {
      const shown = step && (await evidenceOf(step, this.#acting(injected)));
      if (shown) this.#options.emit({ type: 'fault-evidence', fault: injected.fault.id, ...shown });
    } catch (error) {
      this.#options.emit({ type: 'fault-evidence', fault: injected.fault.id, ok: false, detail: messageOf(error) });
    }
  }

  #acting(injected: Injected): ActingOn {
    const { runId, emit, processes = null, people = null } = this.#options;
    const { fault, on, leaving } = injected;
    const isDown = isDownByAnother(injected, this.#faults.values());
    return {
      runId,
      fault,
      on,
      isDownByAnother: isDown,
      processes,
      people,
      emit,
      stopping: this.#arrivals.stopping,
      leaving: leaving.signal,
    };
  }

  get #isStopping(): boolean {
    return this.#arrivals.stopping.aborted;
  }

  async look(link: string): Promise<LinkLook> {
    const on = this.#links.at(link);
    const counters = await readCounters(on.server, on.proxy);
    return { counters, endedBytes: counters === null ? await readEndedBytes(on.server, on.proxy) : null };
  }

  /** All that is open of it. A link that two faults took down stays down until both have ended. */
  async #undoFault(injected: Injected, budgetMs: number): Promise<Undone[]> {
    const isKeptDown = isDownByAnother(injected, this.#faults.values());
    const shared = injected.entries.filter(({ deed }) => isKeptDown && deed.kind === 'proxy-disabled');
    for (const entry of shared) await this.#options.journal.undone(entry.seq);
    const own = injected.entries.filter((entry) => !shared.includes(entry));
    return this.#undo(own, budgetMs + patienceMs(own));
  }

  async #undo(entries: readonly JournalEntry[], budgetMs: number): Promise<Undone[]> {
    const { journal, processes = null, people = null } = this.#options;
    return undoEntries(entries, {
      budgetMs,
      atHand: { processes, people, ending: this.#isStopping, keepersMs: 0 },
      servers: (address) => this.#links.server(address),
      owned: ownedServers(journal.entries),
      written: journal.entries,
      onUndone: ({ entry }) => journal.undone(entry.seq),
    });
  }

  /** Without an answer nobody knows whether it was done: it is named, with what came of taking it back. */
  #tellUnconfirmed(fault: PlannedFault, sent: Step, error: unknown, items: readonly Undone[]): void {
    const detail = `sent, not confirmed: ${describeStep(sent)} (${messageOf(error)}); ${items.map(sentence).join('; ')}`;
    this.#options.emit({ type: 'trouble', what: `injecting ${fault.id}`, detail });
  }

  #tell(items: readonly Undone[]): void {
    for (const { what, ok, detail } of items) this.#options.emit({ type: 'undo', what, ok, detail });
  }

  /** After whatever is being done for the same fault. */
  async #inTurn<T>(fault: Injected, work: () => Promise<T>): Promise<T> {
    const turn = fault.turn.then(work);
    fault.turn = turn.catch(() => undefined);
    return turn;
  }

  async #journalOwnServer(): Promise<void> {
    const { toxiproxy, journal } = this.#options;
    if (toxiproxy === null || toxiproxy.server === 'external' || toxiproxy.pid === null) return;
    const { address, server, pid, pidStart } = toxiproxy;
    await journal.write({ kind: 'server-owned', toxiproxy: address, server, pid, pidStart });
  }
}
