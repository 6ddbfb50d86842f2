/**
 * Events -> Analysis. Everything a report says comes from here, and everything here comes from the log: no clock, no
 * file, no network, so that a run can be rendered again from its log alone.
 */
import type { Event } from '../events/event.ts';
import type { Fingerprint } from '../events/fingerprint.ts';
import type { Analysis } from './analysis.ts';
import { breakers } from './breakers.ts';
import { faults } from './faults.ts';
import { connections } from './connections.ts';
import { generator } from './generator.ts';
import { impact } from './impact.ts';
import { journeys } from './journeys.ts';
import { notes } from './notes.ts';
import { objectives } from './objectives.ts';
import { reconciliation } from './reconciliation.ts';
import { recoveries } from './recovery/recovery.ts';
import { readRecord, type RunRecord } from './run-record.ts';
import { samples, samplesLeftOut } from './samples.ts';
import { series } from './series.ts';
import { errors, routes, scenario, stages, totals } from './tables.ts';
import { timeline } from './timeline.ts';
import { rule } from './verdict.ts';

/** The events of one run, in any order but `opened` first. Throws ChaosError LOG_UNREADABLE when it is not. */
export function analyse(events: readonly Event[]): Analysis {
  const record = readRecord(events);
  const recovered = recoveries(record);
  const kept = samples(record);
  const found = {
    faults: faults(record),
    generator: generator(record),
    connections: connections(record),
    objectives: objectives(record, recovered),
    recovery: recovered.map(({ shown }) => shown),
    breakers: breakers(record),
  };
  return {
    schema: 1,
    run: runOf(record),
    scenario: scenario(record),
    ...rule(record, found),
    objectives: found.objectives,
    totals: totals(record),
    stages: stages(record),
    routes: routes(record),
    journeys: journeys(record),
    faults: found.faults,
    breakers: found.breakers,
    recovery: found.recovery,
    ...reconciliation(record),
    impact: impact(record),
    errors: errors(record, kept),
    samples: kept,
    samplesLeftOut: samplesLeftOut(record),
    generator: found.generator,
    connections: found.connections,
    series: series(record),
    timeline: timeline(record),
    notes: notes(record, found),
  };
}

function runOf(record: RunRecord): Analysis['run'] {
  const { opened, plan, startedAt, killed } = record;
  const ended = record.of('ended').at(-1);
  return {
    id: opened.runId,
    startedAt,
    durationMs: Math.max(0, ended?.tMs ?? record.loadEndMs),
    seed: plan.seed,
    planHash: plan.hash,
    interrupted: killed || record.of('signal').length > 0 || ended?.why === 'interrupted',
    tool: `${opened.tool.name} ${opened.tool.version}`,
    node: opened.tool.node,
    fingerprint: fingerprintIn(record),
    attempt: opened.attempt ?? null,
  };
}

/** The target's label may come with its answer before the load. */
function fingerprintIn(record: RunRecord): Fingerprint | null {
  const { fingerprint } = record.opened;
  if (fingerprint === undefined) return null;
  const read = record.of('preflight').find(({ version }) => version !== undefined)?.version;
  return { ...fingerprint, targetVersion: read ?? fingerprint.targetVersion };
}
