/**
 * Puts proxies on links and faults on proxies, and takes both away again. Whatever it does is in the journal first; whatever it
 * undoes is named there, so nothing that this run did not make is ever touched.
 */
import { ChaosError } from '../../errors.ts';
import type { RemovalReason } from '../../events/event.ts';
import { kindOf } from '../../faults/shelf.ts';
import type { Step } from '../../faults/fault.ts';
import type { PlannedFault, PlannedLink } from '../../plan/plan.ts';
import type { ActiveFault, FaultInjector, InjectorOptions, PreparedLink, RolledBack } from './contract.ts';
import type { Deed, JournalEntry } from './journal.ts';
import { readCounters } from './link-counters.ts';
import { toxicName } from './names.ts';
import { linkPlace } from './link-place.ts';
import { createLinkProxy, matchProxy } from './prepare-links.ts';
import { type ProxySnapshot, ToxiproxyServer } from './toxiproxy.ts';
import { ownedServers, sentence, undoEntries, type Undone } from './undo.ts';

interface OnLink extends PreparedLink {
  readonly address: string;
  readonly server: ToxiproxyServer;
  readonly enabledBefore: boolean;
}

interface Injected extends Omit<ActiveFault, 'untilMs'> {
  readonly on: OnLink;
  readonly entries: readonly JournalEntry[];
  untilMs: number;
  removal: Promise<void> | null;
}

/** A removal's own patience: a reset_peer toxic on Toxiproxy keeps the call waiting while it sleeps. */
const removalMs = 7_000;

/** To end a server of our own that does not answer: asked first, killed after half a second. */
const ownServerMs = 800;

export function createInjector(options: InjectorOptions): FaultInjector {
  return new Injector(options);
}

class Injector implements FaultInjector {
  readonly #options: InjectorOptions;
  readonly #servers = new Map<string, ToxiproxyServer>();
  readonly #links = new Map<string, OnLink>();
  readonly #faults = new Map<string, Injected>();
  readonly #arriving = new Set<Promise<unknown>>();
  #stopping = false;
  #rollback: Promise<RolledBack> | null = null;

  constructor(options: InjectorOptions) {
    this.#options = options;
  }

  async prepare(links: readonly PlannedLink[]): Promise<PreparedLink[]> {
    return this.#arrive(async () => {
      await this.#journalOwnServer();
      const already = new Set(this.#options.journal.entries);
      try {
        const listed = await this.#lock(links);
        for (const link of links) {
          this.#assertGoing();
          const address = this.#addressOf(link);
          await this.#prepareOne(link, address, this.#server(address), listed.get(address) ?? []);
        }
      } catch (error) {
        await this.#undo(
          this.#options.journal.entries.filter((entry) => !already.has(entry)),
          2_000,
        );
        throw error;
      }
      return links.map((link) => publicPart(this.#link(link.name)));
    });
  }

  /** Locks the links and returns the proxies of each server: what is there once nobody else can begin any more. */
  async #lock(links: readonly PlannedLink[]): Promise<Map<string, ProxySnapshot[]>> {
    const { runId, journal } = this.#options;
    const listed = new Map<string, ProxySnapshot[]>();
    const locked = new Set<string>();
    for (const link of links) {
      this.#assertGoing();
      const address = this.#addressOf(link);
      const server = this.#server(address);
      const proxies = listed.get(address) ?? (await server.proxies());
      listed.set(address, proxies);
      if (await journal.lockLink?.({ link: link.name, address, server, ...linkPlace(link, proxies, runId) })) locked.add(address);
    }
    for (const address of locked) listed.set(address, await this.#server(address).proxies());
    return listed;
  }

