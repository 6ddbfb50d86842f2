/**
 * resilience4j's `/actuator/circuitbreakerevents`: dated transitions, by the server's clock, among events of every call. It keeps the last 100 of a
 * breaker (`eventConsumerBufferSize`), which calls that are not permitted push out in a fraction of a second.
 */
import type { Preset } from '../preset.ts';
import type { JsonEvents } from '../source.ts';
import { resilience4jStates } from './resilience4j-states.ts';

const names = Object.entries(resilience4jStates).map(([name, state]) => ({ name: name.toUpperCase(), state }));

const moves: JsonEvents['moves'] = Object.fromEntries(
  names.flatMap((from) => names.map((to) => [`${from.name}_TO_${to.name}`, { from: from.state, to: to.state }])),
);

export const resilience4jEvents: Preset = {
  key: 'resilience4j-events',
  adapter: 'json',
  describe: '/actuator/circuitbreakerevents, whose buffer must outlast two readings',
  source: {
    adapter: 'json',
    paths: ['$.circuitBreakerEvents[*]'],
    name: '$.circuitBreakerName',
    state: [],
    opened: null,
    halfOpened: null,
    closed: null,
    rejected: null,
    rejectedSlides: false,
    waitMs: null,
    events: {
      move: '$.stateTransition',
      moves,
      at: '$.creationTime',
      rejected: { path: '$.type', value: 'NOT_PERMITTED' },
    },
  },
  defaultMatch: (name) => ({ name }),
};
