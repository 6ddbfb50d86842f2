/**
 * One scenario from plan to published report: the front desk's single call to the rooms behind it. What a run was is
 * read back from its event log, so that a report made now and one made again next year are the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from './analysis/analyse.ts';
import type { Analysis } from './analysis/analysis.ts';
import { conduct } from './conduct.ts';
import { ChaosError, messageOf } from './errors.ts';
import type { AttemptMark, EventBody } from './events/event.ts';
import { parseLog } from './events/parse-log.ts';
import type { MadePlan } from './plan/entry.ts';
import { redactPlan, redactValue } from './plan/redact.ts';
import { createRunDir, newRunId, publish } from './publish.ts';
import { loadAssets } from './report-assets.ts';
import { renderAll } from './report/formats.ts';
import { systemClock } from './run/clock.ts';

export interface RehearseOptions {
  readonly made: MadePlan;
  /** Which of several runs of this plan in one job it is; null: the only one. */
  readonly attempt: AttemptMark | null;
  /** Stands in its log from the beginning. */
  readonly told: readonly EventBody[];
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
  const { attempt, told, quiet, ci, color, version } = options;
  const { plan, secrets, scenarioText } = options.made;
  const runId = newRunId(plan.name, systemClock.wall());
  const runDir = createRunDir(options.out, runId);
  const prepare = (): void =>
    void publish(runDir, {
      'plan.json': `${JSON.stringify(redactValue(redactPlan(plan), secrets), null, 2)}\n`,
      'scenario.yaml': scenarioText,
    });
  await conduct({ plan, secrets, runId, attempt, told, runDir, quiet, ci, color, version, prepare });
  return { ...render(runDir, secrets), runDir };
}

/** From the event log alone. */
export function render(runDir: string, secrets: readonly string[]): { analysis: Analysis; paths: string[] } {
  const { events } = parseLog(readLog(join(runDir, 'events.ndjson')));
  const analysis = redactValue(analyse(events), secrets);
  return { analysis, paths: publish(runDir, renderAll(analysis, loadAssets())) };
}

export function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ChaosError('LOG_UNREADABLE', `the event log can't be read: ${messageOf(error)}`, 'name a run folder that is yours to read', {
      cause: error,
    });
  }
}
