/**
 * Executes a plan: the only place where load, faults, breakers and undo meet, on one clock. The order is the promise:
 * whatever is done has its undo registered first; a stop of any kind undoes the faults first, then stops the load,
 * then takes down what the run started. Everything that happens is an event; the verdict is somebody else's.
 */
import { join } from 'node:path';
import { ChaosError, messageOf, systemCodeOf } from '../errors.ts';
import { logVersion, type AttemptMark, type Event, type EventBody } from '../events/event.ts';
import { openLog, type EventLog } from '../events/write-log.ts';
import type { Plan } from '../plan/plan.ts';
import { fillEnvironment } from '../plan/environment.ts';
import { redactPlan } from '../plan/redact.ts';
import { openAcknowledged, type AcknowledgedIds } from './acknowledged.ts';
import type { Clock } from './clock.ts';
import { createLoadEngine } from './load/engine.ts';
import { watchBreakers } from './observe/breakers/watch.ts';
import { evidenceOf, guardedLinks } from './observe/breaker-evidence.ts';
import { watchLinkActivity } from './observe/link-activity.ts';
import { watchLinks } from './observe/links.ts';
import { readLedger } from './observe/ledger/read-ledger.ts';
import { settleLedger } from './observe/reconcile.ts';
import { fingerprintOf, versionPath } from './fingerprint.ts';
import { openBooks } from './open-books.ts';
import { watchSilence } from './observe/silence.ts';
import { watchSteadyState } from './observe/steady-state.ts';
import { createPeople } from './people.ts';
import { preflight } from './preflight.ts';
import { checkReach } from './reach.ts';
import { redactEvent } from './redact-event.ts';
import { limitSamples } from './sample-budget.ts';
import { serveRun } from './serve-run.ts';
import { setUp, type Standing } from './set-up.ts';
import { Stopped, type Stopper, type StopReason } from './stop.ts';
import { startLoad, type UnderLoad } from './under-load.ts';
import { UndoStack } from './undo-stack.ts';

export interface Job {
  readonly plan: Plan;
  readonly runId: string;
  /** null: the only run of its scenario in this job. */
  readonly attempt: AttemptMark | null;
  /** What is known before and belongs into the log. */
  readonly told: readonly EventBody[];
  /** Exists and is ours. */
  readonly runDir: string;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly toolVersion: string;
  readonly stopper: Stopper;
  readonly onEvent: (event: Event) => void;
  /** Taken out of every text in the log. */
  readonly secrets: readonly string[];
  /** What is being done before t = 0, for the spinner. */
  readonly tell: (what: string) => void;
}

export interface Executed {
  /** The error that ended it, where it was not the environment, the target or a person that did. */
  readonly failure: unknown;
}

/**
 * Runs to the end, whatever the end is; afterwards the log in `runDir` is complete. Throws what kept it from starting, ROLLBACK_INCOMPLETE
 * where that left something besides, and OUTPUT_UNWRITABLE where the log could not be kept.
 */
export async function execute(job: Job): Promise<Executed> {
  const { plan, runId, runDir, clock, stopper, secrets } = job;
  const log = openLog(join(runDir, 'events.ndjson'), clock, {
    clean: (body) => redactEvent(body, secrets),
    onFailure: (error) => fail(stopper, unwritableLog(error)),
  });
  const seen = { started: false, left: [] as readonly string[] };
  log.subscribe((event) => {
    if (event.type === 'started') seen.started = true;
    if (event.type === 'rolled-back') seen.left = event.left;
  });
  log.subscribe(job.onEvent);
  const { emit } = log;
  const tool = { name: 'stampede', version: job.toolVersion, node: process.versions.node, platform: `${process.platform} ${process.arch}` };
  const openedAt = clock.wall().toISOString();
  const mark = job.attempt === null ? {} : { attempt: job.attempt };
  const fingerprint = fingerprintOf(plan, job.env);
  emit({ type: 'opened', version: logVersion, runId, tool, openedAt, plan: redactPlan(plan), fingerprint, ...mark });
  for (const event of job.told) emit(event);

  const undo = new UndoStack();
  let acknowledged: AcknowledgedIds | undefined;
  let running: Running | undefined;
  try {
    acknowledged = openAcknowledged(join(runDir, 'acknowledged.ndjson'), (error) => fail(stopper, error));
    // The log has the plan as written; what is called has the environment's values in it.
    running = await begin({ ...job, plan: fillEnvironment(plan, job.env) }, log, undo, acknowledged);
    await stopper.during(Promise.all([running.load.ended, running.faults.done]));
    await stopper.during(afterLoad(running, job, log, acknowledged));
  } catch (error) {
    if (!(error instanceof Stopped)) fail(stopper, error);
  }
  await end(stopper.reason, running, log, undo, clock);
  acknowledged?.close();
  await log.close();
  const failure = stopper.reason?.why === 'failed' ? stopper.reason.error : undefined;
  const hasReport = seen.started && !(failure instanceof ChaosError && failure.code === 'OUTPUT_UNWRITABLE');
  if (failure === undefined || hasReport) return { failure };
  throw seen.left.length > 0 ? incomplete(failure, seen.left, runId) : failure;
}

