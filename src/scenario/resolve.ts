/**
 * Scenario, system file and flags laid over each other. The result is one scenario as a file would say it, and where
 * each part of it came from; nothing is converted yet, so it can be written down and read again.
 */
import { ChaosError, type Problem } from '../errors.ts';
import type { SourceFile } from './document.ts';
import { didYouMean } from './did-you-mean.ts';
import { applyFlags } from './flags.ts';
import type { Mistake } from './mistake.ts';
import { isMap, Origins, type Origin, type Raw } from './origins.ts';
import type { Overrides } from './overrides.ts';
import { readAs } from './schema-mistakes.ts';
import { systemSchema } from './schema.ts';
import { systemKeys } from './target-schema.ts';

export interface Resolved {
  readonly raw: Raw;
  readonly origins: Origins;
  /** The name where the scenario gives none: its file's. */
  readonly name: string;
  readonly environment: string | null;
  readonly warnings: readonly string[];
  /** Mistakes found while layering: in the system file and in flags. */
  readonly problems: readonly Problem[];
}

export interface Layers {
  readonly scenario: { readonly raw: Raw; readonly origin: Origin; readonly name: string };
  readonly system: SourceFile | null;
  readonly env: string | undefined;
  readonly overrides: Overrides;
  /** From the environment; what a file or a flag says wins. */
  readonly toxiproxyUrl?: string;
}

/** Keys whose meaning hangs on the target they were written for. */
export const boundToTarget = ['links', 'breakers', 'reconcile', 'identity', 'alerts', 'probes'] as const;

export function resolve({ scenario, system, env, overrides, toxiproxyUrl }: Layers): Resolved {
  const origins = new Origins();
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const raw: Raw = structuredClone(scenario.raw);
  origins.set([], scenario.origin);
  for (const key of Object.keys(raw)) origins.set([key], under(scenario.origin, key));

  const environment = system === null ? noSystem(env) : applySystem(raw, origins, system, env, problems);
  settleTarget(raw, origins, overrides, warnings, system !== null);
  if (system !== null && environment === null && raw['target'] === undefined) throw noneChosen(system);
  if (toxiproxyUrl !== undefined && raw['toxiproxy'] === undefined) {
    raw['toxiproxy'] = toxiproxyUrl;
    origins.set(['toxiproxy'], { words: 'TOXIPROXY_URL' });
  }
  applyFlags(raw, origins, overrides, {
    report: ({ message, hint }: Mistake) => problems.push({ message, ...(hint === undefined ? {} : { hint }) }),
    warn: (text) => warnings.push(text),
  });
  return { raw, origins, name: scenario.name, environment, warnings, problems };
}

function under(origin: Origin, key: string): Origin {
  return 'words' in origin ? origin : { file: origin.file, base: [...origin.base, key] };
}

function noSystem(env: string | undefined): null {
  if (env === undefined) return null;
  const hint = 'name one with --system FILE, or put a stampede.yaml beside the scenario';
  throw new ChaosError('ENVIRONMENT_UNKNOWN', `flag --env: there is no system file that could have an environment "${env}"`, hint);
}

/** Of everything else nothing can be said before the environment is known. */
function unknownEnvironment(system: SourceFile, name: string, byFlag: boolean): ChaosError {
  const known = environmentsOf(system);
  const list = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
  const message = `no environment "${name}" in ${system.file}; ${list}${didYouMean(name, known)}`;
  if (byFlag)
    return new ChaosError('ENVIRONMENT_UNKNOWN', `flag --env: ${message}`, 'environments stand under environments in the system file');
  return new ChaosError('ENVIRONMENT_UNKNOWN', message, 'defaultEnvironment names one of them', {
    where: system.place(['defaultEnvironment'], 'value'),
  });
}

