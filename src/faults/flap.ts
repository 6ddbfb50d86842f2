import { z } from 'zod';
import { formatMs, formatShare } from '../units.ts';
import { patience, share } from './attribute.ts';
import { value } from './describe.ts';
import type { FaultKind } from './fault.ts';
import type { Step } from './step.ts';

/** The shortest that the calls to the proxy keep up with. */
const leastPhaseMs = 50;
const mostCalls = 10_000;

/** The link goes down and up in turn: it begins down, and is up when the fault ends. */
export const flap: FaultKind = {
  type: 'flap',
  summary: 'down and up in turn: a dependency that restarts over and over, a bad cable',
  on: 'link',
  toxic: false,
  ramps: [],
  schema: z.strictObject({
    period: patience('how long one down and one up take together, e.g. 2s; at least 200ms', 200, 3_600_000, '2s'),
    duty: share('the share of the period that the link is down, e.g. 50%', { least: 0.01, most: 0.99 }, '50%'),
  }),
  refuses: ({ period, duty }) => {
    const down = Number(period) * Number(duty);
    return Math.min(down, Number(period) - down) >= leastPhaseMs
      ? null
      : { path: ['duty'], message: `duty: each time down and each time up lasts at least ${leastPhaseMs} ms` };
  },
  check(spec, forMs) {
    const period = value(spec, 'period');
    if (forMs < period)
      return [{ path: ['period'], message: `period: the fault lasts ${formatMs(forMs)}, and one period ${formatMs(period)}` }];
    if ((2 * forMs) / period > mostCalls)
      return [{ path: ['period'], message: `period: more than ${mostCalls} changes in ${formatMs(forMs)}; expected a longer period` }];
    return [];
  },
  steps(spec, forMs) {
    const [period, duty] = [value(spec, 'period'), value(spec, 'duty')];
    const steps: Step[] = [];
    for (let k = 0; k * period < forMs; k++) {
      steps.push({ afterMs: k * period, do: 'disable-proxy' });
      const upMs = Math.round((k + duty) * period);
      if (upMs < forMs) steps.push({ afterMs: upMs, do: 'enable-proxy' });
    }
    return steps;
  },
  describe: (spec) => `flap: down for ${formatShare(value(spec, 'duty'))} of every ${formatMs(value(spec, 'period'))}`,
};
