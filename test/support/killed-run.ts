/** A run in a process of its own that injects, and is killed with SIGKILL while its faults are active. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PlannedFault, PlannedLink } from '../../src/plan/plan.ts';
import type { ServerKind } from './toxiproxies.ts';

let count = 0;

/** `toxiproxy` null: it starts one of its own, of `kind`; `pid` is that server's. Uses the state directory of the environment. */
export async function killedRun(what: {
  toxiproxy: string | null;
  kind?: ServerKind;
  links: PlannedLink[];
  faults: PlannedFault[];
  /** With locks and leases; there is no watchdog either way. */
  guarded?: boolean;
}): Promise<{ runId: string; pid: number | null }> {
  const { kind, ...plan } = what;
  const runId = `doomed-${process.pid}-${++count}`;
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('inject-and-hang.ts', import.meta.url)), JSON.stringify({ runId, ...plan })],
    {
      env: { ...process.env, ...(kind === undefined ? {} : { STAMPEDE_TOXIPROXY: kind }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  child.kill('SIGKILL');
  await ended;
  if (!text.includes('\n')) throw new Error('the run ended before it had injected');
  return { runId, pid: (JSON.parse(text) as { pid: number | null }).pid };
}
