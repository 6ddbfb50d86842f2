import { parseDuration } from '../units.ts';
import type { Reading } from './quantities.ts';
import { describeValue } from './mistake.ts';

/** A moment as scenarios have it: so long after the start of a stage, the end of a fault, or the start of the load (no stage, no fault). */
export interface Moment {
  readonly stage: string | null;
  /** After its planned end; stage is null then. */
  readonly fault?: string;
  readonly offsetMs: number;
}

/**
 * `30s`, `peak`, `peak + 20s`, `peak - 5s`, `after slow`, `after slow + 5s`. The longest stage name wins, should one contain another with
 * a sign. `faults`: those that can be waited for.
 */
export function readMoment(value: unknown, stages: readonly string[], faults: readonly string[] = []): Reading<Moment> {
  const known = `; stages: ${[...new Set(stages)].join(', ')}`;
  const hint = 'a time from the start (30s), STAGE [+|- time] (peak + 20s), or after FAULT [+ time]';
  if (typeof value === 'number')
    return value === 0 ? { value: { stage: null, offsetMs: 0 } } : { message: `${value} of what? write ${value}s`, hint };
  if (typeof value !== 'string') return { message: `expected a time such as 30s or peak + 20s, got ${describeValue(value)}`, hint };
  const text = value.trim();
  const after = /^after\s+(.+)$/.exec(text)?.[1];
  if (after !== undefined && !stages.includes(text)) return readAfter(after, faults, hint);
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
  if (offset === undefined) return { message: noTime(amount, `${stage} ${sign}`), hint };
  if (!stages.includes(stage)) return { message: `no stage "${stage}"${known}`, hint };
  return { value: { stage, offsetMs: sign === '-' ? -offset : offset } };
}

function readAfter(text: string, faults: readonly string[], hint: string): Reading<Moment> {
  const [, fault = text, amount] = /^(.+?)\s*\+\s*(\d[\w. ]*)$/.exec(text) ?? [];
  const offsetMs = amount === undefined ? 0 : parseDuration(amount);
  if (offsetMs === undefined) return { message: noTime(amount ?? '', `after ${fault} +`), hint };
  if (!faults.includes(fault))
    return {
      message: `no fault "${fault}" stands above; ${faults.length === 0 ? 'there is none' : `there are ${faults.join(', ')}`}`,
      hint: 'a fault can begin after one that is written before it',
    };
  return { value: { stage: null, fault, offsetMs } };
}

function noTime(amount: string, before: string): string {
  return /^[\d.]+$/.test(amount)
    ? `${amount} of what? write ${before} ${amount}s`
    : `expected a time such as 20s after "${before}", got "${amount}"`;
}
