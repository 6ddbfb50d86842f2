/**
 * What a run came to: the value that `--json` returns and every renderer reads. The keys are a promise (a JSON Schema
 * of it is in schemas/); `schema` changes when a key changes its meaning. Times are milliseconds from t = 0.
 * A value that can't be known is null, with its reason beside it.
 */
import { z } from 'zod';
import { comparisonSchema, controlSchema, fingerprintSchema } from './compare/comparison-schema.ts';
import { evidenceKinds } from './evidence/kinds.ts';
import { breakersSchema } from './breakers-schema.ts';
import { watchedKeys } from './watched-schema.ts';
import { recoverySchema } from './recovery/schema.ts';
import { reconciledSchema } from './reconciled.ts';

const ms = z.number();
const interval = z.tuple([ms, ms]);

export const verdictSchema = z.enum(['held', 'breached', 'inconclusive', 'aborted']);
export type Verdict = z.infer<typeof verdictSchema>;

const outcomeCounts = z.object({
  ok: z.number(),
  httpError: z.number(),
  timeout: z.number(),
  connectError: z.number(),
  reset: z.number(),
  protocolError: z.number(),
  dropped: z.number(),
  cancelled: z.number(),
});

const percentiles = z
  .object({ n: z.number(), p50: ms.nullable(), p90: ms.nullable(), p95: ms.nullable(), p99: ms.nullable(), max: ms.nullable() })
  .describe('milliseconds; p99 is null under 100 samples, p95 under 20, p90 under 10');

const measured = z.object({
  intended: z.number(),
  outcomes: outcomeCounts,
  degraded: z.number(),
  shed: z.number(),
  errorRate: z.number().nullable(),
  offeredPerSecond: z
    .number()
    .nullable()
    .describe('requests intended per second of the time in which load was offered; null: the run ended before it began'),
  goodputPerSecond: z.number().nullable().describe('ok of these per second'),
  responseMs: percentiles.describe('from the intended send time, all requests that were sent and ended'),
  responseOkMs: percentiles.describe('from the intended send time, ok requests only'),
  serviceMs: percentiles.describe('from the actual send'),
});

