/**
 * opossum as opossum-prometheus exposes it: one counter `circuit{name,event}`, with a prefix or without, and no state.
 * A series does not exist before its first event. The difference of `open` and `close` is not the state: a failed
 * probe raises `open` again without a `close`. `halfOpen` is counted only where the application listens for it.
 */
import type { Preset } from '../preset.ts';
import type { CounterSeries } from '../source.ts';

/** The second is what the fork of it by iamelevich writes. */
const names = ['circuit', 'circuit_breaker_counter'];
const metrics = names.flatMap((name) => [name, `*_${name}`, `${name}_total`, `*_${name}_total`]);

const counts = (...events: readonly string[]): CounterSeries[] =>
  metrics.flatMap((metric) => events.map((event) => ({ metric, labels: { event } })));

export const opossum: Preset = {
  key: 'opossum',
  adapter: 'prometheus',
  describe: 'counter circuit{name,event} as opossum-prometheus writes it',
  source: {
    adapter: 'prometheus',
    nameLabels: ['name'],
    state: null,
    opened: counts('open'),
    halfOpened: counts('halfOpen'),
    closed: counts('close'),
    rejected: counts('reject'),
    passed: counts('success', 'failure', 'timeout'),
  },
  defaultMatch: (name) => ({ name }),
};