  async #prepareOne(
    link: PlannedLink,
    address: string,
    server: ToxiproxyServer,
    proxies: Awaited<ReturnType<ToxiproxyServer['proxies']>>,
  ): Promise<void> {
    const { runId, journal, emit, toxiproxy } = this.#options;
    const matched = matchProxy(link, proxies, server.url);
    const proxy = matched ?? (await createLinkProxy(link, runId, server, address, journal));
    const on: OnLink = {
      link: link.name,
      listen: proxy.listen,
      upstream: proxy.upstream,
      proxy: proxy.name,
      toxiproxy: server.url,
      address,
      server,
      enabledBefore: proxy.enabled,
    };
    this.#links.set(link.name, on);
    const kind = address === toxiproxy?.address ? toxiproxy.server : 'external';
    emit({ type: 'link', how: matched ? 'matched' : 'created', server: kind, ...publicPart(on) });
  }

  async inject(fault: PlannedFault): Promise<void> {
    return this.#arrive(async () => {
      const { clock, emit, journal, toRunMs } = this.#options;
      if (this.#faults.has(fault.id)) throw new ChaosError('INTERNAL', `fault ${fault.id} is already active`, 'a bug: please report it');
      const on = this.#link(fault.link);
      const steps = kindOf(fault.spec).steps(fault.spec);
      const entries: JournalEntry[] = [];
      try {
        for (const [i, step] of steps.entries()) entries.push(await journal.write(this.#deed(step, i, fault, on), fault.forMs));
        const sentMs = toRunMs(clock.now());
        for (const [i, step] of steps.entries()) await this.#act(step, i, fault, on);
        const confirmedMs = toRunMs(clock.now());
        this.#faults.set(fault.id, { fault: fault.id, link: fault.link, untilMs: confirmedMs + fault.forMs, on, entries, removal: null });
        const counters = await readCounters(on.server, on.proxy);
        emit({ type: 'fault-injected', fault: fault.id, sentMs, confirmedMs, counters }, confirmedMs);
      } catch (error) {
        await this.#undo(entries, 2_000);
        throw error;
      }
    });
  }

  async remove(faultId: string, why: RemovalReason): Promise<void> {
    const fault = this.#faults.get(faultId);
    if (fault === undefined) return;
    // Asked for twice at once, as by the timeline and by a stop, it is still one removal.
    fault.removal ??= this.#remove(fault, why).finally(() => {
      fault.removal = null;
    });
    return fault.removal;
  }

  async #remove(fault: Injected, why: RemovalReason): Promise<void> {
    const { clock, emit, journal, toRunMs } = this.#options;
    const counters = await readCounters(fault.on.server, fault.on.proxy);
    const sentMs = toRunMs(clock.now());
    // A link that two faults took down stays down until both have ended.
    const shared = fault.entries.filter(({ deed }) => deed.kind === 'proxy-disabled' && this.#isDownByAnother(fault));
    for (const entry of shared) await journal.undone(entry.seq);
    const items = await this.#undo(
      fault.entries.filter((entry) => !shared.includes(entry)),
      removalMs,
    );
    const confirmedMs = toRunMs(clock.now());
    if (why === 'stopped') this.#tell(items);
    const failed = items.filter((item) => !item.ok);
    if (failed.length > 0) {
      throw new ChaosError(
        'ROLLBACK_INCOMPLETE',
        `fault ${fault.fault} could not be removed: ${failed.map(sentence).join('; ')}`,
        "it is tried again when the run ends; afterwards 'chaos recover'",
      );
    }
    this.#faults.delete(fault.fault);
    emit({ type: 'fault-removed', fault: fault.fault, sentMs, confirmedMs, counters, why }, confirmedMs);
  }

  postpone(faultId: string, untilMs: number): void {
    const { clock, journal, toRunMs } = this.#options;
    const fault = this.#faults.get(faultId);
    if (fault === undefined) return;
    fault.untilMs = untilMs;
    for (const { seq } of fault.entries) void journal.prolong?.(seq, untilMs - toRunMs(clock.now()));
  }

  async removeFaults(budgetMs = 3_000): Promise<void> {
    this.#stopping = true;
    const within = AbortSignal.timeout(Math.ceil(budgetMs));
    const late = new Promise<void>((resolve) => within.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#removeAll(), late]);
  }

  async #removeAll(): Promise<void> {
    await Promise.allSettled(this.#arriving);
    // Side by side across links, in reverse on each.
    const byLink = Map.groupBy([...this.#faults.values()].toReversed(), (fault) => fault.link);
    await Promise.all(
      [...byLink.values()].map(async (faults) => {
        for (const fault of faults) await this.remove(fault.fault, 'stopped').catch(() => undefined);
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
    const stuck = tried.filter((item) => !item.ok && ownedServers(own).has(item.entry.deed.toxiproxy));
    const ended = stuck.length > 0 ? await this.#undo([...own, ...stuck.map((item) => item.entry)], ownServerMs) : [];
    const items = [...tried.filter((item) => !stuck.includes(item)), ...ended];
    this.#tell(items);
    if (items.every((item) => item.ok)) this.#faults.clear();
    const left = items.filter((item) => !item.ok).map(sentence);
    emit({ type: 'rolled-back', complete: left.length === 0, left, ms: Math.round(clock.now() - started) });
    return { complete: left.length === 0, left };
  }

  active(): readonly ActiveFault[] {
    return [...this.#faults.values()].map(({ fault, link, untilMs }) => ({ fault, link, untilMs }));
  }

  async #undo(entries: readonly JournalEntry[], budgetMs: number): Promise<Undone[]> {
    const { journal } = this.#options;
    return undoEntries(entries, {
      budgetMs,
      servers: (address) => this.#server(address),
      owned: ownedServers(journal.entries),
      onUndone: ({ entry }) => journal.undone(entry.seq),
    });
  }

  #tell(items: readonly Undone[]): void {
    for (const { what, ok, detail } of items) this.#options.emit({ type: 'undo', what, ok, detail });
  }

  /** Something that a stop waits for, so that nothing is done after the undo of it. */
  async #arrive<T>(work: () => Promise<T>): Promise<T> {
    this.#assertGoing();
    const arrival = work();
    this.#arriving.add(arrival);
    try {
      return await arrival;
    } finally {
      this.#arriving.delete(arrival);
    }
  }

  #assertGoing(): void {
    if (this.#stopping) throw new ChaosError('INTERNAL', 'the run is stopping: nothing is injected any more', 'a bug: please report it');
  }

  #deed(step: Step, index: number, fault: PlannedFault, on: OnLink): Deed {
    const common = { toxiproxy: on.address, link: fault.link, fault: fault.id, proxy: on.proxy };
    return step.do === 'disable-proxy'
      ? { kind: 'proxy-disabled', ...common, priorEnabled: on.enabledBefore }
      : { kind: 'toxic-added', ...common, toxic: toxicName(this.#options.runId, fault.id, index) };
  }

  async #act(step: Step, index: number, fault: PlannedFault, on: OnLink): Promise<void> {
    if (step.do === 'add-toxic') {
      const { type, stream, toxicity, attributes } = step;
      return on.server.addToxic(on.proxy, { name: toxicName(this.#options.runId, fault.id, index), type, stream, toxicity, attributes });
    }
    if ((await on.server.setEnabled(on.proxy, false)) === 'gone') {
      throw new ChaosError(
        'PROXY_CONFLICT',
        `proxy ${on.proxy} at ${on.toxiproxy} is no longer there`,
        'somebody deleted it, or the server was started anew while the run went on',
      );
    }
  }

  #isDownByAnother(fault: Injected): boolean {
    return [...this.#faults.values()].some(
      (other) =>
        other !== fault &&
        other.on.address === fault.on.address &&
        other.on.proxy === fault.on.proxy &&
        other.entries.some(({ deed }) => deed.kind === 'proxy-disabled'),
    );
  }

  async #journalOwnServer(): Promise<void> {
    const { toxiproxy, journal } = this.#options;
    if (toxiproxy === null || toxiproxy.server === 'external' || toxiproxy.pid === null) return;
    const { address, server, pid, pidStart } = toxiproxy;
    await journal.write({ kind: 'server-owned', toxiproxy: address, server, pid, pidStart });
  }

  #addressOf(link: PlannedLink): string {
    const address = link.toxiproxy ?? this.#options.toxiproxy?.address;
    if (address === undefined)
      throw new ChaosError(
        'TOXIPROXY_UNREACHABLE',
        `link ${link.name} has no Toxiproxy server`,
        'give the link a toxiproxy URL, or leave it to chaos to start one',
      );
    return address;
  }

  #server(address: string): ToxiproxyServer {
    const server = this.#servers.get(address) ?? new ToxiproxyServer(address);
    this.#servers.set(address, server);
    return server;
  }

  #link(name: string): OnLink {
    const on = this.#links.get(name);
    if (on === undefined) throw new ChaosError('INTERNAL', `link ${name} was not prepared`, 'a bug: please report it');
    return on;
  }
}

function publicPart({ link, listen, upstream, proxy, toxiproxy }: OnLink): PreparedLink {
  return { link, listen, upstream, proxy, toxiproxy };
}
