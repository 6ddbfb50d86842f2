/** Is this machine ready for a run? Each check is real (a port is bound, a server is started and stopped) and says what to do. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, freemem } from 'node:os';
import { ChaosError, messageOf } from '../errors.ts';
import { redactUrls } from '../plan/redact.ts';
import { ask } from './ask.ts';
import type { Clock } from './clock.ts';
import { findToxiproxy } from './inject/find-toxiproxy.ts';
import { lifeOf, listRuns, stateDir } from './state.ts';
import { whyUnanswered } from './why-unanswered.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it; null when it is ok. */
  readonly remedy: string | null;
}

const oldestNode = [22, 18] as const;
/** A run at 2000 requests in flight, each with a socket here, one in the proxy and two in the target. */
const enoughFiles = 4_096;

export async function diagnose(options: {
  target: string | undefined;
  toxiproxy: string | undefined;
  env: NodeJS.ProcessEnv;
  clock: Clock;
}): Promise<Check[]> {
  const checks = [node(), files(), cores(), stateFolder(options.env), leftovers(), await ports(), await toxiproxy(options)];
  if (options.target !== undefined) checks.push(await target(options.target));
  return checks;
}

const pass = (name: string, detail: string): Check => ({ name, ok: true, detail, remedy: null });
const fail = (name: string, detail: string, remedy: string): Check => ({ name, ok: false, detail, remedy });

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return ok
    ? pass('node', `Node ${process.versions.node}`)
    : fail('node', `Node ${process.versions.node}`, `install Node ${oldestNode.join('.')} or newer`);
}

function files(): Check {
  if (process.platform === 'win32') return pass('file descriptors', 'no limit to read on this system');
  try {
    const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
    const enough = limit === 'unlimited' || Number(limit) >= enoughFiles;
    return enough
      ? pass('file descriptors', `limit ${limit}`)
      : fail(
          'file descriptors',
          `limit ${limit}, and a busy run can need ${enoughFiles}`,
          `raise it in this shell: ulimit -n ${enoughFiles}`,
        );
  } catch (error) {
    return fail('file descriptors', `the limit can't be read: ${messageOf(error)}`, 'check that sh is on the PATH');
  }
}

function cores(): Check {
  const count = cpus().length;
  const free = Math.round(freemem() / 1024 ** 2);
  return count >= 2
    ? pass('cores', `${count} cores, ${free} MB free`)
    : fail('cores', 'one core: load, proxy and target share it', 'run it on a machine with two cores or more, or read its times with care');
}

function stateFolder(env: NodeJS.ProcessEnv): Check {
  const dir = stateDir(env);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.W_OK);
    return pass('state folder', dir);
  } catch (error) {
    return fail(
      'state folder',
      `${dir}: ${messageOf(error)}`,
      'name a folder you can write to in STAMPEDE_STATE_DIR: the undo journal is kept there',
    );
  }
}

function leftovers(): Check {
  const dead = listRuns().filter((record) => lifeOf(record) === 'dead');
  if (dead.length === 0) return pass('left behind', 'nothing from earlier runs');
  return fail('left behind', `${dead.map((record) => record.runId).join(', ')} ended without undoing`, "run 'chaos recover'");
}

async function ports(): Promise<Check> {
  try {
    await new Promise<void>((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => server.close(() => resolve()));
    });
    return pass('loopback ports', 'a port on 127.0.0.1 can be opened');
  } catch (error) {
    return fail('loopback ports', messageOf(error), 'a sandbox or firewall forbids listening on 127.0.0.1; allow it');
  }
}

async function toxiproxy(options: { toxiproxy: string | undefined; env: NodeJS.ProcessEnv; clock: Clock }): Promise<Check> {
  try {
    const found = await findToxiproxy({ url: options.toxiproxy ?? null, env: options.env, clock: options.clock });
    await found.stop();
    const what = {
      external: `a server answers at ${found.url}`,
      binary: 'toxiproxy-server on the PATH starts',
      embedded: 'the embedded server starts (no toxiproxy-server on the PATH)',
    }[found.server];
    return pass('toxiproxy', what);
  } catch (error) {
    return fail('toxiproxy', messageOf(error), error instanceof ChaosError ? error.hint : 'see the message');
  }
}

async function target(written: string): Promise<Check> {
  const name = redactUrls(written);
  if (!/^https?:$/.test(URL.canParse(written) ? new URL(written).protocol : ''))
    return fail('target', `"${name}" is not an http or https URL`, 'write it as http://127.0.0.1:8080');
  try {
    const { status } = await ask({ url: written, headers: { 'x-stampede': 'preflight' }, timeoutMs: 5_000, body: false });
    return status < 500
      ? pass('target', `${name} answers with status ${status}`)
      : fail('target', `${name} answers with status ${status}`, 'mend it first: a baseline that fails gates every fault');
  } catch (error) {
    const { reason, hint } = whyUnanswered(error, written);
    return fail('target', `${name} does not answer: ${reason}`, hint);
  }
}
