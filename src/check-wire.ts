/** `chaos check --wire`: the plan of a wiring check, carried out, and what its log shows. Nothing of it is kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wireOf, type Wire } from './analysis/wire.ts';
import { conduct } from './conduct.ts';
import { parseLog } from './events/parse-log.ts';
import type { MadePlan } from './plan/entry.ts';
import { redactValue } from './plan/redact.ts';
import { wirePlan } from './plan/wire.ts';
import { newRunId } from './publish.ts';
import { readLog } from './rehearse.ts';
import { systemClock } from './run/clock.ts';

export interface WireOptions {
  readonly quiet: boolean;
  readonly color: boolean;
  readonly version: string;
}

/** Throws what kept it from starting, USAGE and GUARD_EXCEEDED for a plan that has no links or no room for it. */
export async function checkWire({ plan, secrets }: MadePlan, options: WireOptions): Promise<Wire> {
  const wire = wirePlan(plan);
  const runId = newRunId(wire.name, systemClock.wall());
  const runDir = mkdtempSync(join(tmpdir(), 'stampede-wire-'));
  try {
    await conduct({ plan: wire, secrets, runId, runDir, ci: false, ...options });
    return redactValue(wireOf(parseLog(readLog(join(runDir, 'events.ndjson'))).events), secrets);
  } finally {
    rmSync(runDir, { recursive: true, force: true });
  }
}
