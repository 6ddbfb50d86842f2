/** What the report holds of one scope (a route, a journey, or everything) after one fault. */
import { z } from 'zod';

const ms = z.number();
const interval = z.tuple([ms, ms]);

export const recoverySchema = z.object({
  scope: z.string().describe('name of a route or a journey, or "all"'),
  kind: z.enum(['route', 'journey', 'all']).describe('journey: all requests of its routes together'),
  status: z.enum(['recovered', 'recovered-before-clear', 'never-degraded', 'relapsed', 'censored', 'insufficient-data']),
  referenceStage: z.string().nullable(),
  reason: z.string().nullable(),
  timeToDegradeMs: ms.nullable().describe('from the injection to the first bad moment'),
  timeToDetectMs: ms.nullable().describe('from the confirmed injection to an alert'),
  timeToTripMs: interval.nullable().describe('from the confirmed injection to the first trip of a breaker on its link'),
  timeToMitigateMs: interval.nullable().describe('from the confirmed injection until the harm was capped, which is not yet being well'),
  mitigatedBy: z
    .enum(['breaker', 'fast failures', 'good again'])
    .nullable()
    .describe(
      'breaker: it opened, by whatever evidence; fast failures: failing became at least 4 times faster; good again: before the removal',
    ),
  recoveryMs: ms.nullable().describe('from the removal to the start of the first window of sustained good that is never left again'),
  changePointMs: ms
    .nullable()
    .describe('the same instant by the second method, offline change points; they do not know of windows and limits'),
  censoredAtMs: ms.nullable().describe('it had not recovered so long after the removal'),
  uncertaintyMs: ms
    .nullable()
    .describe('of recoveryMs, or of the moment it was good again, or of censoredAtMs: it may be so much more or less'),
  breakerWaitMs: ms.nullable().describe('how long the breaker on its link stays open, as the plan says'),
  breakerResidualMs: ms.nullable().describe('what of that was left at the removal: as seen, else half of it'),
  residualMs: ms.nullable().describe('recoveryMs - breakerResidualMs: what the system itself took'),
  relapses: z.number().describe('how often it was good for a whole window and became bad again'),
  degradedMs: ms
    .nullable()
    .describe(
      'from the first bad moment to good again, or to the end of the watch; in a closed model the seconds that lost a tenth of their service',
    ),
  resilienceLoss: z.number().nullable().describe('seconds of full service lost from the injection on, each second counting the same'),
  resilience: z.number().nullable().describe('1 - resilienceLoss / what would have been served in that time: 1 nothing was lost'),
  depth: z.number().nullable().describe('share served in the worst tenth of the bad seconds (10th percentile), 0 to 1'),
  rapidity: z.number().nullable().describe('share of service regained per second, from the worst tenth to good again'),
  overshoot: z
    .object({
      arrivals: z.number().nullable().describe('requests intended'),
      answers: z.number().nullable().describe('ok answers that came'),
      latency: z.number().nullable().describe('p95 of the response times, of whole seconds from the removal on'),
    })
    .nullable()
    .describe(
      'the most in one second after the removal, as multiples of what the same load brings without a fault; 1: no more than chance',
    ),
  errorRate: z
    .object({
      byRequest: z.number().nullable().describe('weighted by requests'),
      byTime: z
        .number()
        .nullable()
        .describe('weighted by time: a second in which all wait and nothing is asked counts as what they wait for'),
    })
    .nullable()
    .describe('share that failed, from the injection to the end of the watch'),
  unknown: z.record(z.string(), z.string()).describe('why a value of this entry is null, by its key'),
});