function fail(stopper: Stopper, error: unknown): void {
  stopper.request({ why: 'failed', detail: messageOf(error), error });
}

/** A listener that threw is a bug; anything else is the disk. */
function unwritableLog(error: Error): Error {
  if (systemCodeOf(error) === undefined) return error;
  return new ChaosError(
    'OUTPUT_UNWRITABLE',
    `the event log can't be written: ${messageOf(error)}; the run was stopped and rolled back, and has no report`,
    'free some space, or name another folder with --out',
    { cause: error },
  );
}

function incomplete(cause: unknown, left: readonly string[], runId: string): ChaosError {
  return new ChaosError(
    'ROLLBACK_INCOMPLETE',
    `${messageOf(cause)}; and not everything could be undone: ${left.join('; ')}`,
    `'chaos recover ${runId}' undoes it`,
    { cause },
  );
}

interface Running extends UnderLoad {
  readonly standing: Standing;
  readonly ledgerBefore: ReadonlySet<string> | string;
  readonly stopWatching: () => Promise<void>;
}

async function begin(job: Job, log: EventLog, undo: UndoStack, acknowledged: AcknowledgedIds): Promise<Running> {
  const { plan, runId, clock, env, stopper, tell } = job;
  const { emit } = log;
  const toRunMs = (clockMs: number): number => log.toRunMs(clockMs);
  const run = { runId, name: plan.name, runDir: job.runDir, injects: plan.links.length > 0 || plan.faults.length > 0 };
  const books = await openBooks(run, { clock, env, undo, emit });
  const people = createPeople(emit);
  const control = await serveRun({ runId, stopper, log, plan, people });
  undo.push('control socket', async () => control.close());

  const links = watchLinks({ plan, clock, emit });
  log.subscribe((event) => links.see(event));
  const standing = await setUp({
    plan,
    runId,
    runDir: job.runDir,
    people,
    clock,
    env,
    emit,
    toRunMs,
    books,
    stopper,
    undo,
    tell,
  });
  tell('looking at the target');
  await stopper.during(preflight({ ...standing, plan, versionAt: versionPath(plan), emit, signal: stopper.signal }));
  const ledgerBefore = standing.reconcile ? await stopper.during(idsBefore(standing, runId, stopper.signal)) : new Set<string>();
  const breakers = watchBreakers({ breakers: standing.breakers, target: standing, clock, emit, toRunMs, runDir: job.runDir });
  log.subscribe((event) => breakers.see(event));
  undo.push('breaker polling', async () => breakers.stop({ lastReading: false }));
  const silent = await stopper.during(breakers.first);
  if (silent.length > 0) throw unreachable(silent);
  const silence = watchSilence((reason) => {
    if (stopper.reason) return;
    emit({ type: 'abort', rule: 'breaker sources answer', reason });
    stopper.request({ why: 'aborted', detail: reason });
  });
  log.subscribe((event) => silence.see(event));
  undo.push('watch on the observers', async () => silence.stop());

  const steady = watchSteadyState(plan, { target: standing, clock, emit, toRunMs });
  undo.push('probes and alerts', () => steady.stop({ lastLook: false }));
  log.subscribe((event) => steady.see(event));
  await stopper.during(steady.ready);

  tell('warming up');
  const samples = limitSamples(emit, (body) => redactEvent(body, job.secrets));
  const engine = createLoadEngine({
    load: plan.load,
    target: { url: standing.url, headers: standing.headers, tls: standing.tls },
    runId,
    seed: plan.seed,
    clock,
    emit: samples.emit,
    acknowledge: (id, tMs) => acknowledged.add(id, tMs),
    hosts: { allowHosts: plan.allowHosts, denyHosts: plan.denyHosts },
    fail: (error) => fail(stopper, error),
    ...evidenceOf(plan),
  });
  undo.push('load engine', () => engine.close());
  const { perSecond } = await stopper.during(engine.warmUp());
  checkReach(plan, perSecond);
  const underLoad = startLoad({ plan, clock, log, engine, injector: standing.injector, stopper });
  undo.push('load', async () => {
    await underLoad.load.stop();
    samples.close();
  });
  undo.push('watch on links', () => links.stop());
  const { injector } = standing;
  links.start({
    nowMs: () => underLoad.nowMs(),
    shiftMs: () => underLoad.load.shiftMs(),
    target: standing,
    look: injector ? (link) => injector.look(link) : undefined,
  });
  const activity = watchLinkActivity({
    links: injector ? guardedLinks(plan) : [],
    nowMs: () => underLoad.nowMs(),
    look: (link) => injector!.look(link),
    emit,
  });
  undo.push('count of links', () => activity.stop());
  control.attach(underLoad);
  const stopWatching = async (): Promise<void> => {
    await links.stop();
    await activity.stop();
    await Promise.all([breakers.stop({ lastReading: true }), steady.stop({ lastLook: true })]);
  };
  return { ...underLoad, standing, ledgerBefore, stopWatching };
}

