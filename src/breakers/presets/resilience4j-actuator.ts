/**
 * resilience4j as Spring Boot's `/actuator/circuitbreakers` shows it, or `/actuator/health` with its details. The calls that were not permitted are
 * counted anew with each state, so that of a trip between two readings nothing is left.
 */
import type { Preset } from '../preset.ts';
import { resilience4jStates } from './resilience4j-states.ts';

const values = Object.fromEntries(Object.entries(resilience4jStates).map(([name, state]) => [name.toUpperCase(), state]));

export const resilience4jActuator: Preset = {
  key: 'resilience4j-actuator',
  adapter: 'json',
  describe: '/actuator/circuitbreakers, or /actuator/health with details',
  source: {
    adapter: 'json',
    paths: ['$.circuitBreakers.*', '$..[?@.details.state]'],
    name: null,
    state: [
      { path: '$.state', values },
      { path: '$.details.state', values },
    ],
    opened: null,
    halfOpened: null,
    closed: null,
    rejected: null,
    rejectedSlides: false,
    waitMs: null,
    events: null,
  },
  defaultMatch: (name) => ({ name }),
};
