/** What a wiring check came to: for each link, which routes felt that it was slowed. Events in, one value out, as with a run. */
import { z } from 'zod';
import type { Event } from '../events/event.ts';
import { Histogram } from '../events/histogram.ts';
import { exitCode } from '../exit-codes.ts';
import type { PlannedFault } from '../plan/plan.ts';
import { countedIn } from './evidence/counted.ts';
import { exactP } from './evidence/exact.ts';
import { linkOf, wiring } from './evidence/wiring.ts';
import { generator } from './generator.ts';
import { due, type SummedRouteBin } from './load-table.ts';
import { readRecord, type FaultRun, type RunRecord } from './run-record.ts';
import { routeNames } from './tables.ts';
import { rule } from './verdict.ts';

const binMs = 200;
/** A handful a side: fewer tell nothing. */
const fewest = 5;
/** By chance once in a hundred routes; and where chance alone would often do as much, it was not felt. */
const sure = { felt: 0.01, notFelt: 0.2 };
/** The first requests open connections and warm caches; after a fault a queue may still drain. */
const coldMs = 1_000;

const sideSchema = z.object({ n: z.number(), p50: z.number().nullable().describe('service time, ms') });

export const wireSchema = z.object({
  schema: z.literal(1),
  run: z.string().describe('id of the run that it was'),
  exitCode: z.number(),
  reason: z.string(),
  links: z.array(
    z.object({
      link: z.string(),
      listen: z.string().nullable().describe('where clients reach its proxy'),
      upstream: z.string().nullable(),
      slowedByMs: z.number(),
      felt: z.boolean().nullable().describe("null: can't tell"),
      crossed: z
        .object({ connections: z.number(), bytes: z.number() })
        .nullable()
        .describe('while it was slowed; null: the server does not count'),
      routes: z.array(
        z.object({
          route: z.string(),
          felt: z.boolean().nullable().describe("null: can't tell"),
          how: z.enum(['slow', 'failed', 'degraded']).nullable().describe('what rose; null where it was not felt'),
          addedMs: z.number().nullable().describe('how much later it was answered, at the median'),
          before: sideSchema,
          during: sideSchema,
          share: z.number().nullable().describe('of its requests that felt it'),
        }),
      ),
      advice: z.string().nullable().describe('what to do where it was not felt'),
    }),
  ),
});

export type Wire = z.infer<typeof wireSchema>;
type WireLink = Wire['links'][number];
type WireRoute = WireLink['routes'][number];

/** Throws ChaosError LOG_UNREADABLE when the log does not begin with `opened`. */
export function wireOf(events: readonly Event[]): Wire {
  const record = readRecord(events);
  const links = record.plan.faults.map((planned) => linkIn(record, planned));
  // Service times count from the actual send: at a few requests a second a late one says nothing against them.
  const ran = rule(record, { objectives: [], comparison: null, faults: [], generator: { ...generator(record), saturated: false } });
  const run = record.opened.runId;
  if (ran.exitCode !== exitCode.held) return { schema: 1, run, exitCode: ran.exitCode, reason: ran.reason, links };
  const without = links.filter(({ felt }) => felt !== true).map(({ link }) => link);
  if (without.length === 0) return { schema: 1, run, exitCode: exitCode.held, reason: 'Every link was felt.', links };
  return { schema: 1, run, exitCode: exitCode.inconclusive, reason: `No route was seen to feel ${without.join(', ')}.`, links };
}

function linkIn(record: RunRecord, planned: PlannedFault): WireLink {
  const link = planned.link ?? '';
  const stands = linkOf(record, link);
  const slowedByMs = Number(planned.spec.attributes['latency'] ?? 0);
  const base = { link, listen: stands?.connect ?? stands?.listen ?? null, upstream: stands?.upstream ?? null, slowedByMs };
  const fault = record.faults.find(({ id }) => id === planned.id);
  if (fault === undefined) {
    const why = record.of('fault-skipped').find((event) => event.fault === planned.id)?.why ?? 'the run ended before';
    return { ...base, felt: null, crossed: null, routes: [], advice: `it was never slowed: ${why}` };
  }
  const routes = routeNames(record).map((route) => routeIn(record, fault, route, slowedByMs));
  const felt = routes.some((route) => route.felt) ? true : routes.every((route) => route.felt === false) ? false : null;
  const crossed = countedIn(record, planned, fault)?.crossed ?? null;
  return { ...base, felt, crossed, routes, advice: felt ? null : adviceFor(record, link, felt, crossed) };
}

function adviceFor(record: RunRecord, link: string, felt: false | null, crossed: WireLink['crossed']): string {
  if (crossed !== null && (crossed.connections > 0 || crossed.bytes > 0)) {
    const traffic = `${crossed.bytes} bytes crossed it`;
    return felt === false ? `${traffic}, but no route waits for them` : `${traffic}, but it can't be told whether a route waits for them`;
  }
  return wiring(record, link);
}

function routeIn(record: RunRecord, fault: FaultRun, route: string, slowedByMs: number): WireRoute {
  const bins = record.table.routes.filter((bin) => bin.route === route);
  const removedMs = fault.removedAtMs?.[0] ?? record.loadEndMs;
  // What was asked shortly before the end was let go before it had waited for long.
  const during = bins.filter(({ atMs }) => atMs >= fault.injectedAtMs[1] && atMs + binMs <= removedMs - slowedByMs);
  const before = bins.filter(({ atMs }) => atMs >= coldMs && record.faults.every((other) => isClear(atMs, other)));
  const usual = timesOf(before);
  const usualMs = usual.quantileMs(0.5);
  const slowMs = (usualMs ?? 0) + slowedByMs / 2;
  const [was, is] = [countsOf(before, slowMs), countsOf(during, slowMs)];
  const duringMs = timesOf(during).quantileMs(0.5);
  const shown = {
    route,
    addedMs: usualMs === null || duringMs === null ? null : duringMs - usualMs,
    before: { n: was.n, p50: usualMs },
    during: { n: is.n, p50: duringMs },
  };
  if (was.n < fewest || is.n < fewest) return { ...shown, felt: null, how: null, share: null };
  const rises = (['slow', 'failed', 'degraded'] as const)
    .map((how) => ({ how, p: exactP({ hits: was[how], of: was.n }, { hits: is[how], of: is.n }) }))
    .toSorted((a, b) => a.p - b.p);
  const { how, p } = rises[0]!;
  const share = is[how] / is.n;
  if (p <= sure.felt) return { ...shown, felt: true, how, share };
  return { ...shown, felt: p >= sure.notFelt ? false : null, how: null, share };
}

function isClear(atMs: number, { injectedAtMs, removedAtMs }: FaultRun): boolean {
  return atMs + binMs <= injectedAtMs[0] || atMs >= (removedAtMs?.[1] ?? Number.POSITIVE_INFINITY) + coldMs;
}

function timesOf(bins: readonly SummedRouteBin[]): Histogram {
  const times = new Histogram();
  for (const bin of bins) times.add(bin.serviceTimes);
  return times;
}

function countsOf(bins: readonly SummedRouteBin[], slowMs: number): Readonly<Record<'n' | 'slow' | 'failed' | 'degraded', number>> {
  const n = bins.reduce((sum, bin) => sum + due(bin), 0);
  const ok = bins.reduce((sum, bin) => sum + bin.outcomes.ok, 0);
  const degraded = bins.reduce((sum, bin) => sum + bin.degraded, 0);
  return { n, slow: Math.min(n, timesOf(bins).countAbove(slowMs)), failed: n - ok, degraded };
}
