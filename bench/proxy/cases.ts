/** What is measured of each subject in each round. */
import { usedBy } from '../load/process-tree.ts';
import type { Pace, Paced } from './pacer.ts';
import type { Subject } from './subject.ts';
import { download } from './bulk.ts';
import { wrk } from './wrk.ts';

export const pacedPerSecond = 2_000;
export const latencyMs = 100;
/** KB/s. */
export const bandwidthRate = 1_000;

export type CaseName = 'flat-out' | 'paced' | 'latency' | 'bandwidth';
export type Figures = Readonly<Record<string, number>>;

export interface Case {
  readonly name: CaseName;
  readonly title: string;
  readonly needsWrk: boolean;
  /** A toxic wants a proxy. */
  readonly withoutProxy: boolean;
  measure(subject: Subject, seconds: number, pace: (pace: Pace) => Promise<Paced>): Promise<Figures>;
}

export const cases: readonly Case[] = [
  {
    name: 'flat-out',
    title: 'As many requests as will go, 50 connections (wrk)',
    needsWrk: true,
    withoutProxy: true,
    measure: async (subject, seconds) => {
      const before = cpuMicros(subject);
      const { requestsPerSecond, requests, p50Ms, p99Ms } = await wrk(subject.targetPort, 50, seconds);
      return { requestsPerSecond, p50Ms, p99Ms, ...costOf(subject, before, requests) };
    },
  },
  {
    name: 'paced',
    title: `${pacedPerSecond} requests a second, 50 connections`,
    needsWrk: false,
    withoutProxy: true,
    measure: async (subject, seconds, pace) => {
      const before = cpuMicros(subject);
      const paced = await pace({ port: subject.targetPort, connections: 50, perSecond: pacedPerSecond, seconds });
      const { requests, unanswered, p50Us, p99Us } = paced;
      if (unanswered > 0) throw new Error(`${unanswered} requests were not answered`);
      return { p50Ms: p50Us / 1_000, p99Ms: p99Us / 1_000, ...costOf(subject, before, requests) };
    },
  },
  {
    name: 'latency',
    title: `Toxic latency of ${latencyMs} ms, 200 connections (wrk)`,
    needsWrk: true,
    withoutProxy: false,
    measure: ({ server, targetPort }, seconds) =>
      (server as NonNullable<typeof server>).withToxic('target', 'latency', { latency: latencyMs }, async () => {
        const { p50Ms, p99Ms } = await wrk(targetPort, 200, seconds);
        return { p50Ms, p99Ms };
      }),
  },
  {
    name: 'bandwidth',
    title: `Toxic bandwidth of ${bandwidthRate} KB/s`,
    needsWrk: false,
    withoutProxy: false,
    measure: ({ server, sourcePort }, seconds) =>
      (server as NonNullable<typeof server>).withToxic('source', 'bandwidth', { rate: bandwidthRate }, async () => ({
        kbPerSecond: await download(sourcePort, bandwidthRate * 1_000 * seconds),
      })),
  },
];

/** User and system time of the proxy so far; none without one. */
function cpuMicros({ server }: Subject): number | null {
  return server === null ? null : usedBy(server.pid).cpuMicros;
}

function costOf(subject: Subject, before: number | null, requests: number): Figures {
  const now = cpuMicros(subject);
  return now === null || before === null ? {} : { cpuMicros: (now - before) / requests };
}
