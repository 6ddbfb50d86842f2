/**
 * One scenario from plan to published report: the front desk's single call to the rooms behind it. What a run was is
 * read back from its event log, so that a report made now and one made again next year are the same.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from './analysis/analyse.ts';
import type { Analysis } from './analysis/analysis.ts';
import { ChaosError, messageOf } from './errors.ts';
import { exitCode } from './exit-codes.ts';
import type { Event } from './events/event.ts';
import { parseLog } from './events/parse-log.ts';
import { openView, type LiveView, type PanelKey } from './live-view.ts';
import type { MadePlan } from './plan/entry.ts';
import { redactError, redactPlan, redactText, redactValue } from './plan/redact.ts';
import { createRunDir, newRunId, publish } from './publish.ts';
import { loadAssets } from './report-assets.ts';
import { renderAll } from './report/formats.ts';
import { systemClock } from './run/clock.ts';
import { askRun } from './run/control.ts';
import { execute } from './run/execute.ts';
import { listenForSignals } from './run/signals.ts';
import { socketPath } from './run/state-socket.ts';
import { createStopper } from './run/stop.ts';
import { stopOnUncaught } from './run/uncaught.ts';

export interface RehearseOptions {
  readonly made: MadePlan;
  readonly out: string;
  readonly quiet: boolean;
  readonly ci: boolean;
  readonly color: boolean;
  readonly version: string;
}

export interface Rehearsed {
  readonly analysis: Analysis;
  readonly runDir: string;
  readonly paths: readonly string[];
}

/** Throws what kept the run from starting, or a failure of the tool; anything a target does is in the analysis. */
export async function rehearse(options: RehearseOptions): Promise<Rehearsed> {
  const { plan, secrets } = options.made;
  const clock = systemClock;
  const runId = newRunId(plan.name, clock.wall());
  const runDir = createRunDir(options.out, runId);
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
    publish(runDir, {
      'plan.json': `${JSON.stringify(redactValue(redactPlan(plan), secrets), null, 2)}\n`,
      'scenario.yaml': options.made.scenarioText,
    });
    const { failure } = await execute({
      plan,
      runId,
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
  return { ...render(runDir, secrets), runDir };
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

/** From the event log alone. */
export function render(runDir: string, secrets: readonly string[]): { analysis: Analysis; paths: string[] } {
  const { events } = parseLog(readLog(join(runDir, 'events.ndjson')));
  const analysis = redactValue(analyse(events), secrets);
  return { analysis, paths: publish(runDir, renderAll(analysis, loadAssets())) };
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ChaosError('LOG_UNREADABLE', `the event log can't be read: ${messageOf(error)}`, 'name a run folder that is yours to read', {
      cause: error,
    });
  }
}

function onKey(key: PanelKey, runId: string): void {
  if (key === 'interrupt') {
    process.kill(process.pid, 'SIGINT');
    return;
  }
  // The same channel as `chaos abort`; a run that is already ending may not answer, and need not.
  void askRun(socketPath(runId), { do: key, from: 'panel', text: key === 'note' ? 'marked in the panel' : '' }).catch(() => {});
}
