/** Load on a host of the internet is confirmed by its name, typed by a person or given by --confirm, before anything is sent. */
import { createInterface } from 'node:readline/promises';
import { ChaosError } from './errors.ts';
import { loadHosts } from './plan/load-hosts.ts';
import { bareHost } from './plan/hosts.ts';
import type { Env } from './plan/environment.ts';
import type { Plan } from './plan/plan.ts';
import { publicHosts, type Resolve } from './run/public-hosts.ts';

/** Puts a question to a person; null: there was no answer. */
export type AskPerson = (question: string) => Promise<string | null>;

export interface ConfirmOptions {
  readonly plans: readonly Plan[];
  readonly env: Env;
  /** Names given with --confirm. */
  readonly confirmed: readonly string[];
  /** null: nobody is there to be asked. */
  readonly ask: AskPerson | null;
  readonly resolve?: Resolve;
}

/** Throws HOST_NOT_CONFIRMED for the first host that nobody confirmed. */
export async function confirmHosts({ plans, env, confirmed, ask, resolve }: ConfirmOptions): Promise<void> {
  const hosts = new Set(plans.flatMap((plan) => loadHosts(plan, env)));
  for (const host of await publicHosts([...hosts], resolve)) {
    if (confirmed.some((name) => bareHost(name) === host)) continue;
    const said = await ask?.(`Load goes to ${host}, which is public. Type its name to go on: `);
    if (said !== undefined && said !== null && bareHost(said) === host) continue;
    throw new ChaosError(
      'HOST_NOT_CONFIRMED',
      `load goes to ${host}, which is public, and ${ask === null ? 'nobody confirmed it' : 'its name was not typed'}; nothing was sent`,
      `if it is meant, and yours to break: --confirm ${host}`,
    );
  }
}

/** Somebody at a terminal; null where there is none, or where a CI job says so. */
export function personAt(
  { stdin, stderr }: { readonly stdin: NodeJS.ReadStream; readonly stderr: NodeJS.WriteStream },
  ci: boolean,
): AskPerson | null {
  if (ci || !stdin.isTTY || !stderr.isTTY) return null;
  return (question) => askLine(stdin, stderr, question);
}

/** One line of an answer. The terminal keeps its own line editing, and its Ctrl-C, which ends the command. */
export async function askLine(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, question: string): Promise<string | null> {
  const reader = createInterface({ input, output, terminal: false });
  const ended = new Promise<null>((resolve) => reader.once('close', () => resolve(null)));
  try {
    return await Promise.race([reader.question(question), ended]);
  } finally {
    reader.close();
  }
}
