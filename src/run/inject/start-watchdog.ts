/**
 * Starts the watchdog of a run so that what kills the run does not find it: it is no child of the run (a shell starts it and ends, so that it
 * belongs to the system's first process), in no group and no session of the run's, and has nothing in its environment by which a CI system
 * marks the processes of a job. It is bound to the run by one pipe alone.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../errors.ts';
import { processStart } from '../state-process.ts';

export interface Watchdog {
  /** null once it watches, else why there is none. Never rejects. */
  readonly ready: Promise<string | null>;
  /** The run has undone everything itself. What it could not is tried again, without being asked, once its process has ended. */
  dismiss(): void;
}

const readyWithinMs = 3_000;

/**
 * By these a CI system finds what a job left running (Jenkins, GitHub Actions, Azure Pipelines), and Node would take on what is meant for the
 * run. All else stays: a command that undoes something may need it.
 */
const marks = ['BUILD_ID', 'JENKINS_NODE_COOKIE', 'JENKINS_SERVER_COOKIE', 'HUDSON_COOKIE', 'HUDSON_SERVER_COOKIE'];
const withoutNames = new Set([...marks, 'RUNNER_TRACKING_ID', 'VSTS_PROCESS_LOOKUP_ID', 'NODE_OPTIONS', 'NODE_CHANNEL_FD']);

/** Small: it waits most of its life. */
const lean = ['--max-old-space-size=48', '--max-semi-space-size=1'];

const alone = "should this process be killed, 'chaos recover' has to undo what it did";

interface Started {
  readonly ready: Promise<string | null>;
  /** Resolves when it has ended, or could not be started. */
  readonly ended: Promise<unknown>;
  dismiss(): void;
}

/**
 * The run has to be in the books before its first deed. One that ends although the run goes on is followed by another, once; `onLost` is
 * told of it, and of what that means.
 */
export function startWatchdog(runId: string, env: NodeJS.ProcessEnv, onLost: (detail: string) => void = () => {}): Watchdog {
  let isDismissed = false;
  let current = start(runId, env);
  const { ready } = current;
  const follow = async (): Promise<void> => {
    // One that was never there is told of by whoever waits for it.
    if ((await ready) !== null) return;
    await current.ended;
    if (isDismissed) return;
    current = start(runId, env);
    const problem = await current.ready;
    if (isDismissed) return;
    onLost(`it ended, and ${problem === null ? 'another one watches now' : `another one could not be started: ${problem}; ${alone}`}`);
    if (problem !== null) return;
    await current.ended;
    if (!isDismissed) onLost(`the second one ended, too; ${alone}`);
  };
  void follow();
  return {
    ready,
    dismiss() {
      isDismissed = true;
      current.dismiss();
    },
  };
}

function start(runId: string, env: NodeJS.ProcessEnv): Started {
  const here = fileURLToPath(import.meta.url);
  const file = fileURLToPath(new URL(`./watchdog${extname(here)}`, import.meta.url));
  const words = [process.execPath, ...lean, file, runId, String(process.pid), processStart(process.pid) ?? ''];
  const child = spawn('/bin/sh', ['-c', '"$@" &', 'watchdog', ...words], {
    cwd: '/',
    detached: true,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !withoutNames.has(name))),
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const pipe = child.stdio[3] as Socket | null | undefined;
  const ended = new Promise((resolve) => (pipe ? pipe.once('close', resolve) : resolve(null)));
  return { ready: ready(child, pipe), ended, dismiss: () => void pipe?.end('done\n') };
}

async function ready(child: ReturnType<typeof spawn>, pipe: Socket | null | undefined): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const timer = setTimeout(() => resolve(`it does not say that it watches after ${readyWithinMs / 1_000} s`), readyWithinMs);
  child.once('error', (error) => resolve(messageOf(error)));
  pipe?.once('data', () => resolve(null));
  pipe?.on('error', (error) => resolve(messageOf(error)));
  pipe?.once('close', () => resolve('it ended'));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    // It must not keep this process alive: when this one ends, it looks what is left.
    child.unref();
    pipe?.unref();
  }
}
