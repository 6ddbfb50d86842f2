/** The one call that commands make: from what the user typed to a plan. */
import { isAbsolute, join, dirname, resolve as resolvePath } from 'node:path';
import { ChaosError, type Problem, type Where } from '../errors.ts';
import { readDocument, type SourceFile } from '../scenario/document.ts';
import {
  readFileBytes,
  readText,
  readTextFile,
  readTextIfThere,
  readFileLines,
  resolveScenario,
  shownPath,
  systemFilePlaces,
  type ReadBytes,
  type ReadFile,
  type ReadLines,
  type ScenarioFile,
} from '../scenario/files.ts';
import type { Path } from '../scenario/mistake.ts';
import { isMap } from '../scenario/origins.ts';
import type { Overrides } from '../scenario/overrides.ts';
import { withRecordings } from '../scenario/replays.ts';
import { resolve, type Layers, type Resolved } from '../scenario/resolve.ts';
import { urlScenario } from '../scenario/url-scenario.ts';
import { withWholeLogs } from './breaker-logs.ts';
import { compile, invalid } from './compile.ts';
import type { Env } from './environment.ts';
import { readInputFiles, withWholePaths } from './input-files.ts';
import type { Plan } from './plan.ts';
import { secretsOf } from './redact.ts';
import { writeScenario } from './scenario-text.ts';
import { withWholeFolders } from './process-folders.ts';
import { checkTlsFiles } from './tls-files.ts';

export interface PlanRequest {
  /** A file, the name of a library scenario, or a URL; undefined: black-friday, or a plain spike where a target of one's own is named. */
  readonly scenario?: string | undefined;
  readonly overrides: Overrides;
  readonly cwd: string;
  readonly env: Env;
  readonly readFile?: ReadFile;
  readonly readLines?: ReadLines;
  /** For files whose content the scenario uses. */
  readonly readBytes?: ReadBytes;
}

export interface MadePlan {
  readonly plan: Plan;
  /** The resolved scenario as one YAML file, secrets blackened. */
  readonly scenarioText: string;
  /** What must never leave the process: for redactText. */
  readonly secrets: readonly string[];
  /** Where a part of the scenario stands in a file; undefined for what came from elsewhere. */
  readonly placeOf: (path: Path) => Where | undefined;
}

export async function makePlan(request: PlanRequest): Promise<MadePlan> {
  const { env, cwd } = request;
  const read = request.readFile ?? readTextFile;
  const { named, overrides } = understand(request);
  const file = named === undefined ? undefined : resolveScenario(named, cwd);
  const scenario = file === undefined ? undefined : await open(file.path, file.shown, read);
  const { system, warning } = await findSystem({ file, scenario, overrides, cwd, read, unnamed: request.scenario === undefined });
  const problems: Problem[] = [...(scenario?.problems ?? []), ...(system?.problems ?? [])];
  if (problems.length > 0) throw invalid('SCENARIO_INVALID', problems);

  const layer = scenario && file ? layerOf(scenario, file) : undefined;
  const reader = { read, lines: request.readLines ?? readFileLines, cwd };
  const recorded = scenario && file ? await withRecordings(scenario, file, reader) : undefined;
  const layers: Layers = {
    scenario: layer && recorded ? { ...layer, raw: recorded.raw } : { raw: urlScenario(), origin: { words: 'default' }, name: 'spike' },
    system,
    env: overrides.env,
    overrides,
  };
  const layered = resolve(withToxiproxyUrl(layers, env));
  const folderOf = (path: Path): string => {
    const shown = layered.origins.problem({ path, message: '' }).where?.file;
    return shown === undefined ? cwd : dirname(shown === file?.shown ? file.path : resolvePath(cwd, shown));
  };
  const resolved: Resolved = {
    ...layered,
    problems: [...layered.problems, ...(recorded?.problems ?? []), ...(await checkTlsFiles(layered, { cwd, env, read }))],
    warnings: [...layered.warnings, ...(recorded?.warnings ?? []), ...(warning === null ? [] : [warning])],
  };
  withWholeFolders(resolved.raw, folderOf);
  withWholeLogs(resolved.raw, folderOf);
  const files = await readInputFiles(resolved, folderOf, request.readBytes ?? readFileBytes);
  const plan = compile(resolved, env, files);
  const secrets = secretsOf(plan, env);
  const placeOf = (path: Path): Where | undefined => resolved.origins.problem({ path, message: '' }).where;
  return { plan, scenarioText: writeScenario(withWholePaths(resolved, folderOf), plan, secrets), secrets, placeOf };
}

