import { countersOf } from './counters.ts';
import type { Metrics } from './metrics.ts';
import { Proxy, type ProxySpec } from './proxy.ts';
import { seedOf } from './random.ts';
import { Toxic, type ToxicSpec } from './toxic.ts';
import { Turns } from './turns.ts';

export type NewProxy = ProxySpec & { readonly name: string };

/** A group of proxies was created up to the first that failed. */
export class PopulateError extends Error {
  readonly done: readonly Proxy[];

  constructor(message: string, done: readonly Proxy[], options: ErrorOptions) {
    super(message, options);
    this.done = done;
  }
}

/** All proxies, by name. A change is made in the turn of its name, so that one that has to wait holds up nothing else. */
export class Collection {
  readonly #proxies = new Map<string, Proxy>();
  readonly #turns = new Turns();
  readonly #seed: number;
  readonly #metrics: Metrics | undefined;

  /** Each proxy draws from a stream of its own, given by this seed and its name. */
  constructor(seed: number, metrics?: Metrics) {
    this.#seed = seed;
    this.#metrics = metrics;
  }

  /** Runs `act` after everything that was asked for the proxy of that name before. */
  inTurn<T>(name: string, act: () => T | Promise<T>): Promise<T> {
    return this.#turns.take(name, act);
  }

  named(name: string): Proxy | undefined {
    return this.#proxies.get(name);
  }

  /** In the order of their names' bytes. */
  all(): readonly Proxy[] {
    return [...this.#proxies.values()].toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  }

  /** In the name's turn; kept only when it could start. The toxics are on it before its first connection. Throws AddressError. */
  async create({ name, listen, upstream, enabled }: NewProxy, toxics: readonly ToxicSpec[] = []): Promise<Proxy> {
    const proxy = new Proxy(name, listen, upstream, seedOf(this.#seed, name), this.#metrics);
    for (const { kind, name: toxic, stream, toxicity, attributes } of toxics)
      proxy.addToxic(new Toxic(kind, toxic, stream, toxicity, attributes, countersOf(proxy.counters, toxic)));
    if (enabled) await proxy.start();
    this.#proxies.set(name, proxy);
    return proxy;
  }

  /** In the name's turn. */
  async remove(proxy: Proxy): Promise<void> {
    this.#proxies.delete(proxy.name);
    await proxy.stop();
  }

  /**
   * Creates what is not there, leaves alone what is (same name, listen and upstream; then `enabled` is ignored too) and
   * replaces what differs, toxics and all. Throws PopulateError at the first failure; what came before stays.
   */
  async populate(wanted: readonly NewProxy[]): Promise<readonly Proxy[]> {
    const done: Proxy[] = [];
    for (const spec of wanted) {
      try {
        done.push(await this.inTurn(spec.name, () => this.#ensure(spec)));
      } catch (error) {
        throw new PopulateError((error as Error).message, done, { cause: error });
      }
    }
    return done;
  }

  async #ensure(spec: NewProxy): Promise<Proxy> {
    const existing = this.#proxies.get(spec.name);
    if (existing !== undefined) {
      if (!(await existing.differs(spec.listen, spec.upstream))) return existing;
      await existing.stop();
    }
    return this.create(spec);
  }

  /** Enables every proxy and removes every toxic. Throws AddressError at the first that can't start. */
  async reset(): Promise<void> {
    for (const { name } of this.all()) {
      await this.inTurn(name, async () => {
        const proxy = this.named(name);
        await proxy?.start();
        for (const toxic of proxy?.toxics ?? []) await proxy?.removeToxic(toxic);
        proxy?.http.removeAll();
      });
    }
  }

  /** After what is under way. */
  async stopAll(): Promise<void> {
    await this.#turns.done();
    await Promise.all(this.all().map((proxy) => proxy.stop()));
  }
}
