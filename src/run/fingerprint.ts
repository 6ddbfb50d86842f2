/** This machine, and what the plan says of the target, as far as figures depend on them. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Fingerprint } from '../events/fingerprint.ts';
import { resolveEnv, type Env } from '../plan/environment.ts';
import type { Plan } from '../plan/plan.ts';

/** Where in the identity check's answer the label is read; null: nowhere. */
export function versionPath({ target }: Pick<Plan, 'target'>): string | null {
  return target.kind === 'url' && typeof target.versionLabel === 'object' ? target.versionLabel.json : null;
}

/** A label that is read in an answer of the target is not there yet: preflight tells it. */
export function fingerprintOf({ target }: Pick<Plan, 'target'>, env: Env): Fingerprint {
  const label = target.kind === 'url' ? target.versionLabel : undefined;
  return {
    cpu: (cpus()[0]?.model ?? '').replace(/\s+/g, ' ').trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    targetVersion: typeof label === 'string' ? resolveEnv(label, env) : null,
  };
}
