/** Feeders: their files are read and checked here, and only what they look like is planned. */
import type { FeederColumns } from '../scenario/template-grammar.ts';
import { feedersSchema } from '../scenario/feeder-schema.ts';
import { isMap } from '../scenario/origins.ts';
import { readCsv } from './csv.ts';
import { part, type Draft } from './draft.ts';
import { inputFile } from './input-files.ts';
import type { PlannedFeeder } from './plan.ts';

export function compileFeeders(draft: Draft): { feeders: Record<string, PlannedFeeder>; columns: FeederColumns } {
  const load = isMap(draft.raw['load']) ? draft.raw['load'] : {};
  const written = part(feedersSchema, load['feeders']) ?? {};
  const feeders: Record<string, PlannedFeeder> = {};
  const columns: Record<string, readonly string[] | null> = {};
  // What can't be read has a name all the same.
  for (const name of isMap(load['feeders']) ? Object.keys(load['feeders']) : []) columns[name] = null;
  for (const [name, value] of Object.entries(written)) {
    const { file, pick = 'sequential' } = typeof value === 'string' ? { file: value } : value;
    const path = ['load', 'feeders', name, ...(typeof value === 'string' ? [] : ['file'])];
    const found = inputFile(draft, path, file);
    if (found === undefined) continue;
    const csv = readCsv(found.content);
    if ('problem' in csv) {
      draft.report({ path, message: `${file}: ${csv.problem}` });
      continue;
    }
    feeders[name] = { ...found.planned, pick, columns: csv.columns, rows: csv.rows.length };
    columns[name] = csv.columns;
  }
  return { feeders, columns };
}
