/**
 * A run whose observers have all fallen silent goes on hurting a system that nobody sees: it is stopped. One source that answers is enough,
 * and a short silence is what a system under load, or one whose process is stopped by a fault, may show.
 */
import type { Event } from '../../events/event.ts';

/** Longer than a process usually takes to come back. */
const deadAfterMs = 30_000;

export interface SilenceWatch {
  /** Hears the events of the run. */
  see(event: Event): void;
  stop(): void;
}

/** `onDead` is called once, with a sentence, when every breaker source has been silent for `afterMs`. */
export function watchSilence(onDead: (reason: string) => void, afterMs = deadAfterMs): SilenceWatch {
  const answering = new Map<string, boolean>();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    see(event) {
      if (event.type !== 'breaker-source') return;
      const key = `${event.breaker} ${event.instance}`;
      // One that has left is missed by nobody, as long as another is there.
      if (event.gone === true && answering.size > 1) answering.delete(key);
      else answering.set(key, event.answering);
      if ([...answering.values()].some((one) => one)) return stop();
      timer ??= setTimeout(() => {
        const which = [...new Set([...answering.keys()].map((key) => key.slice(key.lastIndexOf(' ') + 1)))];
        onDead(
          `no breaker source has answered for ${Math.round(afterMs / 1_000)} s (${which.join(', ')}): nobody would see what the faults do`,
        );
      }, afterMs).unref();
    },
    stop,
  };
}
