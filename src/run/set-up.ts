/**
 * Everything that has to stand before t = 0: the storefront where it is the target, a Toxiproxy where there are links,
 * a proxy on each link, and the services pointed at them. Each part registers its end before it begins.
 */
import type { Emit } from '../events/event.ts';
import { hostAllowed } from '../plan/hosts.ts';
import { needsEmbedded } from '../plan/needs-embedded.ts';
import type { Plan, PlannedBreaker, PlannedReconcile } from '../plan/plan.ts';
import type { Clock } from './clock.ts';
import { findToxiproxy } from './inject/find-toxiproxy.ts';
import type { FaultInjector } from './inject/contract.ts';
import { createInjector } from './inject/injector.ts';
import { GuardedBook } from './inject/guarded-book.ts';
import { Processes } from './inject/processes.ts';
import type { Books } from './open-books.ts';
import type { People } from './people.ts';
import { startStorefront } from './storefront.ts';
import { readTargetTls, type TargetTls } from './target-tls.ts';
import type { Stopper } from './stop.ts';
import type { UndoStack } from './undo-stack.ts';

export interface Standing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TargetTls | null;
  readonly breakers: readonly PlannedBreaker[];
  readonly reconcile: PlannedReconcile | null;
  /** null: no links, so nothing can be injected. */
  readonly injector: FaultInjector | null;
}

export interface SetUpOptions {
  readonly plan: Plan;
  readonly runId: string;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly emit: Emit;
  readonly toRunMs: (clockMs: number) => number;
  readonly books: Pick<Books, 'journal' | 'watched'>;
  readonly stopper: Stopper;
  readonly undo: UndoStack;
  readonly runDir: string;
  /** Who can be asked to do something by hand. */
  readonly people: People;
  /** What is being done, for the spinner. */
  readonly tell: (what: string) => void;
}

interface WithBook extends SetUpOptions {
  readonly journal: GuardedBook;
}

export async function setUp(around: SetUpOptions): Promise<Standing> {
  const { books, runId, clock, emit, undo } = around;
  const journal = new GuardedBook({ ...books, runId, clock, emit });
  undo.push('leases', () => journal.close());
  const options = { ...around, journal };
  const { plan, stopper } = options;
  const { headers } = plan.target;
  if (plan.target.kind === 'storefront') return setUpStorefront(options, plan.target.variant, headers);
  const tls = plan.target.tls && (await readTargetTls(plan.target.tls));
  const processes = processesOf(options);
  const injector = plan.links.length > 0 || plan.faults.length > 0 ? await startInjector(options, processes) : null;
  if (injector && plan.links.length > 0) {
    options.tell('putting proxies on the links');
    await stopper.during(injector.prepare(plan.links));
  }
  await startProcesses(options, processes);
  return { url: plan.target.url, headers, tls, breakers: plan.breakers, reconcile: plan.reconcile, injector };
}

async function setUpStorefront(
  options: WithBook,
  variant: 'fragile' | 'resilient',
  headers: Readonly<Record<string, string>>,
): Promise<Standing> {
  const { plan, clock, stopper, undo, tell } = options;
  tell(`opening the ${variant} storefront`);
  // The shop and the Toxiproxy know nothing of each other yet, so they start side by side.
  const starting = startStorefront({ variant, clock, signal: stopper.signal });
  undo.push('storefront', async (withinMs) => (await starting.catch(() => undefined))?.stop(withinMs));
  const processes = processesOf(options);
  const injecting = startInjector(options, processes);
  // When the shop fails first, nobody waits for this one any more.
  injecting.catch(() => {});
  const shop = await stopper.during(starting);
  const injector = await stopper.during(injecting);
  tell('putting proxies on the links');
  const upstreams = new Map(shop.links.map((link) => [link.name, link.upstream]));
  const links = await stopper.during(
    injector.prepare(plan.links.map((link) => ({ ...link, upstream: upstreams.get(link.name) ?? link.upstream }))),
  );
  await stopper.during(shop.wire(Object.fromEntries(links.map((link) => [link.link, link.listen]))));
  await startProcesses(options, processes);
  const breakers = plan.breakers.map((breaker) =>
    breaker.urls.length > 0 ? breaker : (shop.breakers.find(({ name }) => name === breaker.name) ?? breaker),
  );
  const reconcile = plan.reconcile && { ...shop.reconcile, settleMs: plan.reconcile.settleMs };
  return { url: shop.url, headers, tls: null, breakers, reconcile, injector };
}

function processesOf({ plan, runDir, journal, emit, env }: WithBook): Processes | null {
  return plan.processes ? new Processes(plan.processes, { runDir, journal, emit, env }) : null;
}

/** Once the proxies stand, which they may want to reach. */
async function startProcesses({ undo, tell, stopper }: SetUpOptions, processes: Processes | null): Promise<void> {
  if (processes === null) return;
  undo.push('processes', (withinMs) => processes.stop(Math.min(2_000, withinMs)));
  tell('starting processes');
  await stopper.during(processes.start(stopper.signal));
}

async function startInjector(options: WithBook, processes: Processes | null): Promise<FaultInjector> {
  const { plan, runId, clock, env, emit, toRunMs, journal, stopper, undo, people } = options;
  // Links that all name a server of their own need no other.
  const shared = plan.links.some((link) => link.toxiproxy === null);
  const finding = shared
    ? findToxiproxy({
        url: plan.toxiproxy,
        env,
        clock,
        embedded: needsEmbedded(plan),
        seed: plan.seed,
        allowHost: (host) => hostAllowed(host, plan),
      })
    : Promise.resolve(null);
  undo.push('toxiproxy', async (withinMs) => (await finding.catch(() => null))?.stop(withinMs));
  const toxiproxy = await stopper.during(finding);
  const injector = createInjector({ runId, processes, people, seed: plan.seed, toxiproxy, clock, emit, journal, toRunMs });
  undo.push('faults and proxies', async (withinMs) => {
    await injector.undoAll(withinMs);
  });
  return injector;
}
