/**
 * resilience4j through Micrometer: `resilience4j_circuitbreaker_state{name,state}` is 1 for the state that holds, and
 * `..._not_permitted_calls_total` counts the calls that were turned away. There is no count of transitions, so a trip
 * shorter than the polling interval shows only as turned-away calls.
 */
import type { BreakerState } from '../events/event.ts';
import { matches, type Preset } from './preset.ts';

const states: Readonly<Record<string, BreakerState>> = {
  closed: 'closed',
  open: 'open',
  half_open: 'half-open',
  forced_open: 'open',
  disabled: 'closed',
  metrics_only: 'closed',
};

export const resilience4j: Preset = {
  key: 'resilience4j',
  describe: 'gauge resilience4j_circuitbreaker_state{name,state} and counter resilience4j_circuitbreaker_not_permitted_calls_total',
  nameLabel: 'name',
  read(samples, match) {
    const own = samples.filter((sample) => sample.name.startsWith('resilience4j_circuitbreaker_') && matches(sample, match));
    const current = own.find((sample) => sample.name.endsWith('_state') && sample.value === 1);
    const turnedAway = own.filter((sample) => sample.name.includes('_not_permitted_calls'));
    if (!current && turnedAway.length === 0) return undefined;
    const rejected = turnedAway.length === 0 ? null : turnedAway.reduce((sum, sample) => sum + sample.value, 0);
    return { state: states[current?.labels['state'] ?? ''] ?? null, opened: null, halfOpened: null, closed: null, rejected };
  },
};
