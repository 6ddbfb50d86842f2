import { z } from 'zod';
import { formatMs, formatRate } from '../units.ts';
import { equalBins } from './equal-bins.ts';
import { durationText, msOf } from './duration-text.ts';
import { rateText } from './rate-text.ts';
import type { ShapeKind } from './kind.ts';
import type { ShapeSpec } from './shape.ts';

type Replay = Extract<ShapeSpec, { shape: 'replay' }>;

export const recordingFormats = ['csv', 'combined', 'json'] as const;

/** What is said of a recording. Before it was read there is a file, after it there are rates. */
export interface WrittenReplay {
  file?: string | undefined;
  format?: (typeof recordingFormats)[number] | undefined;
  timeKey?: string | undefined;
  speed?: number | undefined;
  scale?: number | undefined;
  peak?: string | undefined;
  every?: string | undefined;
  rates?: number[] | undefined;
}
interface Written {
  replay: string | WrittenReplay;
}

const detail = z
  .strictObject({
    file: z.string().min(1).optional().describe('A CSV file or an access log, relative to the scenario.'),
    format: z
      .enum(recordingFormats)
      .optional()
      .describe('csv (time,rate or time,count), combined (Apache, nginx) or json (one object a line). Default: told from the file.'),
    timeKey: z
      .string()
      .min(1)
      .optional()
      .describe('Where the time stands in a line of JSON. Default: the first there is of time, timestamp, @timestamp, ts, msec.'),
    speed: z
      .number()
      .positive()
      .optional()
      .describe('How much faster than recorded; at 60 an hour takes a minute. Rates stay. Default: 1.'),
    scale: z.number().positive().optional().describe('Every rate is multiplied by it. Default: 1.'),
    peak: rateText.optional().describe('The highest rate of the recording becomes this one, the others in proportion; instead of scale.'),
    every: durationText('How long each of the rates lasts, as recorded; with rates only.').optional(),
    rates: z
      .array(z.number().min(0))
      .min(1)
      .optional()
      .describe('The rates themselves, per second, instead of a file. Beside a file: what was read from it.'),
  })
  .refine(({ file, rates }) => file !== undefined || rates !== undefined, { error: 'a replay needs a file, or rates' })
  .refine(({ rates, every }) => (rates === undefined) === (every === undefined) && (every === undefined || msOf(every) > 0), {
    error: 'rates and every belong together: every says how long each rate lasts',
  })
  .refine(({ scale, peak }) => scale === undefined || peak === undefined, {
    error: 'scale and peak both say how high it gets: leave one out',
  });

/** Rates as they were recorded: `rate: {replay: access.log}`. */
export const replay: ShapeKind<Written, Replay> = {
  key: 'replay',
  schema: z
    .strictObject({ replay: z.union([z.string().min(1), detail]).describe('The recording: a file, or a map that says more.') })
    .describe('Rates as they were recorded.'),
  example: '{replay: access.log}',
  spec: ({ replay: written }, { perSecond, forMs }) => {
    const { file = null, speed = 1, scale = 1, peak, every, rates = [] } = replayOf(written);
    const highest = highestOf(rates);
    if (peak !== undefined && highest === 0 && rates.length > 0) return 'every rate of the recording is 0: none can become the peak';
    const factor = peak === undefined ? scale : highest === 0 ? 1 : perSecond(peak) / highest;
    const everyMs = msOf(every) / speed;
    const lastsMs = everyMs * rates.length;
    // A millisecond is what rounding the length may have added.
    if (rates.length > 0 && forMs > lastsMs + 1)
      return `the recording lasts ${lastsMs / 1_000} s${speed === 1 ? '' : ` at ${speed} times its speed`}, shorter than the stage: leave out for, or lower speed`;
    return {
      shape: 'replay',
      file,
      everyMs: everyMs === 0 ? 1 : everyMs,
      perSecond: rates.map((rate) => significant(rate * factor)),
      ...(speed === 1 ? {} : { speed }),
      ...(factor === 1 ? {} : { factor: significant(factor) }),
    };
  },
  shape: ({ perSecond, everyMs }, forMs) => equalBins(perSecond, everyMs, forMs),
  describe: ({ file, everyMs, perSecond, speed, factor }, forMs) => {
    const lastsMs = everyMs * perSecond.length;
    return [
      `replay${file === null ? '' : ` of ${file}`}${speed === undefined ? '' : ` at ${short(speed)} times its speed`}`,
      ...(factor === undefined ? [] : [`rates times ${short(factor)}`]),
      ...(forMs + 1 < lastsMs ? [`the first ${formatMs(forMs)} of ${formatMs(lastsMs)}`] : []),
      `up to ${formatRate(equalBins(perSecond, everyMs, forMs).peakPerSecond)}`,
    ].join(', ');
  },
  stretch: ({ replay: written }, factor) => {
    const { speed = 1, ...rest } = replayOf(written);
    return { replay: { ...rest, speed: speed / factor } };
  },
};

export function replayOf(written: string | WrittenReplay): WrittenReplay {
  return typeof written === 'string' ? { file: written } : written;
}

/** Spreading a long list into Math.max may overflow the stack. */
function highestOf(rates: readonly number[]): number {
  return rates.reduce((highest, rate) => Math.max(highest, rate), 0);
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}

/** As many digits as a recording has, so that the plan stays small. */
function significant(rate: number): number {
  return Number(rate.toPrecision(6));
}
