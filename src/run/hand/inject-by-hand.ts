/**
 * One fault, held by hand: injected at once, and undone when its time is over, on Ctrl-C, or when another terminal clears it. It is in the
 * books as a run is, with a journal, a watchdog, locks and leases of its own.
 */
import { ChaosError } from '../../errors.ts';
import type { EventBody } from '../../events/event.ts';
import { describeFault, kindOf } from '../../faults/shelf.ts';
import { hostAllowed } from '../../plan/hosts.ts';
import type { PlannedFault, PlannedLink } from '../../plan/plan.ts';
import type { Clock } from '../clock.ts';
import { serveControl, type ControlReply, type ControlRequest } from '../control.ts';
import { runFaults, type FaultTimeline } from '../fault-timeline.ts';
import { findToxiproxy } from '../inject/find-toxiproxy.ts';
import { GuardedBook } from '../inject/guarded-book.ts';
import { createInjector } from '../inject/injector.ts';
import { openBooks } from '../open-books.ts';
import { Stopped, type StopReason, type Stopper } from '../stop.ts';
import { UndoStack } from '../undo-stack.ts';
import { handLink } from './hand-link.ts';

export interface HandFault {
  readonly runId: string;
  readonly fault: string;
  readonly what: string;
  readonly link: string;
  readonly proxy: string;
  readonly listen: string;
  readonly toxiproxy: string;
  /** Wall clock, ISO 8601. */
  readonly until: string;
}

export interface HandOptions {
  readonly runId: string;
  readonly fault: PlannedFault;
  /** null: an existing proxy of the link's name. */
  readonly link: PlannedLink | null;
  readonly toxiproxy: string | null;
  readonly allowHosts: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly stopper: Stopper;
  /** Called once it is in. */
  readonly onInjected: (fault: HandFault) => void;
  /** Called once it is out again, with what ended it. Not where something of it could not be undone. */
  readonly onUndone: (fault: HandFault, why: string) => void;
  readonly onTrouble: (text: string) => void;
}

/** Resolves when it is over, with what could not be undone. Throws what kept it from beginning; then everything is undone. */
export async function injectByHand(options: HandOptions): Promise<readonly string[]> {
  let left: readonly string[] = [];
  let held: HandFault | undefined;
  const undo = new UndoStack();
  const emit = (event: EventBody): void => {
    if (event.type === 'rolled-back') left = event.left;
    if (event.type === 'trouble') options.onTrouble(`${event.what}: ${event.detail}`);
  };
  try {
    await hold(options, undo, emit, (fault) => options.onInjected((held = fault)));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    if (error.reason.why === 'failed') throw error.reason.error;
  } finally {
    await undo.run(emit);
  }
  if (held !== undefined && left.length === 0) options.onUndone(held, whatEnded(options.stopper.reason));
  return left;
}

function whatEnded(reason: StopReason | undefined): string {
  if (reason === undefined) return 'its time was over';
  return reason.detail === 'SIGINT' ? 'Ctrl-C' : reason.detail;
}

async function hold(
  options: HandOptions,
  undo: UndoStack,
  emit: (event: EventBody) => void,
  onInjected: (fault: HandFault) => void,
): Promise<void> {
  const { runId, fault, env, clock, stopper, allowHosts } = options;
  const { journal, record, watched } = await openBooks(
    { runId, name: `by hand: ${describeFault(fault.spec)} on ${fault.link}`, runDir: process.cwd(), injects: true },
    { clock, env, undo, emit },
  );
  const finding = findToxiproxy({
    url: options.toxiproxy,
    env,
    clock,
    embedded: kindOf(fault.spec).embeddedOnly === true,
    allowHost: (host) => hostAllowed(host, { allowHosts, denyHosts: [] }),
  });
  undo.push('toxiproxy', async (withinMs) => (await finding.catch(() => undefined))?.stop(withinMs));
  const toxiproxy = await stopper.during(finding);
  const link = await stopper.during(handLink(options, toxiproxy, options.onTrouble));
  const startMs = clock.now();
  const nowMs = (): number => clock.now() - startMs;
  let timeline: FaultTimeline | undefined;
  let shown: HandFault | undefined;
  const control = await serveControl(record.socket, (request) => answer(request, record.name, shown, stopper));
  undo.push('control socket', () => control.close());

  const book = new GuardedBook({ runId, journal, clock, emit, watched });
  undo.push('leases', () => book.close());
  const injector = createInjector({ runId, toxiproxy, clock, emit: seen, journal: book, toRunMs: (clockMs) => clockMs - startMs });
  undo.push('fault and proxy', async (withinMs) => {
    timeline?.stop();
    await injector.undoAll(withinMs);
  });
  const [at] = await stopper.during(injector.prepare([link]));
  const atMs = nowMs();
  timeline = runFaults({ faults: [{ ...fault, atMs }], injector, nowMs, shiftMs: () => 0, emit: seen, mayInject: () => true });
  await stopper.during(timeline.done);

  function seen(event: EventBody): void {
    emit(event);
    if (event.type === 'fault-skipped') stopper.request({ why: 'failed', detail: event.why, error: notInjected(event.why) });
    if (event.type !== 'fault-injected' || at === undefined) return;
    const { proxy, listen, toxiproxy: server } = at;
    const until = clock.wall(atMs + fault.forMs - nowMs()).toISOString();
    shown = { runId, fault: fault.id, what: describeFault(fault.spec), link: link.name, proxy, listen, toxiproxy: server, until };
    onInjected(shown);
  }
}

function notInjected(why: string): ChaosError {
  return new ChaosError('TOXIPROXY_REFUSED', `the fault could not be injected: ${why}`, 'nothing of it was left');
}

function answer(request: ControlRequest, name: string, shown: HandFault | undefined, stopper: Stopper): ControlReply {
  const { text = '', from } = request;
  switch (request.do) {
    case 'status': {
      const { fault, link, what, until } = shown ?? {};
      return {
        ok: true,
        text: name,
        status: { faults: shown ? [{ fault, link, what, until }] : [], servers: shown ? [shown.toxiproxy] : [] },
      };
    }
    case 'clear':
      if (shown === undefined || (text !== '' && text !== shown.fault && text !== shown.link))
        return { ok: true, text: 'no such fault is active here', status: { cleared: [] } };
      stopper.request({ why: 'aborted', detail: `cleared by ${from}` });
      return { ok: true, text: `clearing ${shown.fault}`, status: { cleared: [shown.fault] } };
    case 'abort':
      stopper.request({ why: 'aborted', detail: `aborted by ${from}` });
      return { ok: true, text: 'undoing the fault' };
    default:
      return { ok: false, text: `a fault held by hand knows status, clear and abort, not ${request.do}` };
  }
}
