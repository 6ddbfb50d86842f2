/** What the probes of the scenario saw, look by look and in sum. */
import type { Missing, ProbeFacts } from '../objectives/measures.ts';
import { lookText } from '../plan/print-watched.ts';
import type { Analysis } from './analysis.ts';
import type { RunRecord } from './run-record.ts';

type Look = ProbeFacts['looks'][number];

export function probeFacts(record: RunRecord, name: string): ProbeFacts | Missing {
  if (!record.plan.probes?.some((probe) => probe.name === name)) return { missing: `there is no probe ${name}` };
  const looks = looksAt(record, name);
  return { answered: looks.length > 0, looks };
}

/** Every look, in the order of time: those that were like the one before them were told together. */
function looksAt(record: RunRecord, name: string): Look[] {
  const looks: Look[] = [];
  let last: Omit<Look, 'tMs'> | null = null;
  for (const { tMs, ok, detail, alikeAtMs = [] } of record.of('probe').filter(({ probe }) => probe === name)) {
    for (const ms of alikeAtMs) if (last !== null) looks.push({ tMs: ms, ...last });
    last = { ok, detail };
    looks.push({ tMs, ...last });
  }
  return looks;
}

export function probesShown(record: RunRecord): Analysis['probes'] {
  return (record.plan.probes ?? []).map(({ name, look }) => {
    const looks = looksAt(record, name);
    const failed = looks.filter(({ ok }) => !ok);
    const last = looks.at(-1);
    return {
      name,
      what: lookText(look),
      looks: looks.length,
      outsideLoad: looks.filter(({ tMs }) => tMs < 0 || tMs > record.loadEndMs).length,
      failed: failed.length,
      firstFailureMs: failed[0]?.tMs ?? null,
      longestFailureMs: longestFailure(looks),
      holdsAtEnd: last?.ok ?? null,
      lastDetail: last?.detail ?? null,
    };
  });
}

/** From the first look that did not hold to the next that did, or to the last look of all; null: none failed. */
function longestFailure(looks: readonly Look[]): number | null {
  let longest: number | null = null;
  let sinceMs: number | null = null;
  for (const { tMs, ok } of looks) {
    if (!ok) sinceMs ??= tMs;
    if (sinceMs !== null) longest = Math.max(longest ?? 0, tMs - sinceMs);
    if (ok) sinceMs = null;
  }
  return longest;
}
