/** The quiet time between two runs, in which a system that keeps state forgets the last one. A signal ends it, and what would follow. */
import { exitCode } from './exit-codes.ts';
import { systemClock } from './run/clock.ts';
import { listenForSignals } from './run/signals.ts';
import { formatMs } from './units.ts';

/** Waits so many ms, and says so. Gives the exit code of the signal that ended it, or null. */
export async function pauseBetween(ms: number, say: (text: string) => void): Promise<number | null> {
  if (ms <= 0) return null;
  say(`waiting ${formatMs(ms)} before the next run`);
  return new Promise((resolve) => {
    const end = (code: number | null): void => {
      clearTimeout(timer);
      letGo();
      resolve(code);
    };
    const timer = setTimeout(() => end(null), ms);
    const letGo = listenForSignals(systemClock, {
      onFirst(signal) {
        say(`${signal}: no other run begins`);
        end(signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated);
      },
      onSecond() {},
    });
  });
}
