/** A baseline's file: runs that were found good, under a name. The same runs always give the same text, one run a line, so that a diff can be read. */
import { z } from 'zod';
import type { RunSummary } from '../../events/run-summary.ts';
import { byTime } from './history.ts';
import { runSummarySchema } from './summary.ts';

export const baselineSchema = z.object({
  schema: z.literal(1),
  name: z.string(),
  scenario: z.string(),
  planHash: z.string(),
  plan: z.record(z.string(), z.unknown()).describe('what the hash is made of, to say what differs'),
  runs: z.array(runSummarySchema).min(1).describe('by time'),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** Ends with a newline. */
export function writeBaseline({ name, scenario, planHash, plan, runs }: Baseline): string {
  const head = { schema: 1, name, scenario, planHash, plan };
  const lines = runs.toSorted(byTime).map((run: RunSummary) => `    ${JSON.stringify(run)}`);
  return `${JSON.stringify(head, null, 2).replace(/\n\}$/, '')},\n  "runs": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** undefined: it is no baseline's. */
export function readBaseline(text: string): Baseline | undefined {
  try {
    return baselineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
