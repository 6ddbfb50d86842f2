/**
 * opossum as opossum-prometheus exposes it: one counter `circuit{name,event}`, with a prefix or without, and no state.
 * A series does not exist before its first event. The difference of `open` and `close` is not the state: a failed
 * probe raises `open` again without a `close`. `halfOpen` is counted only where the application listens for it.
 */
import { matches, type Preset } from './preset.ts';

export const opossum: Preset = {
  key: 'opossum',
  describe: 'counter circuit{name,event} as opossum-prometheus writes it',
  nameLabel: 'name',
  read(samples, match) {
    const own = samples.filter(
      (sample) =>
        /(^|_)circuit(_breaker_counter)?(_total)?$/.test(sample.name) && sample.labels['event'] !== undefined && matches(sample, match),
    );
    if (own.length === 0) return undefined;
    const count = (event: string) =>
      own.filter((sample) => sample.labels['event'] === event).reduce((sum, sample) => sum + finite(sample.value), 0);
    return { state: null, opened: count('open'), halfOpened: count('halfOpen'), closed: count('close'), rejected: count('reject') };
  },
};

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
