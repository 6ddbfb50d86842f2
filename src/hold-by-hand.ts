/** A fault held by hand, around it what every command that stays has: signals, and what was left said at its end. */
import { ChaosError } from './errors.ts';
import { exitCode } from './exit-codes.ts';
import { newRunId } from './publish.ts';
import { systemClock as clock } from './run/clock.ts';
import { injectByHand, type HandFault, type HandOptions } from './run/hand/inject-by-hand.ts';
import { listenForSignals } from './run/signals.ts';
import { createStopper } from './run/stop.ts';
import { stopOnUncaught } from './run/uncaught.ts';

/**
 * Resolves when it is over, by its time, by Ctrl-C or because it was cleared. Returns nothing: what there is to print is printed by
 * `show`, when the fault is in, and `showEnd`, when it is out. Throws ROLLBACK_INCOMPLETE, naming what is left.
 */
export async function holdByHand(
  wanted: Pick<HandOptions, 'fault' | 'link' | 'toxiproxy' | 'allowHosts'>,
  show: (held: HandFault) => void,
  showEnd: (held: HandFault, why: string) => void,
): Promise<undefined> {
  const stopper = createStopper();
  const runId = newRunId('by-hand', clock.wall());
  const letGo = listenForSignals(clock, {
    onFirst: (signal) => stopper.request({ why: 'interrupted', detail: signal }),
    onSecond: (signal) => {
      process.stderr.write(
        `${signal} again: leaving at once. The fault may remain for some seconds; 'chaos recover ${runId}' undoes it.\n`,
      );
      process.exit(signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated);
    },
  });
  const hearFailure = stopOnUncaught(stopper);
  try {
    const left = await injectByHand({
      ...wanted,
      runId,
      env: process.env,
      clock,
      stopper,
      onInjected: show,
      onUndone: showEnd,
      onTrouble: (text) => void process.stderr.write(`warning: ${text}\n`),
    });
    if (left.length > 0)
      throw new ChaosError(
        'ROLLBACK_INCOMPLETE',
        `not everything could be undone: ${left.join('; ')}`,
        `'chaos recover ${runId}' tries again`,
      );
  } finally {
    hearFailure();
    letGo();
  }
  return undefined;
}
