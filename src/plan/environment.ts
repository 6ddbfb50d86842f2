/** `${env.NAME}` in addresses and headers: checked when the plan is made, filled in when the run starts, never stored. */
import { ChaosError } from '../errors.ts';
import { isMap } from '../scenario/origins.ts';
import { parseTemplate } from '../scenario/template-grammar.ts';
import { authorizationOf } from './authorization.ts';
import type { FaultSpec } from '../faults/fault.ts';
import type { Plan, PlannedBreaker, PlannedProcess, PlannedReconcile, PlannedTarget, PlannedTls } from './plan.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** The text with every `${env.NAME}` replaced. Throws USAGE where a variable is missing; other templates are left as they are. */
export function resolveEnv(text: string, env: Env): string {
  return text.replaceAll(/(?<!\$)\$\{\s*env\.([A-Za-z_][A-Za-z0-9_]*)\s*\}/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined) throw new ChaosError('USAGE', `the environment variable ${name} is not set`, `set it: ${name}=... chaos ...`);
    return value;
  });
}

/** Names of the variables that a text asks for. */
export function envNamesIn(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\$\{\s*env\.([A-Za-z_][A-Za-z0-9_]*)\s*\}/g)].map((match) => match[1] as string);
}

/** What is wrong with a text in which only `${env.NAME}` may stand, or null. */
export function checkEnvText(text: string, env: Env): string | null {
  try {
    const other = parseTemplate(text).find((part) => typeof part !== 'string' && !('env' in part));
    if (other !== undefined) return 'only ${env.NAME} may stand here';
  } catch (error) {
    return (error as SyntaxError).message;
  }
  return missingVariable(text, env);
}

export function missingVariable(text: string, env: Env): string | null {
  const missing = envNamesIn(text).find((name) => env[name] === undefined);
  return missing === undefined ? null : `the environment variable ${missing} is not set`;
}

/** The plan as a run needs it: addresses and headers filled in. Steps keep their templates, which the load engine fills. Never stored. */
export function fillEnvironment(plan: Plan, env: Env): Plan {
  const fill = (text: string): string => resolveEnv(text, env);
  const orNull = (text: string | null): string | null => (text === null ? null : fill(text));
  const { target, reconcile, identity } = plan;
  return {
    ...plan,
    target: fillTarget(target, fill),
    toxiproxy: orNull(plan.toxiproxy),
    links: plan.links.map((link) => ({
      ...link,
      listen: orNull(link.listen),
      upstream: orNull(link.upstream),
      proxy: orNull(link.proxy),
      connect: orNull(link.connect),
      toxiproxy: orNull(link.toxiproxy),
      ...(link.metric === undefined ? {} : { metric: { ...link.metric, url: fill(link.metric.url) } }),
    })),
    faults: plan.faults.map((fault) => ({ ...fault, spec: { ...fault.spec, attributes: fillWords(fault.spec.attributes, fill) } })),
    ...(plan.processes ? { processes: plan.processes.map((each) => fillProcess(each, fill)) } : {}),
    breakers: plan.breakers.map((breaker) => fillBreaker(breaker, fill)),
    ...(plan.alerts ? { alerts: { ...plan.alerts, url: fill(plan.alerts.url) } } : {}),
    ...(plan.probes ? { probes: plan.probes.map((probe) => ({ ...probe, look: fillAll(probe.look, fill) })) } : {}),
    reconcile: reconcile && fillLedger(reconcile, fill),
    identity: identity && { ...identity, url: fill(identity.url) },
  };
}

/** Where it is read. */
function fillBreaker(breaker: PlannedBreaker, fill: (text: string) => string): PlannedBreaker {
  const { urls, dns, server, files, command } = breaker;
  return {
    ...breaker,
    urls: urls.map(fill),
    ...(dns === undefined ? {} : { dns: fill(dns) }),
    ...(server === undefined ? {} : { server: { ...server, url: fill(server.url) } }),
    ...(files === undefined ? {} : { files: files.map(fill) }),
    ...(command === undefined ? {} : { command: command.map(fill) }),
  };
}

/** Every text in it, at any depth. */
function fillAll<T>(value: T, fill: (text: string) => string): T {
  const within = (part: unknown): unknown => {
    if (typeof part === 'string') return fill(part);
    if (Array.isArray(part)) return part.map(within);
    return isMap(part) ? Object.fromEntries(Object.entries(part).map(([key, item]) => [key, within(item)])) : part;
  };
  return within(value) as T;
}

function fillLedger(reconcile: PlannedReconcile, fill: (text: string) => string): PlannedReconcile {
  return 'command' in reconcile ? { ...reconcile, command: reconcile.command.map(fill) } : { ...reconcile, url: fill(reconcile.url) };
}

/** The commands of a fault. */
function fillWords(attributes: FaultSpec['attributes'], fill: (text: string) => string): FaultSpec['attributes'] {
  const filled = Object.entries(attributes).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map((word) => fill(String(word))) : value,
  ]);
  return Object.fromEntries(filled) as FaultSpec['attributes'];
}

function fillProcess(planned: PlannedProcess, fill: (text: string) => string): PlannedProcess {
  const { command, cwd, env, ready } = planned;
  const filled = ready && (Object.fromEntries(Object.entries(ready).map(([key, text]) => [key, fill(text)])) as typeof ready);
  return {
    ...planned,
    command: command.map(fill),
    cwd: fill(cwd),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
    ready: filled,
  };
}

/** With `auth` as the header that it stands for. */
function fillTarget(target: PlannedTarget, fill: (text: string) => string): PlannedTarget {
  const headers = Object.fromEntries(Object.entries(target.headers).map(([name, value]) => [name, fill(value)]));
  if (target.kind !== 'url') return { ...target, headers };
  const { auth, ...rest } = target;
  const authorization = auth === undefined ? {} : { authorization: authorizationOf(auth, fill) };
  const orNull = (text: string | null): string | null => (text === null ? null : fill(text));
  const tls: PlannedTls | null = target.tls && {
    ...target.tls,
    ca: orNull(target.tls.ca),
    cert: orNull(target.tls.cert),
    key: orNull(target.tls.key),
  };
  const label = typeof target.versionLabel === 'string' ? { versionLabel: fill(target.versionLabel) } : {};
  return { ...rest, url: fill(target.url), headers: { ...headers, ...authorization }, tls, ...label };
}