export const analysisSchema = z.object({
  schema: z.literal(1),
  run: z.object({
    id: z.string(),
    startedAt: z.string().nullable().describe('wall clock of t = 0, UTC; null when the run ended before it'),
    durationMs: ms,
    seed: z.number(),
    planHash: z.string(),
    interrupted: z.boolean(),
    tool: z.string(),
    node: z.string(),
    fingerprint: fingerprintSchema
      .nullable()
      .describe('on what it was done: only runs of one fingerprint are held against each other; null in logs of earlier versions'),
    attempt: z
      .object({
        group: z.string().describe('the same for all of them: the name of the folder with their summary'),
        role: z.enum(['repeat', 'control', 're-run']),
        number: z.number().describe('from 1, among those of its role'),
        of: z.number().nullable().describe('null: nobody knew beforehand'),
      })
      .nullable()
      .describe('which of several runs of one scenario in one job it is; null: the only one'),
  }),
  scenario: z.object({
    name: z.string(),
    title: z.string(),
    story: z.string(),
    target: z.string(),
    environment: z.string().nullable(),
    model: z
      .enum(['open', 'closed'])
      .describe('open: arrivals come by the clock; closed: users wait for answers, so a slow target gets less load'),
    stages: z.array(
      z.object({
        name: z.string(),
        startMs: ms,
        endMs: ms,
        load: z.string().describe('the shape in words, or the users'),
        fromPerSecond: z.number().nullable().describe('journeys per second at its beginning; null in a closed model'),
        toPerSecond: z.number().nullable(),
        peakPerSecond: z.number().nullable().describe('the highest, which may lie between'),
        users: z.number().nullable().describe('null in an open model'),
      }),
    ),
  }),
  verdict: verdictSchema,
  exitCode: z.number(),
  reason: z.string().describe('the verdict in one sentence'),
  objectives: z.array(
    z.object({
      text: z.string(),
      verdict: z.enum(['held', 'breached', 'inconclusive']),
      actual: z.string().nullable(),
      wanted: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  comparison: comparisonSchema.nullable().describe('with those before it; null: the run was given neither a baseline nor a history'),
  control: controlSchema.nullable().describe('what the faults cost against the same load without them; null: it had no control'),
  totals: measured.omit({ errorRate: true, responseMs: true, responseOkMs: true, serviceMs: true }).extend({
    errorRate: z.object({ byRequest: z.number().nullable(), byTime: z.number().nullable() }),
    responseMs: percentiles,
    responseOkMs: percentiles,
    serviceMs: percentiles,
  }),
  stages: z.array(measured.extend({ name: z.string(), startMs: ms, endMs: ms })),
  routes: z.array(
    measured.extend({
      name: z.string(),
      journeys: z.array(z.string()),
      redirects: z.number().describe('followed within its requests, which they are part of'),
    }),
  ),
  journeys: z
    .array(
      z.object({
        name: z.string(),
        started: z.number().describe('completed + failed + cancelled'),
        completed: z.number().describe('every step ended ok'),
        failed: z.number(),
        cancelled: z.number(),
        completionRate: z.number().nullable().describe('completed / (started - cancelled)'),
        durationMs: percentiles.describe('of the completed ones, from the first intended time to the last answer, pauses included'),
        failedAt: z.array(z.object({ step: z.number().describe('from 1'), route: z.string(), count: z.number() })),
      }),
    )
    .describe('whole journeys; empty where none has more than one step'),
  faults: z.array(
    z.object({
      id: z.string(),
      link: z.string().nullable().describe('null: it acts on no link'),
      type: z.string(),
      describe: z.string(),
      plannedAtMs: ms,
      plannedForMs: ms,
      dither: z
        .object({
          earlierMs: ms.describe('its removal was planned so much earlier than the scenario says'),
          overMs: ms.describe('what earlierMs is spread over among the repetitions, from 0'),
          waitMs: ms.nullable().describe('of the breaker on its link; null: none is known'),
        })
        .nullable()
        .describe('of a repetition: how the moment it clears is moved; null: it is not'),
      injectedAtMs: interval.nullable(),
      removedAtMs: interval.nullable(),
      removedWhy: z.string().nullable(),
      verified: z.boolean().nullable().describe('true: it bit; false: it did not; null: it was never injected'),
      evidence: z.string(),
      evidenceKind: z
        .enum(evidenceKinds)
        .describe(
          'what the evidence is; on a link from the strongest (counters) to the weakest (step); probe: a connection of the tool itself; person: somebody says so',
        ),
      touched: z
        .object({
          connections: z.number(),
          ofConnections: z.number().nullable().describe('open when it came, or opened while it was in; null: not counted'),
          requests: z.number().nullable().describe('requests that met it; null: the proxy does not read requests on this link'),
          chunks: z.number().describe('pieces of data that it held, changed or dropped'),
          bytes: z.number(),
          delayedMs: ms.describe('for how long it held them, in all'),
        })
        .nullable()
        .describe('what of the traffic on the link it took hold of; null: not counted'),
      touchedReason: z.string().nullable().describe('why touched is null'),
      requestsFailed: z.number().nullable().describe('requests intended in its window that did not end ok'),
      tripMs: interval.nullable().describe('from its confirmed injection to the first trip of a breaker on its link'),
      breaker: z.string().nullable(),
    }),
  ),
  breakers: breakersSchema,
  ...watchedKeys,
  recovery: z.array(recoverySchema.extend({ fault: z.string(), perRoute: z.array(recoverySchema) })),
  reconciliation: reconciledSchema.nullable(),
  reconciliationReason: z.string().nullable(),
  impact: z.object({
    failedCheckouts: z.number().describe('those that were due and did not end ok'),
    counts: z.enum(['checkouts', 'requests']).describe('what failedCheckouts counts: requests where no step acknowledges anything'),
    revenueLost: z.number().nullable().describe('in currency; null where nobody says what an hour is worth'),
    currency: z.string().nullable(),
    revenueReason: z.string().nullable().describe('why revenueLost is null'),
    budget: z.string().describe('minutes of full failure, and what they are of what a month allows'),
    assumption: z.string(),
  }),
  errors: z
    .array(
      z.object({
        cause: z.string(),
        route: z.string(),
        outcome: z.string(),
        count: z.number(),
        firstMs: ms.describe('intended time of the first'),
        lastMs: ms.nullable().describe('intended time of the last; null in logs that do not tell'),
        stages: z.array(z.string()),
        samples: z.array(z.number()).describe('numbers of the samples of this row'),
      }),
    )
    .describe('requests that did not end ok, by cause, route and outcome; the most frequent first'),
  samples: z
    .array(
      z.object({
        number: z.number(),
        route: z.string(),
        stage: z.string(),
        outcome: z.string(),
        cause: z.string().nullable().describe('as in errors; null: ok'),
        intendedMs: ms,
        sentMs: ms.nullable().describe('null: it was never sent'),
        responseMs: ms.nullable().describe('from the intended send; null: dropped or cancelled'),
        serviceMs: ms.nullable().describe('from the actual send'),
        method: z.string().nullable(),
        path: z.string().nullable().describe('as it was sent, the last of them where redirects were followed'),
        redirects: z.number().describe('followed before it'),
        status: z.number().nullable().describe('null: no answer had begun'),
        headers: z.array(z.tuple([z.string(), z.string()])).describe('of the answer'),
        body: z
          .object({
            bytes: z.number().describe('how many came'),
            type: z.string().nullable(),
            text: z.string().nullable().describe('the first 2 KiB; null for what is no text'),
            whole: z.boolean().describe('whether the text is all of it'),
          })
          .nullable(),
        traceId: z.string().nullable(),
        spanId: z.string().nullable(),
        connection: z.enum(['new', 'reused']).nullable(),
        first: z.boolean().describe('one of the first three of its cause, route, outcome and stage'),
        slowest: z.boolean().describe('one of the slowest three of its route, outcome and stage'),
      }),
    )
    .describe('single requests as examples, in the order of their intended times; what is secret in them is blackened'),
  samplesLeftOut: z.number().describe('samples that found no room in the log'),
  generator: z.object({
    latenessMs: z.object({ n: z.number(), p50: ms.nullable(), p99: ms.nullable(), max: ms.nullable() }),
    rateRatio: z.number().nullable(),
    eventLoopMs: z.object({ p99: ms.nullable(), max: ms.nullable() }),
    saturated: z.boolean(),
    saturatedWhy: z.string().nullable(),
    workers: z.number().describe('threads that sent'),
    perWorker: z.array(
      z.object({
        worker: z.number().describe('from 0'),
        sent: z.number(),
        latenessMs: z.object({ n: z.number(), p50: ms.nullable(), p99: ms.nullable(), max: ms.nullable() }),
      }),
    ),
    cpuMicrosPerRequest: z.number().nullable(),
    connectionsOpened: z.number(),
  }),
  connections: z.object({
    opened: z.number().describe('attempts to open one, those that failed included'),
    failed: z.number().describe('attempts that came to nothing: refused, not found, TLS, timed out'),
    perSecond: z.object({ mean: z.number().nullable(), max: z.number().nullable() }).describe('attempts per second'),
    handshakeMs: z
      .object({ n: z.number(), p50: ms.nullable(), p99: ms.nullable(), max: ms.nullable() })
      .describe('from the begin of an attempt until the connection stood, the name and TLS included'),
  }),
  series: z.array(
    z.object({
      tMs: ms,
      offered: z.number(),
      outcomes: outcomeCounts,
      degraded: z.number(),
      connectionsOpened: z.number().describe('attempts, those that failed included'),
      responseMs: z.object({ p50: ms.nullable(), p95: ms.nullable(), p99: ms.nullable() }),
    }),
  ),
  timeline: z.array(z.object({ tMs: ms, kind: z.string(), text: z.string() })),
  notes: z.array(z.string()),
});

export type Analysis = z.infer<typeof analysisSchema>;
export type Recovery = Analysis['recovery'][number];
export type RouteRecovery = Recovery['perRoute'][number];
export type Percentiles = z.infer<typeof percentiles>;
