/** The files that a load uses, read when it starts: what the plan was made of must still be there. */
import { readFileSync } from 'node:fs';
import { ChaosError, messageOf } from '../../../errors.ts';
import { readCsv, type Csv } from '../../../plan/csv.ts';
import { sha256Of } from '../../../plan/input-files.ts';
import type { PlannedFeeder, PlannedFile, PlannedLoad } from '../../../plan/plan.ts';

export interface Feeder extends Csv {
  readonly pick: PlannedFeeder['pick'];
}

export function readFeeders({ feeders = {} }: Pick<PlannedLoad, 'feeders'>): ReadonlyMap<string, Feeder> {
  return new Map(Object.entries(feeders).map(([name, planned]) => [name, readFeeder(planned)]));
}

function readFeeder(planned: PlannedFeeder): Feeder {
  const csv = readCsv(readPlanned(planned));
  if ('problem' in csv) throw new ChaosError('FILE_UNREADABLE', `${planned.file}: ${csv.problem}`, 'mend the file, and plan again');
  return { ...csv, pick: planned.pick };
}

/** Throws FILE_UNREADABLE, or FILE_CHANGED where the content is not what was planned with. */
export function readPlanned({ file, sha256 }: PlannedFile): Buffer {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (cause) {
    throw new ChaosError('FILE_UNREADABLE', `${file}: ${messageOf(cause)}`, 'it was there when the plan was made', { cause });
  }
  if (sha256Of(content) === sha256) return content;
  throw new ChaosError(
    'FILE_CHANGED',
    `${file} has changed since the plan was made`,
    'run it again: the plan is then made of what is there now',
  );
}
