import { parseDuration } from '../units.ts';
import type { Reading } from './quantities.ts';
import { describeValue } from './mistake.ts';

/** A moment as scenarios have it: so long after the start of a stage, or of the load (stage null). */
export interface Moment {
  readonly stage: string | null;
  readonly offsetMs: number;
}

/** `30s`, `peak`, `peak + 20s`, `peak - 5s`. The longest stage name wins, should one contain another with a sign. */
export function readMoment(value: unknown, stages: readonly string[]): Reading<Moment> {
  const known = `; stages: ${[...new Set(stages)].join(', ')}`;
  const hint = 'a time from the start (30s), or STAGE [+|- time] (peak + 20s)';
  if (typeof value === 'number')
    return value === 0 ? { value: { stage: null, offsetMs: 0 } } : { message: `${value} of what? write ${value}s`, hint };
  if (typeof value !== 'string') return { message: `expected a time such as 30s or peak + 20s, got ${describeValue(value)}`, hint };
  const text = value.trim();
  if (stages.includes(text)) return { value: { stage: text, offsetMs: 0 } };
  const fromStart = parseDuration(text);
  if (fromStart !== undefined) return { value: { stage: null, offsetMs: fromStart } };
  const match = /^(.+?)\s*([+-])\s*(\d[\w. ]*)$/.exec(text);
  if (!match) {
    return /^[A-Za-z]/.test(text)
      ? { message: `no stage "${text}"${known}`, hint }
      : { message: `expected a time such as 30s or peak + 20s, got "${text}"`, hint };
  }
  const [, stage = '', sign, amount = ''] = match;
  const offset = parseDuration(amount);
  if (offset === undefined) {
    return {
      message: /^[\d.]+$/.test(amount)
        ? `${amount} of what? write ${stage} ${sign} ${amount}s`
        : `expected a time such as 20s after "${stage} ${sign}", got "${amount}"`,
      hint,
    };
  }
  if (!stages.includes(stage)) return { message: `no stage "${stage}"${known}`, hint };
  return { value: { stage, offsetMs: sign === '-' ? -offset : offset } };
}
