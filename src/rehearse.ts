/**
 * One scenario from plan to published report: the front desk's single call to the rooms behind it. What a run was is
 * read back from its event log, so that a report made now and one made again next year are the same.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from './analysis/analyse.ts';
import type { Analysis } from './analysis/analysis.ts';
import { ChaosError } from './errors.ts';
import { exitCode } from './exit-codes.ts';
import { parseLog } from './events/parse-log.ts';
import { openView, type PanelKey } from './live-view.ts';
import type { MadePlan } from './plan/entry.ts';
import { redactPlan, redactText } from './plan/redact.ts';
import { createRunDir, newRunId, publish } from './publish.ts';
import { loadAssets } from './report-assets.ts';
import { renderAll } from './report/formats.ts';
import { systemClock } from './run/clock.ts';
import { askRun } from './run/control.ts';
import { execute } from './run/execute.ts';
import { listenForSignals } from './run/signals.ts';
import { socketPath } from './run/state-socket.ts';
import { createStopper, type Stopper } from './run/stop.ts';

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
  const hearFailure = failureStops(stopper);
  try {
    publish(runDir, {
      'plan.json': redactText(`${JSON.stringify(redactPlan(plan), null, 2)}\n`, secrets),
      'scenario.yaml': redactText(options.made.scenarioText, secrets),
    });
    await execute({
      plan,
      runId,
      runDir,
      clock,
      env: process.env,
      toolVersion: options.version,
      stopper,
      onEvent: (event) => view.see(event),
      tell: (what) => view.tell(what),
    });
  } catch (error) {
    // What never began leaves nothing behind, not even an empty report.
    if (error instanceof ChaosError && error.exit !== exitCode.bug && error.exit !== exitCode.rollbackIncomplete)
      rmSync(runDir, { recursive: true, force: true });
    throw error;
  } finally {
    hearFailure();
    letGo();
    view.close();
  }
  return { ...render(runDir, secrets), runDir };
}

/** From the event log alone. */
export function render(runDir: string, secrets: readonly string[]): { analysis: Analysis; paths: string[] } {
  const { events } = parseLog(readFileSync(join(runDir, 'events.ndjson'), 'utf8'));
  const analysis = analyse(events);
  const files = Object.fromEntries(
    Object.entries(renderAll(analysis, loadAssets())).map(([name, text]) => [name, redactText(text, secrets)]),
  );
  return { analysis, paths: publish(runDir, files) };
}

function onKey(key: PanelKey, runId: string): void {
  if (key === 'interrupt') {
    process.kill(process.pid, 'SIGINT');
    return;
  }
  // The same channel as `chaos abort`; a run that is already ending may not answer, and need not.
  void askRun(socketPath(runId), { do: key, from: 'panel', text: key === 'note' ? 'marked in the panel' : '' }).catch(() => {});
}

/** An exception nobody caught must still undo first. */
function failureStops(stopper: Stopper): () => void {
  const heard = (error: unknown): void => stopper.request({ why: 'failed', detail: String(error), error });
  process.on('uncaughtException', heard);
  process.on('unhandledRejection', heard);
  return () => {
    process.off('uncaughtException', heard);
    process.off('unhandledRejection', heard);
  };
}
