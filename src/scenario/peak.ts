import { parseMultiple, parseRate } from '../units.ts';
import type { FlagReport } from './overrides.ts';
import { isMap, type Origins, type Raw } from './origins.ts';
import type { Path } from './mistake.ts';

/** `--peak 5x`: the largest multiple of the scenario becomes this one, wherever it stands. */
export function replacePeak(raw: Raw, origins: Origins, peak: string, say: FlagReport): void {
  if (parseMultiple(peak) === undefined && parseRate(peak) === undefined) {
    const number = /^\d+(\.\d+)?$/.test(peak.trim());
    say.report({
      path: [],
      message: `flag --peak: ${number ? `${peak} of what? write ${peak}x` : `expected a multiple such as 5x, got "${peak}"`}`,
      hint: 'a multiple of the base rate (5x), or a rate (500/s)',
    });
    return;
  }
  const stages = isMap(raw['load']) ? raw['load']['stages'] : undefined;
  if (!Array.isArray(stages)) return;
  const largest = Math.max(...stages.flatMap((stage) => (isMap(stage) ? multiplesIn(stage['rate']) : [])));
  if (!Number.isFinite(largest)) {
    say.report({
      path: [],
      message: 'flag --peak: no stage of the scenario has a multiple such as 5x that it could replace',
      hint: 'change the rates in the file',
    });
    return;
  }
  for (const [index, stage] of stages.entries()) {
    if (!isMap(stage) || !multiplesIn(stage['rate']).includes(largest)) continue;
    const path: Path = ['load', 'stages', index, 'rate'];
    stage['rate'] = replaced(stage['rate'], largest, peak);
    origins.set(path, { words: 'flag --peak' });
  }
}

/** Is any rate of the stages a multiple of the base? A spike without a base of its own is one. What can't be read may be. */
export function followsBase(stages: unknown): boolean {
  if (!Array.isArray(stages)) return true;
  return stages.some((stage) => {
    if (!isMap(stage)) return true;
    const { rate } = stage;
    const spike = isMap(rate) ? rate['spike'] : undefined;
    return multiplesIn(rate).length > 0 || (isMap(spike) && spike['base'] === undefined);
  });
}

function multiplesIn(rate: unknown): number[] {
  if (typeof rate === 'string') {
    const multiple = parseMultiple(rate);
    return multiple === undefined ? [] : [multiple];
  }
  return typeof rate === 'object' && rate !== null ? Object.values(rate).flatMap(multiplesIn) : [];
}

function replaced(rate: unknown, largest: number, peak: string): unknown {
  if (typeof rate === 'string') return parseMultiple(rate) === largest ? peak.trim() : rate;
  if (Array.isArray(rate)) return rate.map((part) => replaced(part, largest, peak));
  if (isMap(rate)) return Object.fromEntries(Object.entries(rate).map(([key, part]) => [key, replaced(part, largest, peak)]));
  return rate;
}
