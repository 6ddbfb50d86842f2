import type { Raw } from './origins.ts';

/** What is run against a URL or a system when no scenario is named: black-friday's curve, one GET, nothing injected. */
export function urlScenario(): Raw {
  return {
    version: 1,
    name: 'spike',
    title: 'A spike on one URL',
    load: {
      base: '20/s',
      stages: [
        { name: 'baseline', for: '20s', rate: '1x' },
        { name: 'ramp', for: '5s', rate: { ramp: ['1x', '5x'] } },
        { name: 'peak', for: '65s', rate: '5x' },
        { name: 'recovery', for: '10s', rate: '1x' },
      ],
    },
    objectives: ['error rate < 1%'],
  };
}
