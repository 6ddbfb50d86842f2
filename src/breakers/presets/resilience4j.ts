/**
 * resilience4j through Micrometer: `resilience4j_circuitbreaker_state{name,state}` is 1 for the state that holds, and
 * `..._not_permitted_calls_total` counts the calls that were turned away. There is no count of transitions, so a trip
 * shorter than the polling interval shows only as turned-away calls.
 */
import type { Preset } from '../preset.ts';
import { resilience4jStates } from './resilience4j-states.ts';

export const resilience4j: Preset = {
  key: 'resilience4j',
  adapter: 'prometheus',
  describe: 'gauge resilience4j_circuitbreaker_state{name,state} and counter resilience4j_circuitbreaker_not_permitted_calls_total',
  source: {
    adapter: 'prometheus',
    nameLabels: ['name'],
    state: {
      metric: 'resilience4j_circuitbreaker_state',
      labels: {},
      label: 'state',
      values: resilience4jStates,
    },
    opened: [],
    halfOpened: [],
    closed: [],
    rejected: [
      { metric: 'resilience4j_circuitbreaker_not_permitted_calls_total', labels: {} },
      // As old versions wrote it.
      { metric: 'resilience4j_circuitbreaker_calls_total', labels: { kind: 'not_permitted' } },
    ],
    passed: [],
  },
  defaultMatch: (name) => ({ name }),
};
