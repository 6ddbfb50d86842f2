/**
 * Signals, and what counts as one. A terminal's Ctrl-C reaches the tool twice under npm (from the terminal and from npm),
 * so equal signals within half a second are one. npm that is killed does not always pass the signal on, but our parent
 * changes then: that counts as SIGTERM. SIGHUP, the terminal that closes, counts as SIGTERM too. Those two tell of something that
 * has gone, not of a person who is in a hurry: they may begin the end, and never cut it short.
 */
import type { Clock } from './clock.ts';

export type StopSignal = 'SIGINT' | 'SIGTERM';

export interface SignalListener {
  /** The first one asks for an orderly end. */
  onFirst(signal: StopSignal): void;
  /** Another Ctrl-C or SIGTERM, more than half a second later: the person does not want to wait. */
  onSecond(signal: StopSignal): void;
}

const sameWithinMs = 500;
const parentPollMs = 200;

/** Starts to listen; the function it returns stops listening and gives the signals back to Node. */
export function listenForSignals(clock: Clock, listener: SignalListener, env: NodeJS.ProcessEnv = process.env): () => void {
  let first: { signal: StopSignal; atMs: number } | undefined;
  const heard = (signal: StopSignal): void => {
    const now = clock.now();
    if (!first) {
      first = { signal, atMs: now };
      listener.onFirst(signal);
    } else if (now - first.atMs > sameWithinMs) listener.onSecond(signal);
  };
  const gone = (): void => {
    if (!first) heard('SIGTERM');
  };
  const onInt = (): void => heard('SIGINT');
  const onTerm = (): void => heard('SIGTERM');
  process.on('SIGINT', onInt);
  process.on('SIGTERM', onTerm);
  process.on('SIGHUP', gone);

  // Only under npm or npx: a tool started with nohup or by a daemon changes its parent for good reasons.
  const underNpm = env['npm_execpath'] !== undefined || env['npm_lifecycle_event'] !== undefined;
  const parent = process.ppid;
  let watch: NodeJS.Timeout | undefined;
  if (underNpm) {
    watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      gone();
    }, parentPollMs);
    watch.unref();
  }
  return () => {
    process.off('SIGINT', onInt);
    process.off('SIGTERM', onTerm);
    process.off('SIGHUP', gone);
    clearInterval(watch);
  };
}
