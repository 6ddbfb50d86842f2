/**
 * A Hystrix stream (`/hystrix.stream`, opossum-hystrix): a frame for each command about twice a second. Half-open is not told apart from open, and
 * what was short-circuited is a sum over ten seconds. It says how long it waits.
 */
import type { Preset } from '../preset.ts';

export const hystrix: Preset = {
  key: 'hystrix',
  adapter: 'sse',
  describe: 'a Hystrix stream: frames with name and isCircuitBreakerOpen',
  source: {
    adapter: 'sse',
    paths: ['$'],
    name: '$.name',
    state: [{ path: '$.isCircuitBreakerOpen', values: { true: 'open', false: 'closed' } }],
    opened: null,
    halfOpened: null,
    closed: null,
    rejected: '$.rollingCountShortCircuited',
    rejectedSlides: true,
    waitMs: '$.propertyValue_circuitBreakerSleepWindowInMilliseconds',
    events: null,
  },
  defaultMatch: (name) => ({ name }),
};
