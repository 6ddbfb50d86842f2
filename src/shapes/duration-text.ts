import { z } from 'zod';
import { parseDuration, writeDuration } from '../units.ts';

const meta = { type: 'string', pattern: String.raw`^(0|(\d+(\.\d+)?(ms|min|s|m|h))+)$`, examples: ['250ms', '20s', '1m30s'] };

/** A time within a shape as it is written: `20s`. The text is kept, because `--duration` writes another in its place. */
export function durationText(description: string) {
  return z
    .unknown()
    .meta(meta)
    .transform((input, context): string => {
      if (input === 0) return '0';
      if (typeof input === 'string' && parseDuration(input) !== undefined) return input;
      const found = input === undefined ? 'nothing' : JSON.stringify(input);
      const message = typeof input === 'number' ? `${input} of what? write ${input}s` : `expected a time such as 20s, got ${found}`;
      context.issues.push({ code: 'custom', input, message, continue: false });
      return z.NEVER;
    })
    .describe(description);
}

/** Of a text that durationText has accepted; 0 where there is none. */
export function msOf(text: string | undefined): number {
  return (text === undefined ? undefined : parseDuration(text)) ?? 0;
}

/** Nothing that lasts is stretched to nothing. */
export function stretched(text: string, factor: number): string {
  const ms = msOf(text);
  return writeDuration(ms === 0 ? 0 : Math.max(1, Math.round(ms * factor)));
}