function unreachable(silent: readonly { readonly url: string; readonly problem: string }[]): ChaosError {
  const which = silent.map(({ url, problem }) => `${url}: ${problem}`).join('; ');
  return new ChaosError(
    'OBSERVER_UNREACHABLE',
    `a breaker source does not answer: ${which}; no load was sent`,
    'mend its URL, or leave the breaker out of the scenario',
  );
}

async function idsBefore(standing: Standing, runId: string, signal: AbortSignal): Promise<Set<string> | string> {
  try {
    const reconcile = standing.reconcile!;
    return new Set(await readLedger(reconcile, { target: standing, runId, signal }));
  } catch (error) {
    return messageOf(error);
  }
}

/** Orders are compared only after the load, and before what holds them is taken down. */
async function afterLoad(running: Running, job: Job, log: EventLog, acknowledged: AcknowledgedIds): Promise<void> {
  const { standing, ledgerBefore } = running;
  await running.stopWatching();
  if (!standing.reconcile) return;
  if (typeof ledgerBefore === 'string') {
    log.emit({ type: 'reconcile-failed', reason: `the ledger could not be read before the load: ${ledgerBefore}` });
    return;
  }
  job.tell('comparing acknowledged with persisted orders');
  try {
    const result = await settleLedger(standing.reconcile, {
      acknowledged: acknowledged.all(),
      before: ledgerBefore,
      target: standing,
      runId: job.runId,
      nowMs: () => log.toRunMs(job.clock.now()),
      signal: job.stopper.signal,
    });
    log.emit({ type: 'reconciled', ...result });
  } catch (error) {
    log.emit({ type: 'reconcile-failed', reason: messageOf(error) });
  }
}

/** Of which the faults may take the first half; what is left is for the proxies and for what the run started. */
const endMs = 5_000;
const faultsMs = 2_500;
/** Kept back from the proxies for what comes after them. */
const reserveMs = 800;

async function end(
  reason: StopReason | undefined,
  running: Running | undefined,
  log: EventLog,
  undo: UndoStack,
  clock: Clock,
): Promise<void> {
  const untilMs = clock.now() + endMs - reserveMs;
  running?.faults.stop();
  if (reason?.why === 'interrupted') log.emit({ type: 'signal', signal: reason.detail });
  // Faults first, so that the system gets well while the load is still being stopped, which is the newest entry of the stack.
  await running?.standing.injector?.removeFaults(faultsMs);
  if (reason && running?.standing.reconcile)
    log.emit({ type: 'reconcile-failed', reason: 'the run was stopped before its orders could be compared' });
  await undo.run(log.emit, () => untilMs - clock.now());
  log.emit({ type: 'ended', why: reason?.why ?? 'completed', detail: reason?.detail ?? '' });
}