function noneChosen(system: SourceFile): ChaosError {
  const known = environmentsOf(system);
  if (known.length === 0)
    return new ChaosError(
      'TARGET_MISSING',
      `no target: ${system.file} has none, nor has the scenario`,
      'add target: URL to one of them, or --target URL',
    );
  return new ChaosError(
    'ENVIRONMENT_UNKNOWN',
    `no environment is chosen; ${system.file} has ${known.join(', ')}`,
    `choose one: --env ${known[0]}, or defaultEnvironment in the file`,
  );
}

function environmentsOf(system: SourceFile): string[] {
  const environments = isMap(system.value) ? system.value['environments'] : undefined;
  return isMap(environments) ? Object.keys(environments) : [];
}

/** Puts the system's keys under the scenario's. Returns the environment's name. */
function applySystem(raw: Raw, origins: Origins, system: SourceFile, env: string | undefined, problems: Problem[]): string | null {
  const whole = new Origins();
  whole.set([], { file: system, base: [] });
  readAs(systemSchema, system.value, [], (mistake) => problems.push(whole.problem(mistake)));
  if (!isMap(system.value)) return null;
  const file = system.value;
  const environments = isMap(file['environments']) ? file['environments'] : {};
  const written = file['defaultEnvironment'];
  const name = env ?? (typeof written === 'string' ? written : null);
  const chosen = name === null ? {} : environments[name];
  if (name !== null && !isMap(chosen)) throw unknownEnvironment(system, name, env !== undefined);
  const environment = isMap(chosen) ? chosen : {};
  for (const key of [...Object.keys(systemKeys), 'roles']) {
    if (raw[key] !== undefined) continue;
    const inEnvironment = environment[key] !== undefined;
    const value = inEnvironment ? environment[key] : file[key];
    if (value === undefined) continue;
    raw[key] = structuredClone(value);
    origins.set([key], { file: system, base: inEnvironment ? ['environments', name as string, key] : [key] });
  }
  standIn(raw, origins, system);
  return name;
}

/** The one exception to "a key replaces the same key whole": journeys of the system stand in for the scenario's by name. */
function standIn(raw: Raw, origins: Origins, system: SourceFile): void {
  const own = isMap(system.value) ? system.value['journeys'] : undefined;
  const load = raw['load'];
  const journeys = isMap(load) ? load['journeys'] : undefined;
  if (!Array.isArray(own) || !Array.isArray(journeys)) return;
  for (const [index, journey] of journeys.entries()) {
    const at = own.findIndex(
      (candidate) => isMap(candidate) && isMap(journey) && candidate['name'] !== undefined && candidate['name'] === journey['name'],
    );
    if (at < 0) continue;
    journey.steps = structuredClone(own[at].steps);
    origins.set(['load', 'journeys', index, 'steps'], { file: system, base: ['journeys', at, 'steps'] });
  }
}

/**
 * A target named by flag replaces the file's, and with it what was written for the shop that comes with the tool or
 * for another system. Without any target it is the storefront, unless something was written for a system of one's own.
 */
function settleTarget(raw: Raw, origins: Origins, overrides: Overrides, warnings: string[], ownSystemFile: boolean): void {
  if (overrides.target !== undefined) {
    raw['target'] = { url: overrides.target };
    origins.set(['target'], { words: 'flag --target' });
    return;
  }
  if (overrides.storefront !== undefined) {
    const aside = boundToTarget.filter((key) => raw[key] !== undefined);
    for (const key of aside) delete raw[key];
    if (aside.length > 0)
      warnings.push(`--storefront brings its own system: ${aside.join(', ')} of the file ${aside.length === 1 ? 'is' : 'are'} left aside`);
    raw['target'] = { storefront: overrides.storefront };
    origins.set(['target'], { words: 'flag --storefront' });
    return;
  }
  const flagged = (overrides.links?.length ?? 0) + (overrides.breakers?.length ?? 0) > 0;
  const ownSystem = ownSystemFile || flagged || boundToTarget.some((key) => raw[key] !== undefined);
  if (raw['target'] === undefined && !ownSystem) {
    raw['target'] = { storefront: 'resilient' };
    origins.set(['target'], { words: 'default' });
  }
}
