/** The requests that `chaos report --failed N` and `--slowest N` ask for: what they return under --json, and what a terminal shows. */
import { z } from 'zod';
import { analysisSchema, type Analysis } from '../analysis/analysis.ts';
import { ChaosError } from '../errors.ts';
import { failedSamples, slowestSamples } from './sample-figures.ts';

export interface Choice {
  readonly most: number;
  /** The slowest; else the failed ones. */
  readonly slowest: boolean;
  /** null: of any route. */
  readonly route: string | null;
}

export const chosenSchema = z.object({
  schema: z.literal(1),
  run: z.string(),
  samples: analysisSchema.shape.samples.describe('the chosen ones as in report.json, in the order in which they are shown'),
  kept: z.number().describe('samples of the whole run to choose from'),
  samplesLeftOut: analysisSchema.shape.samplesLeftOut,
});

export type Chosen = z.infer<typeof chosenSchema>;

/** Throws USAGE for a route that is none. */
export function chooseSamples(analysis: Analysis, { most, slowest, route }: Choice): Chosen {
  const { routes, run, samples, samplesLeftOut } = analysis;
  if (route !== null && !routes.some(({ name }) => name === route))
    throw new ChaosError('USAGE', `no route "${route}"`, `the routes of this run are ${routes.map(({ name }) => name).join(', ')}`);
  const chosen = (slowest ? slowestSamples : failedSamples)(analysis, most, route);
  return { schema: 1, run: run.id, samples: chosen, kept: samples.length, samplesLeftOut };
}
