/** Spring Cloud CircuitBreaker over resilience4j: the same breakers, bound to the same metrics. */
import type { Preset } from '../preset.ts';
import { resilience4j } from './resilience4j.ts';

export const springCloud: Preset = {
  ...resilience4j,
  key: 'spring-cloud',
  describe: `Spring Cloud CircuitBreaker over resilience4j: ${resilience4j.describe}`,
};
