/**
 * One plan carried out from here: with its progress on stderr, and signals, keys and bugs turned into a stop that undoes. What came of it
 * is in the event log of the run's folder.
 */
import { rmSync } from 'node:fs';
import { ChaosError, messageOf } from './errors.ts';
import { exitCode } from './exit-codes.ts';
import type { AttemptMark, Event, EventBody } from './events/event.ts';
import { openView, type LiveView, type PanelKey } from './live-view.ts';
import type { Plan } from './plan/plan.ts';
import { redactError, redactText } from './plan/redact.ts';
import { systemClock } from './run/clock.ts';
import { askRun } from './run/control.ts';
import { execute } from './run/execute.ts';
import { listenForSignals } from './run/signals.ts';
import { socketPath } from './run/state-socket.ts';
import { createStopper } from './run/stop.ts';
import { stopOnUncaught } from './run/uncaught.ts';

export interface ConductOptions {
  readonly plan: Plan;
  readonly secrets: readonly string[];
  readonly runId: string;
  /** Which of several runs of this plan in one job it is; absent: the only one. */
  readonly attempt?: AttemptMark | null;
  /** Stands in its log from the beginning; absent: nothing. */
  readonly told?: readonly EventBody[];
  /** Exists and is ours. */
  readonly runDir: string;
  readonly quiet: boolean;
  readonly ci: boolean;
  readonly color: boolean;
  readonly version: string;
  /** Called once all signals are heard, before anything else. */
  readonly prepare?: () => void;
}

/** Throws what kept the run from starting, which leaves no folder behind, or what is wrong with the tool or the rollback. */
export async function conduct(options: ConductOptions): Promise<void> {
  const { plan, secrets, runId, runDir } = options;
  const clock = systemClock;
  const stopper = createStopper();
  let began = false;
  const view = openView({ plan, clock, quiet: options.quiet, panel: !options.ci, color: options.color, onKey: (key) => onKey(key, runId) });
  const letGo = listenForSignals(clock, {
    onFirst(signal) {
      view.say(`${signal}: undoing faults, then stopping the load; again to quit at once`);
      stopper.request({ why: 'interrupted', detail: signal });
    },
    onSecond(signal) {
      view.close();
      process.stderr.write(`${signal} again: leaving at once. What was injected may remain; 'chaos recover ${runId}' undoes it.\n`);
      process.exit(signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated);
    },
  });
  const hearFailure = stopOnUncaught(stopper);
  const show = showing(view);
  try {
    options.prepare?.();
    const { failure } = await execute({
      plan,
      runId,
      attempt: options.attempt ?? null,
      told: options.told ?? [],
      runDir,
      clock,
      env: process.env,
      toolVersion: options.version,
      stopper,
      secrets,
      onEvent: (event) => {
        began ||= event.type === 'started';
        show(event);
      },
      tell: (what) => view.tell(what),
    });
    if (failure !== undefined) view.say(`error: the run failed and was rolled back: ${sentenceOf(failure, secrets)}`);
  } catch (error) {
    // What never began leaves nothing behind, not even an empty report.
    if (!began && error instanceof ChaosError && error.exit !== exitCode.bug && error.exit !== exitCode.rollbackIncomplete)
      rmSync(runDir, { recursive: true, force: true });
    throw redactError(error, secrets);
  } finally {
    hearFailure();
    letGo();
    view.close();
  }
}

/** With DEBUG the stack too: nothing else tells where an exception came from that nobody caught. */
function sentenceOf(failure: unknown, secrets: readonly string[]): string {
  const stack = process.env['DEBUG'] && failure instanceof Error ? failure.stack : undefined;
  return redactText(stack ?? messageOf(failure), secrets);
}

/** A failing panel is no reason to stop a run: it is told once, and the run goes on without. */
function showing(view: LiveView): (event: Event) => void {
  let broken = false;
  return (event) => {
    if (broken) return;
    try {
      view.see(event);
    } catch (error) {
      broken = true;
      view.say(`warning: progress can't be shown (${messageOf(error)}); the run goes on`);
    }
  };
}

function onKey(key: PanelKey, runId: string): void {
  if (key === 'interrupt') {
    process.kill(process.pid, 'SIGINT');
    return;
  }
  // The same channel as `chaos abort`; a run that is already ending may not answer, and need not.
  void askRun(socketPath(runId), { do: key, from: 'panel', text: key === 'note' ? 'marked in the panel' : '' }).catch(() => {});
}
