/**
 * The runner's side of the reference shop: starts it as a process of its own, tells it where its dependencies are, ends it.
 * The IPC channel is the lifeline: however this process dies, the shop sees the channel close and ends too.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ChaosError, messageOf } from '../errors.ts';
import type { PlannedBreaker, PlannedLedgerUrl, StorefrontVariant } from '../plan/plan.ts';
import type { Clock } from './clock.ts';

export interface StorefrontOptions {
  readonly variant: StorefrontVariant;
  readonly clock: Clock;
  /** Switches turned on besides the variant's own. */
  readonly extra?: readonly string[];
  /** The edge's port; any free one unless given. */
  readonly port?: number;
  /** Ends the start early: the shop that was about to open is ended, and the start rejects. */
  readonly signal?: AbortSignal | undefined;
}

export interface Storefront {
  readonly url: string;
  /** host:port by service name, the edge included. */
  readonly services: Readonly<Record<string, string>>;
  /** Where each dependency really listens: the upstream of the proxy to be put on it. */
  readonly links: readonly { readonly name: string; readonly upstream: string }[];
  readonly breakers: readonly PlannedBreaker[];
  readonly reconcile: PlannedLedgerUrl;
  readonly business: { readonly revenuePerHour: number; readonly currency: string };
  readonly pid: number;
  readonly startedInMs: number;
  /** Points the shop's dependencies at other addresses (host:port by link); resolves when no new call goes to the old ones. */
  wire(links: Readonly<Record<string, string>>): Promise<void>;
  /** Resolves when the process is gone, killed after `patienceMs` (2 s unless given); may be called again. */
  stop(patienceMs?: number): Promise<void>;
  /** The exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

const startLimitMs = 15_000;
const wireLimitMs = 5_000;

const readySchema = z.object({
  type: z.literal('ready'),
  url: z.url(),
  folder: z.string(),
  services: z.record(z.string(), z.string()),
  links: z.array(z.object({ name: z.string(), upstream: z.string() })),
  breakers: z.array(
    z.object({
      name: z.string(),
      preset: z.string(),
      url: z.url(),
      match: z.record(z.string(), z.string()),
      link: z.string(),
      waitMs: z.number(),
    }),
  ),
  reconcile: z.object({ url: z.url(), ids: z.string(), settleMs: z.number() }),
  business: z.object({ revenuePerHour: z.number(), currency: z.string() }),
});
const wiredSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('wired') }),
  z.object({ type: z.literal('refused'), message: z.string() }),
]);

/** Starts the shop and waits until it takes requests. Rejects with STOREFRONT_FAILED and what the shop said on stderr. */
export async function startStorefront({ variant, clock, extra = [], port = 0, signal }: StorefrontOptions): Promise<Storefront> {
  const startedAt = clock.now();
  const child = new StorefrontProcess([
    '--variant',
    variant,
    '--port',
    String(port),
    ...(extra.length > 0 ? ['--with', extra.join(',')] : []),
  ]);
  try {
    const ready = await child.answer(readySchema, startLimitMs, 'did not open', signal);
    const { url, services, links, reconcile, business, folder } = ready;
    // The shop removes its folder itself, unless it was killed.
    const exited = child.exited.finally(() => rm(folder, { recursive: true, force: true }));
    return {
      url,
      services,
      links,
      breakers: ready.breakers.map(({ url: source, ...breaker }) => ({ ...breaker, urls: [source] })),
      reconcile,
      business,
      pid: child.pid,
      startedInMs: clock.now() - startedAt,
      wire: async (wires) => {
        const answer = child.answer(wiredSchema, wireLimitMs, 'did not take its new addresses');
        child.send({ type: 'wire', links: wires });
        const wired = await answer;
        if (wired.type === 'refused') throw failed(`the storefront refused its new addresses: ${wired.message}`);
      },
      stop: async (patienceMs) => {
        await child.stop(patienceMs);
        await rm(folder, { recursive: true, force: true });
      },
      exited,
    };
  } catch (error) {
    await child.stop(signal?.aborted ? 400 : undefined);
    throw error;
  }
}

class StorefrontProcess {
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  #stderr = '';
  #spawnError = '';

  constructor(args: readonly string[]) {
    // From source the entry is TypeScript, in the package JavaScript.
    const entry = fileURLToPath(new URL(`../storefront/main${extname(import.meta.url)}`, import.meta.url));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr = `${this.#stderr}${text}`.slice(-8_192)));
    this.exited = new Promise((resolve) => {
      child.once('close', (code) => resolve(code));
      child.once('error', (error) => {
        this.#spawnError = messageOf(error);
        if (child.pid === undefined) resolve(null);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(message: object): void {
    // A shop that is gone is noticed by whoever waits for its answer.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** The next message of that form; rejects when the process ends first or the time is up. */
  async answer<T>(schema: z.ZodType<T>, limitMs: number, otherwise: string, signal?: AbortSignal): Promise<T> {
    const giveUp = new AbortController();
    const { promise: message, resolve } = Promise.withResolvers<T>();
    const listener = (raw: unknown) => {
      const parsed = schema.safeParse(raw);
      if (parsed.success) resolve(parsed.data);
    };
    this.#child.on('message', listener);
    const ended = this.exited.then((code) => {
      throw failed(`the storefront ended${code === null ? '' : ` with code ${code}`}${this.#said()}`);
    });
    const late = sleep(limitMs, undefined, { signal: giveUp.signal }).then(() => {
      throw failed(`the storefront ${otherwise} within ${limitMs / 1_000} s${this.#said()}`);
    });
    const stopped = new Promise<never>((_, reject) => {
      const stop = (): void => reject(failed('the storefront was stopped while it opened'));
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true, signal: giveUp.signal });
    });
    try {
      return await Promise.race([message, ended, late, stopped]);
    } finally {
      giveUp.abort();
      this.#child.off('message', listener);
    }
  }

  async stop(patienceMs = 2_000): Promise<void> {
    this.send({ type: 'stop' });
    if (await this.#endsWithin(patienceMs / 2)) return;
    // A shop that is still opening reads no messages, and takes its folder along when it is told to end.
    this.#child.kill('SIGTERM');
    if (await this.#endsWithin(patienceMs / 2)) return;
    this.#child.kill('SIGKILL');
    await this.#endsWithin(1_000);
  }

  async #endsWithin(limitMs: number): Promise<boolean> {
    const giveUp = new AbortController();
    const late = sleep(limitMs, false, { signal: giveUp.signal }).catch(() => false);
    const ended = await Promise.race([this.exited.then(() => true), late]);
    giveUp.abort();
    return ended;
  }

  #said(): string {
    const text = this.#stderr.trim() || this.#spawnError;
    return text === '' ? '' : `: ${text}`;
  }
}

function failed(message: string): ChaosError {
  return new ChaosError(
    'STOREFRONT_FAILED',
    message,
    'chaos doctor checks ports, file descriptors and Node; chaos storefront starts the shop alone',
  );
}
