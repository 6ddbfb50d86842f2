/**
 * Writes the JSON Schemas in schemas/ from the schemas the program itself reads with, so that the two can't differ.
 *
 *     node scripts/schemas.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { analysisSchema } from '../src/analysis/analysis.ts';
import { baselineSchema } from '../src/analysis/compare/baseline.ts';
import { sidesSchema } from '../src/analysis/compare/compare-runs.ts';
import { runSummarySchema } from '../src/analysis/compare/summary.ts';
import { trendsSchema } from '../src/analysis/compare/trends.ts';
import { repeatsSchema } from '../src/analysis/repeats/repeats.ts';
import { wireSchema } from '../src/analysis/wire.ts';
import { chosenSchema } from '../src/report/chosen-samples.ts';
import { scenarioSchema, systemSchema } from '../src/scenario/schema.ts';

/** File name -> text. Scenario and system files are described as they are written, the report as it comes out. */
export function jsonSchemas(): Record<string, string> {
  return {
    'scenario.schema.json': write(scenarioSchema, 'input', 'A scenario: load, faults and what must hold.'),
    'system.schema.json': write(systemSchema, 'input', 'A system file: what belongs to one system, with its environments.'),
    'report.schema.json': write(analysisSchema, 'output', 'report.json, which is also what --json prints.'),
    'repeats.schema.json': write(
      repeatsSchema,
      'output',
      'repeats.json: repetitions of one scenario, which --json prints under `repeats`.',
    ),
    'sides.schema.json': write(sidesSchema, 'output', 'Two sides of runs: what chaos compare --json prints.'),
    'baseline.schema.json': write(baselineSchema, 'output', "A baseline's file, and what chaos baseline show --json prints."),
    'run-summary.schema.json': write(runSummarySchema, 'output', "What is kept of a run: a line of a history's file."),
    'history.schema.json': write(trendsSchema, 'output', 'Histories: what chaos history --json prints.'),
    'wire.schema.json': write(wireSchema, 'output', 'A wiring check: `wire` of a file that chaos check --wire --json prints.'),
    'requests.schema.json': write(
      chosenSchema,
      'output',
      'Single requests: what chaos report --failed N --json and --slowest N --json print.',
    ),
  };
}

function write(schema: z.ZodType, io: 'input' | 'output', title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../schemas/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(`${folder}${name}`, text);
}
