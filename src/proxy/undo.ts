/** Taking back what a client did, long after that client may be gone: what a lease is made of. */
import { messageOf } from '../errors.ts';
import type { Collection } from './collection.ts';

/** What is to be taken back: a toxic, an HTTP-aware toxic, a proxy that was disabled, a proxy that was created, settings of a link as they were. */
export type UndoItem =
  | { readonly kind: 'toxic' | 'httpToxic'; readonly proxy: string; readonly name: string }
  | { readonly kind: 'enable'; readonly proxy: string }
  | { readonly kind: 'settings'; readonly proxy: string; readonly protocol: 'tcp' | 'http'; readonly seed: number }
  | { readonly kind: 'proxy'; readonly proxy: string };

/** `gone`: there was nothing to take back. */
export type Undone = { readonly result: 'undone' | 'gone' } | { readonly result: 'failed'; readonly error: string };

const againMs = 1_000;
/** A minute: a port may be taken for a while by whoever took it. */
const mostTries = 60;

/** Takes items back, again where it has to. */
export class Undoing {
  readonly #proxies: Collection;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(proxies: Collection) {
    this.#proxies = proxies;
  }

  /**
   * Resolves after the first try; never rejects. What failed is tried again each second for a minute. What was not there is
   * looked for once more after a second: its client may have died between the announcement and the deed, which then comes late.
   */
  async undo(item: UndoItem): Promise<Undone> {
    return this.#try(item, 1);
  }

  /** No more tries. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #try(item: UndoItem, tries: number): Promise<Undone> {
    const done = await this.#once(item);
    const last = done.result === 'gone' ? 2 : mostTries;
    if (done.result !== 'undone' && tries < last && !this.#closed) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        void this.#try(item, done.result === 'gone' ? last : tries + 1);
      }, againMs);
      this.#timers.add(timer);
    }
    return done;
  }

  async #once(item: UndoItem): Promise<Undone> {
    try {
      const found = await this.#proxies.inTurn(item.proxy, () => takeBack(this.#proxies, item));
      return { result: found ? 'undone' : 'gone' };
    } catch (error) {
      return { result: 'failed', error: messageOf(error) };
    }
  }
}

/** False when there is nothing to take back. */
async function takeBack(proxies: Collection, item: UndoItem): Promise<boolean> {
  const proxy = proxies.named(item.proxy);
  if (proxy === undefined) return false;
  if (item.kind === 'proxy') {
    await proxies.remove(proxy);
    return true;
  }
  if (item.kind === 'enable') {
    if (proxy.enabled) return false;
    await proxy.start();
    return true;
  }
  if (item.kind === 'settings') {
    const isHttp = item.protocol === 'http';
    const isThere = proxy.seed === item.seed && proxy.http.isOpen === isHttp;
    // A seed that is set begins its draws anew.
    if (proxy.seed !== item.seed) proxy.seed = item.seed;
    if (proxy.http.isOpen !== isHttp) proxy.http[isHttp ? 'open' : 'close']();
    return !isThere;
  }
  if (item.kind === 'httpToxic') {
    const toxic = proxy.http.toxicNamed(item.name);
    if (toxic !== undefined) proxy.http.remove(toxic);
    return toxic !== undefined;
  }
  const toxic = proxy.toxicNamed(item.name);
  if (toxic === undefined) return false;
  await proxy.removeToxic(toxic);
  return true;
}
