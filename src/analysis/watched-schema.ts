/** What report.json says of what was watched besides the load: the gate, the system's own alerts, probes, and when faults were noticed. */
import { z } from 'zod';

const ms = z.number();
const interval = z.tuple([ms, ms]);

export const watchedKeys = {
  gate: z
    .object({
      stage: z.string().nullable().describe('the baseline that was judged; null: there is none that gates'),
      ok: z.boolean().nullable().describe('null: it was not judged'),
      heeded: z.boolean().describe('false: the gate was switched off, so faults came whatever it said'),
      reason: z.string().describe('what was found, with its numbers, or why it was not judged'),
    })
    .describe('whether the system was well before anything was done to it'),
  alertSource: z
    .object({
      name: z.string(),
      answered: z.boolean(),
      silences: z.array(interval).describe('when it did not answer while the load ran'),
    })
    .nullable()
    .describe('where the alerts of the system were read; null: no source was named'),
  alerts: z
    .array(
      z.object({
        name: z.string(),
        labels: z.record(z.string(), z.string()),
        firings: z.array(
          z.object({
            atMs: interval.describe('the last look without it, the first with it'),
            clearedAtMs: interval.nullable().describe('null: it fired when the load ended'),
            already: z.boolean().describe('it fired before t = 0, and is no detection of anything'),
            suppressed: z.boolean().describe('nobody was told: it was silenced, inhibited or muted'),
            startedAt: z.string().nullable().describe('its beginning as the source says, by a clock that is not ours'),
          }),
        ),
      }),
    )
    .describe('of the system, that fired'),
  probes: z.array(
    z.object({
      name: z.string(),
      what: z.string(),
      looks: z.number().describe('in the whole run'),
      outsideLoad: z.number().describe('of the looks, those before or after the load, which no objective counts'),
      failed: z.number(),
      firstFailureMs: ms.nullable().describe('null: none failed'),
      longestFailureMs: ms.nullable().describe('from a look that failed to the next that held, or to the last of all; null: none failed'),
      holdsAtEnd: z.boolean().nullable().describe('null: it was never looked at'),
      lastDetail: z.string().nullable(),
    }),
  ),
  detection: z
    .array(
      z.object({
        fault: z.string(),
        how: z
          .enum(['alerts', 'emulated'])
          .describe("alerts: read from the system's own; emulated: burn rates of the run's own counts, as no source was named"),
        status: z.enum(['detected', 'not-detected', 'unknown']),
        what: z.string().nullable().describe('the alert, or the burn rate with its windows'),
        atMs: interval.nullable(),
        afterMs: interval.nullable().describe('from the confirmed injection; null: not detected, or not known'),
        clearedAfterMs: interval.nullable().describe('from the confirmed removal to its end; 0: it had ended before'),
        reason: z.string().nullable().describe('why afterMs is null, or what is to be said of it'),
        clearReason: z.string().nullable().describe('why clearedAfterMs is null'),
      }),
    )
    .describe('when each fault was noticed by what watches the system; timeToDetectMs of recovery is the middle of afterMs'),
};
