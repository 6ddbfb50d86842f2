/** What every part of the compiler is handed: the resolved scenario, and where to put what is wrong with it. */
import type { z } from 'zod';
import type { Path, Report } from '../scenario/mistake.ts';
import { readRest } from '../scenario/read-rest.ts';
import type { Raw } from '../scenario/origins.ts';
import { readAddress, readUrl } from './addresses.ts';
import { checkEnvText, resolveEnv, type Env } from './environment.ts';
import { hostRefusal, type HostRules } from './hosts.ts';
import type { InputFiles } from './input-file.ts';
import { isEverywhere } from './same-address.ts';

export interface Draft {
  readonly raw: Raw;
  readonly env: Env;
  readonly hosts: HostRules;
  readonly files: InputFiles;
  readonly report: Report;
  /** Where the scenario can't be read as its schema says, which is reported already. */
  readonly unreadable: readonly Path[];
  readonly warn: (text: string) => void;
}

/** What can be read of a part; silent, because the scenario as a whole was checked against the same schemas. */
export function part<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  return readRest(schema, value);
}

/** `report` without what only follows from what is unreadable: on the way to it, or in it. */
export function withoutFollowing(report: Report, unreadable: readonly Path[]): Report {
  return (mistake) => {
    const follows = mistake.path.length > 0 && unreadable.some((path) => isWithin(path, mistake.path) || isWithin(mistake.path, path));
    if (!follows) report(mistake);
  };
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((step, index) => path[index] === step);
}

/** Is a name perhaps missing in a list, so that nobody can say that there is none? `nameless` are the keys that give no name. */
export function lacksNames({ unreadable }: Draft, list: Path, nameless: readonly string[]): boolean {
  return unreadable.some((path) => {
    if (!isWithin(path, list)) return false;
    const key = path.slice(list.length).find((step) => typeof step === 'string' && step !== 'steps');
    return key === undefined || !nameless.includes(String(key));
  });
}

/** A URL that may hold `${env.NAME}` and whose host must be allowed. True when nothing is wrong. */
export function checkUrl(draft: Draft, text: string, path: Path): boolean {
  const settled = settle(draft, text, path);
  if (settled === undefined) return false;
  const url = readUrl(settled);
  // The text may hold what came out of the environment: only what the user wrote is repeated.
  if (typeof url === 'string')
    return refuse(
      draft,
      path,
      settled === text
        ? url
        : `expected a URL such as http://127.0.0.1:8080, got "${text}", which the environment makes into something else`,
    );
  return checkHost(draft, url.hostname, path);
}

/** HOST:PORT to be connected to, likewise. */
export function checkAddress(draft: Draft, text: string, path: Path): boolean {
  const settled = settle(draft, text, path);
  if (settled === undefined) return false;
  if (isEverywhere(settled)) return refuse(draft, path, `${text} means every interface: nobody can connect to it`);
  const address = readAddress(settled);
  return typeof address === 'string' ? refuse(draft, path, address) : checkHost(draft, address.host, path);
}

/** HOST:PORT to be listened on, likewise; all interfaces (`0.0.0.0:PORT`, `[::]:PORT`) are no host that anything is sent to. */
export function checkListen(draft: Draft, text: string, path: Path): boolean {
  const settled = settle(draft, text, path);
  if (settled === undefined) return false;
  const address = readAddress(settled);
  if (typeof address === 'string') return refuse(draft, path, address);
  return isEverywhere(settled) || checkHost(draft, address.host, path);
}

/** Any text that may hold `${env.NAME}`, and nothing else of that kind. */
export function checkText(draft: Draft, text: string, path: Path): boolean {
  return settle(draft, text, path) !== undefined;
}

export function checkHost(draft: Draft, host: string, path: Path): boolean {
  const refusal = hostRefusal(host, draft.hosts);
  if (refusal === null) return true;
  const name = host.replace(/^\[|\]$/g, '');
  draft.report({
    path,
    code: 'HOST_NOT_ALLOWED',
    message: refusal === 'denied' ? `${name} is in denyHosts` : `${name} is not this machine, and nobody allowed it`,
    hint: refusal === 'denied' ? 'denyHosts always wins' : `if it is meant: --allow-host ${name}, or allowHosts: [${name}] in the file`,
  });
  return false;
}

function settle(draft: Draft, text: string, path: Path): string | undefined {
  const wrong = checkEnvText(text, draft.env);
  if (wrong === null) return resolveEnv(text, draft.env);
  draft.report({ path, message: wrong });
  return undefined;
}

function refuse(draft: Draft, path: Path, message: string): false {
  draft.report({ path, message });
  return false;
}
