/**
 * Events -> Analysis. Everything a report says comes from here, and everything here comes from the log: no clock, no
 * file, no network, so that a run can be rendered again from its log alone.
 */
import type { Event } from '../events/event.ts';
import { alertsShown } from './alerts.ts';
import type { Fingerprint } from '../events/fingerprint.ts';
import type { Analysis } from './analysis.ts';
import { breakers } from './breakers.ts';
import { detections, detectionShown, withDetection } from './detection/detection.ts';
import { faults } from './faults.ts';
import { gateShown } from './gate.ts';
import { controlOf } from './compare/control.ts';
import { judgeRun } from './compare/judge-run.ts';
import { summaryOf, type SummarisedFigures } from './compare/summary.ts';
import { connections } from './connections.ts';
import { generator } from './generator.ts';
import { impact } from './impact.ts';
import { journeys } from './journeys.ts';
import { notes } from './notes.ts';
import { objectives } from './objectives.ts';
import { probesShown } from './probes.ts';
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
  const detected = detections(record);
  const kept = samples(record);
  const found = {
    faults: faults(record),
    generator: generator(record),
    connections: connections(record),
    objectives: objectives(record, recovered, detected),
    recovery: recovered.map(({ shown }) => withDetection(shown, record, detected.get(shown.fault))),
    detection: detectionShown(record, detected),
    probes: probesShown(record),
    ...alertsShown(record),
    breakers: breakers(record),
  };
  const figures = {
    run: runOf(record),
    scenario: scenario(record),
    totals: totals(record),
    routes: routes(record),
    ...reconciliation(record),
    ...found,
  };
  const comparison = comparisonOf(record, figures);
  return {
    schema: 1,
    run: figures.run,
    scenario: figures.scenario,
    ...rule(record, { ...found, comparison }),
    objectives: found.objectives,
    comparison,
    control: controlOf(record, found.objectives),
    totals: figures.totals,
    stages: stages(record),
    routes: figures.routes,
    journeys: journeys(record),
    faults: found.faults,
    breakers: found.breakers,
    gate: gateShown(record),
    alertSource: found.alertSource,
    alerts: found.alerts,
    probes: found.probes,
    detection: found.detection,
    recovery: found.recovery,
    reconciliation: figures.reconciliation,
    reconciliationReason: figures.reconciliationReason,
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

/** With what the run was given to be held against; null: nothing. */
function comparisonOf(record: RunRecord, figures: SummarisedFigures): Analysis['comparison'] {
  const [given] = record.of('reference');
  return given === undefined ? null : judgeRun(summaryOf({ ...figures, exitCode: 0, rerunOf: null }, record.plan), given.reference);
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
