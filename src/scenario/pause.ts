/** `think`: a time, or a range of which each visit draws its own. */
import { isMap } from './origins.ts';
import { readDuration, reading, type Reading } from './quantities.ts';

/** Milliseconds; both the same for a fixed time. */
export interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

const time = { type: 'string', pattern: String.raw`^(0|(\d+(\.\d+)?(ms|min|s|m|h))+)$` };
const meta = {
  anyOf: [
    time,
    { type: 'array', minItems: 2, maxItems: 2, items: time },
    {
      type: 'object',
      required: ['from', 'to'],
      additionalProperties: false,
      properties: { from: { ...time, description: 'The shortest pause.' }, to: { ...time, description: 'The longest.' } },
    },
  ],
  examples: ['2s', ['1s', '5s'], { from: '1s', to: '5s' }],
};

export const pause = reading<Pause>(meta, readPause);

function readPause(value: unknown): Reading<Pause> {
  const ends = endsOf(value);
  if (ends === undefined) return { message: 'expected a range of two times, such as [1s, 5s] or {from: 1s, to: 5s}' };
  const [from, to] = [readDuration(ends[0]), readDuration(ends[1])];
  if (!('value' in from)) return from;
  if (!('value' in to)) return to;
  if (from.value > to.value) return { message: `the first time, ${String(ends[0])}, is longer than the second, ${String(ends[1])}` };
  return { value: { fromMs: from.value, toMs: to.value } };
}

function endsOf(value: unknown): readonly [unknown, unknown] | undefined {
  if (Array.isArray(value)) return value.length === 2 ? [value[0], value[1]] : undefined;
  if (!isMap(value)) return [value, value];
  const keys = Object.keys(value).toSorted();
  return keys.length === 2 && keys[0] === 'from' && keys[1] === 'to' ? [value['from'], value['to']] : undefined;
}