/** A URL in the scenario's place is a target; a target of one's own without a scenario is a plain spike, not the library's story. */
function understand({ scenario, overrides }: PlanRequest): { named: string | undefined; overrides: Overrides } {
  if (scenario !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(scenario)) {
    if (overrides.target !== undefined)
      throw new ChaosError('USAGE', `two targets: ${scenario} and --target ${overrides.target}`, 'name one of them');
    return twoTargets({ named: undefined, overrides: { ...overrides, target: scenario } });
  }
  const ownSystem = overrides.target !== undefined || overrides.env !== undefined || overrides.system !== undefined;
  return twoTargets({ named: scenario ?? (ownSystem && overrides.storefront === undefined ? undefined : 'black-friday'), overrides });
}

function twoTargets<T extends { overrides: Overrides }>(understood: T): T {
  const { target, storefront } = understood.overrides;
  if (target !== undefined && storefront !== undefined)
    throw new ChaosError('USAGE', `two targets: ${target} and the ${storefront} storefront`, 'name one of them');
  return understood;
}

async function open(path: string, shown: string, read: ReadFile): Promise<SourceFile> {
  return readDocument(shown, await readText(path, shown, read));
}

function layerOf(scenario: SourceFile, file: ScenarioFile): Layers['scenario'] {
  if (!isMap(scenario.value)) {
    const empty = scenario.value === null || scenario.value === undefined;
    throw new ChaosError(
      'SCENARIO_INVALID',
      empty ? 'the file is empty' : 'expected a map of keys such as version and load',
      'docs/scenarios.md describes every key',
      { where: scenario.place([], 'value') },
    );
  }
  const base = file.path.split(/[/\\]/).at(-1) ?? 'scenario';
  const name = base
    .replace(/\.(ya?ml|json)$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return { raw: scenario.value, origin: { file: scenario, base: [] }, name: name === '' ? 'scenario' : name };
}

interface Search {
  readonly file: ScenarioFile | undefined;
  readonly scenario: SourceFile | undefined;
  readonly overrides: Overrides;
  readonly cwd: string;
  readonly read: ReadFile;
  /** The user named no scenario. */
  readonly unnamed: boolean;
}

/** --system, else the scenario's own `system`, else a stampede.yaml that is asked for by --env or by its own defaultEnvironment. */
async function findSystem({
  file,
  scenario,
  overrides,
  cwd,
  read,
  unnamed,
}: Search): Promise<{ system: SourceFile | null; warning: string | null }> {
  const own = isMap(scenario?.value) ? scenario.value['system'] : undefined;
  if (overrides.system !== undefined)
    return { system: await open(resolvePath(cwd, overrides.system), overrides.system, read), warning: null };
  if (typeof own === 'string' && own !== '' && file) {
    const path = isAbsolute(own) ? own : join(dirname(file.path), own);
    return { system: await open(path, shownPath(path, cwd), read), warning: null };
  }
  for (const { path, shown } of systemFilePlaces(file, cwd)) {
    const text = await readTextIfThere(path, shown, read);
    if (text === undefined) continue;
    const system = readDocument(shown, text);
    if (overrides.env !== undefined) return { system, warning: null };
    const speaksForItself = isMap(system.value) && system.value['defaultEnvironment'] !== undefined;
    if (!speaksForItself) return { system: null, warning: null };
    // A file that happens to lie there must not become the target of a bare `chaos spike`.
    if (unnamed) return { system: null, warning: `${shown} is left aside: name a scenario, or --env, to run against it` };
    return { system, warning: null };
  }
  return { system: null, warning: null };
}

/** TOXIPROXY_URL says where Toxiproxy is, where neither file nor flag does. */
function withToxiproxyUrl(layers: Layers, env: Env): Layers {
  const url = env['TOXIPROXY_URL'];
  return url === undefined || url === '' ? layers : { ...layers, toxiproxyUrl: url };
}
