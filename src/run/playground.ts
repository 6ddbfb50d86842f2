/**
 * The storefront to play with: the shop, a Toxiproxy and a proxy on each link, standing until they are taken down. Nothing is
 * injected here; whoever wants a fault points `chaos spike` or a Toxiproxy client at it. It is in the books like a run, so that
 * `chaos abort` ends it and `chaos recover` cleans up after it.
 */
import type { Emit, EventBody } from '../events/event.ts';
import { plainLink } from '../plan/compile-links.ts';
import { isLoopback } from '../plan/hosts.ts';
import type { StorefrontVariant } from '../plan/plan.ts';
import type { Clock } from './clock.ts';
import { serveControl } from './control.ts';
import type { ControlReply, ControlRequest } from './control.ts';
import { findToxiproxy } from './inject/find-toxiproxy.ts';
import type { FoundToxiproxy } from './inject/find-toxiproxy.ts';
import { createInjector } from './inject/injector.ts';
import type { PreparedLink } from './inject/contract.ts';
import { GuardedBook } from './inject/guarded-book.ts';
import { openBooks } from './open-books.ts';
import { startStorefront } from './storefront.ts';
import type { Storefront } from './storefront.ts';
import { Stopped } from './stop.ts';
import type { Stopper } from './stop.ts';
import { UndoStack } from './undo-stack.ts';

export interface PlaygroundOptions {
  readonly runId: string;
  readonly variant: StorefrontVariant;
  /** Switches turned on besides the variant's own. */
  readonly extra: readonly string[];
  /** The edge's port; 0 for any. */
  readonly port: number;
  /** null: found as for a run. */
  readonly toxiproxy: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** `chaos abort` asks it to stop. */
  readonly stopper: Stopper;
}

export interface Playground {
  readonly shop: Storefront;
  readonly toxiproxy: Pick<FoundToxiproxy, 'url' | 'server'>;
  readonly links: readonly PreparedLink[];
}

/**
 * Opens everything, calls `play` once it stands, and takes everything down again: when `play` ends, when a stop is asked for
 * (which may be before it stands), and on any error. Returns what could not be undone. Rejects with what kept it from standing, or made it fall.
 */
export async function withPlayground(options: PlaygroundOptions, play: (ground: Playground) => Promise<void>): Promise<readonly string[]> {
  const undo = new UndoStack();
  const left: string[] = [];
  const emit: Emit = (event: EventBody) => {
    if (event.type === 'undo' && !event.ok) left.push(`${event.what}: ${event.detail}`);
  };
  try {
    const ground = await open(options, undo, emit);
    await options.stopper.during(play(ground));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    if (error.reason.why === 'failed') throw error.reason.error;
  } finally {
    await undo.run(emit);
  }
  return left;
}

async function open(options: PlaygroundOptions, undo: UndoStack, emit: Emit): Promise<Playground> {
  const { runId, variant, extra, port, env, clock, stopper } = options;
  const run = { runId, name: `storefront-${variant}`, runDir: process.cwd(), injects: true };
  const { journal, record, watched } = await openBooks(run, { clock, env, undo, emit });
  const control = await serveControl(record.socket, (request) => answer(request, record.name, stopper));
  undo.push('control socket', () => control.close());

  const starting = startStorefront({ variant, extra, port, clock, signal: stopper.signal });
  undo.push('storefront', async (withinMs) => (await starting.catch(() => undefined))?.stop(withinMs));
  const finding = findToxiproxy({ url: options.toxiproxy, env, clock, allowHost: isLoopback });
  undo.push('toxiproxy', async (withinMs) => (await finding.catch(() => undefined))?.stop(withinMs));
  const [shop, toxiproxy] = await stopper.during(Promise.all([starting, finding]));

  const startedAt = clock.now();
  const book = new GuardedBook({ runId, journal, clock, emit, watched });
  undo.push('leases', () => book.close());
  const injector = createInjector({ runId, toxiproxy, clock, emit, journal: book, toRunMs: (clockMs) => clockMs - startedAt });
  undo.push('proxies', async (withinMs) => {
    await injector.undoAll(withinMs);
  });
  const wanted = shop.links.map(({ name, upstream }) => plainLink({ name, upstream }));
  const links = await stopper.during(injector.prepare(wanted));
  await stopper.during(shop.wire(Object.fromEntries(links.map(({ link, listen }) => [link, listen]))));
  return { shop, toxiproxy, links };
}

function answer(request: ControlRequest, name: string, stopper: Stopper): ControlReply {
  if (request.do === 'abort') {
    stopper.request({ why: 'aborted', detail: `aborted by ${request.from}` });
    return { ok: true, text: 'taking the storefront down' };
  }
  if (request.do === 'status') return { ok: true, text: name };
  return { ok: false, text: `a storefront to play with knows abort and status, not ${request.do}` };
}
