/**
 * A lease on the embedded server where that is not the run's own: the server undoes what is entered in it when the connection that holds
 * it ends, or when nobody renews it. So a run's faults go although the run, its machine and its watchdog are gone, or hang.
 */
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { z } from 'zod';
import { ChaosError, messageOf } from '../../errors.ts';
import type { Deed } from './journal.ts';
import { statusOf } from './toxiproxy-transport.ts';
import type { ToxiproxyServer } from './toxiproxy.ts';

/** Without a renewal for this long the run counts as gone. */
export const leaseMs = 10_000;
const renewEveryMs = 3_000;
/** Renewing and striking out must not wait for a server that hangs. */
const quickMs = 1_500;

const features = z.object({ features: z.array(z.string()) });
const opened = z.object({ lease: z.string() });
const entered = z.object({ item: z.union([z.int(), z.string()]) });

/** What to enter for a deed, in the server's words; null: nothing that a lease can undo. */
export function leaseItem(deed: Deed): Readonly<Record<string, unknown>> | null {
  switch (deed.kind) {
    case 'toxic-added':
      return { toxic: { proxy: deed.proxy, name: deed.toxic } };
    case 'http-toxic-added':
      return { httpToxic: { proxy: deed.proxy, name: deed.toxic } };
    case 'proxy-disabled':
      return deed.priorEnabled ? { enable: { proxy: deed.proxy } } : null;
    case 'proxy-created':
      return { proxy: { name: deed.proxy } };
    case 'link-settings':
      return { settings: { proxy: deed.proxy, ...deed.prior } };
    // A lock is not among them: the server looks twice for what it finds gone, and might take away the next run's.
    default:
      return null;
  }
}

/** Does this server give leases? Toxiproxy does not. Never throws: without an answer it gives none. */
export async function givesLeases(server: ToxiproxyServer): Promise<boolean> {
  try {
    const answer = features.safeParse(await server.getJson('/stampede', { timeoutMs: quickMs }));
    return answer.success && answer.data.features.includes('leases');
  } catch {
    return false;
  }
}

export class Lease {
  readonly #server: ToxiproxyServer;
  readonly #path: string;
  readonly #onLost: (why: string) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #letGo: () => void;
  readonly #striking = new Set<Promise<unknown>>();
  #entered = 0;
  #over = false;

  /** Opens one and holds it. `onLost` is told once when the server no longer keeps it. Throws TOXIPROXY_*. */
  static async open(server: ToxiproxyServer, owner: string, onLost: (why: string) => void): Promise<Lease> {
    const { lease } = understood(opened, await server.send('POST', '/stampede/leases', { owner, ttlMs: leaseMs }), server);
    return new Lease(server, `/stampede/leases/${encodeURIComponent(lease)}`, onLost);
  }

  private constructor(server: ToxiproxyServer, path: string, onLost: (why: string) => void) {
    this.#server = server;
    this.#path = path;
    this.#onLost = onLost;
    this.#letGo = hold(server, `${path}/hold`, (why) => this.#lost(why));
    this.#timer = setInterval(() => void this.#renew(), renewEveryMs).unref();
  }

  /** False once it has ended: what was entered is undone. */
  get lives(): boolean {
    return !this.#over;
  }

  /** Before the deed. `forMs`: undone alone once that has passed. Returns what `strikeOut` takes. */
  async enter(item: Readonly<Record<string, unknown>>, forMs: number | null): Promise<number | string> {
    // Sent again when its answer was lost, it is still one item.
    const key = String(++this.#entered);
    const body = forMs === null ? { ...item, key } : { ...item, key, ttlMs: Math.ceil(forMs) };
    return understood(entered, await this.#server.send('POST', `${this.#path}/undo`, body), this.#server).item;
  }

  /** It was undone, or not done. Never rejects. */
  async strikeOut(item: number | string): Promise<void> {
    if (this.#over) return;
    const strike = this.#server.send('DELETE', `${this.#path}/undo/${item}`, undefined, { timeoutMs: quickMs }).catch(() => undefined);
    this.#striking.add(strike);
    await strike;
    this.#striking.delete(strike);
  }

  /** Gives it back; the server undoes what is still in it. Never rejects. */
  async end(): Promise<void> {
    // What is still entered is undone now, and looked for again a second later: nothing that was undone may be among it.
    await Promise.all(this.#striking);
    if (this.#over) return;
    this.#finish(false);
    await this.#server.send('DELETE', this.#path, undefined, { timeoutMs: quickMs }).catch(() => undefined);
    this.#letGo();
  }

  async #renew(): Promise<void> {
    try {
      await this.#server.send('POST', `${this.#path}/renew`, { ttlMs: leaseMs }, { timeoutMs: quickMs });
    } catch (error) {
      // Out of reach for a moment it may still be kept; only the server's own word ends it.
      if (statusOf(error) !== undefined) this.#lost(messageOf(error));
    }
  }

  #lost(why: string): void {
    if (this.#over) return;
    this.#finish();
    this.#onLost(why);
  }

  #finish(letGo = true): void {
    this.#over = true;
    clearInterval(this.#timer);
    if (letGo) this.#letGo();
  }
}

/** Keeps the answer open; returns what closes it. */
function hold(server: ToxiproxyServer, path: string, onEnd: (why: string) => void): () => void {
  const url = new URL(`${server.url}${path}`);
  const request = (url.protocol === 'https:' ? secure : plain)(url, { agent: false, headers: server.headers });
  request.on('response', (answer) => {
    answer.resume();
    answer.on('error', () => undefined);
    answer.on('close', () => onEnd(answer.statusCode === 200 ? 'its connection ended' : `the server answered ${answer.statusCode}`));
  });
  request.on('error', (error) => onEnd(messageOf(error)));
  request.on('socket', (socket) => socket.unref());
  request.end();
  return () => request.destroy();
}

function understood<T>(schema: z.ZodType<T>, answer: unknown, server: ToxiproxyServer): T {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new ChaosError(
    'TOXIPROXY_REFUSED',
    `${server.url} does not answer about leases as chaos proxy does`,
    'is it of the same version as this tool?',
  );
}
