/** The two servers that every test of the injector runs against: they must not differ. */
import { findToxiproxy, type FoundToxiproxy } from '../../src/run/inject/find-toxiproxy.ts';
import { systemClock } from '../../src/run/clock.ts';
import { isSameProcess } from '../../src/run/state-process.ts';
import { skipUnlessInstalled } from './installed.ts';

export const serverKinds = ['embedded', 'binary'] as const;
export type ServerKind = (typeof serverKinds)[number];

export async function startToxiproxy(ctx: Mocha.Context, kind: ServerKind): Promise<FoundToxiproxy> {
  if (kind === 'binary') skipUnlessInstalled(ctx, 'toxiproxy-server');
  return findToxiproxy({ url: null, env: { PATH: process.env['PATH'], STAMPEDE_TOXIPROXY: kind }, clock: systemClock });
}

/** Is there a process that has not ended? One that was not reaped yet has. */
export function lives(pid: number): boolean {
  return isSameProcess(pid, null);
}

/** Resolves when `ready` says so; rejects after `ms`. */
export async function eventually(what: string, ready: () => boolean | Promise<boolean>, ms = 8_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await ready())) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
