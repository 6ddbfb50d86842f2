/**
 * What stands in for the panel where nobody watches a screen: one line every few seconds and one an event, `key=value`, greppable.
 * Durations carry their unit (`p95=812ms`), rates are per second, errors are those of the last 5 s; what is not known is `-`.
 */
import type { Event } from '../events/event.ts';
import type { Plan } from '../plan/plan.ts';
import { oneLine } from './escape.ts';
import { failedOutcomes } from './failed-outcomes.ts';
import { happeningOf } from './happening.ts';
import { createLive } from './live.ts';
import type { LiveView } from './live.ts';

export interface Heartbeat {
  see(event: Event): void;
  /**
   * @param at.nowMs milliseconds from t = 0
   * @param at.wall the same instant for people, ISO 8601
   */
  line(at: { readonly nowMs: number; readonly wall: string }): string;
}

export function createHeartbeat(plan: Plan): Heartbeat {
  const live = createLive(plan);
  return { see: (event) => live.update(event), line: ({ nowMs, wall }) => `${wall} ${pairs(live.view(nowMs), nowMs)}` };
}

/** One line for an event worth a line, else null; the wall clock is put before it by whoever has one. */
export function eventLine(event: Event): string | null {
  const happening = happeningOf(event);
  if (happening === null) return null;
  const fields = Object.entries(happening.fields).map(([key, value]) => `${key}=${word(String(value))}`);
  return [`t=${seconds(event.tMs)}`, `event=${happening.event}`, ...fields].join(' ');
}

function pairs({ stage, recent, inFlight, active, breakers, failures, phase }: LiveView, nowMs: number): string {
  const all: [string, string][] = [
    ['t', seconds(nowMs)],
    ['stage', stage === null || phase === 'ended' ? phase : stage.name],
    ['left', stage === null || phase === 'ended' ? '-' : `${Math.ceil(stage.leftMs / 1_000)}s`],
    ['offered', rate(recent.offeredPerSecond)],
    ['served', rate(recent.servedPerSecond)],
    ['p50', duration(recent.p50Ms)],
    ['p95', duration(recent.p95Ms)],
    ['p99', duration(recent.p99Ms)],
    ['errors', String(failedOutcomes(recent.failures))],
    ['errorsTotal', String(failedOutcomes(failures))],
    ['inflight', inFlight === null ? '-' : String(inFlight)],
    ['faults', active.map(({ id, leftMs }) => `${id}:${Math.ceil(leftMs / 1_000)}s`).join(',') || '-'],
    ['breakers', breakers.map(({ name, state, answering }) => `${name}:${answering ? (state ?? 'unseen') : 'silent'}`).join(',') || '-'],
  ];
  return all.map(([key, value]) => `${key}=${word(value)}`).join(' ');
}

function rate(perSecond: number | null): string {
  return perSecond === null ? '-' : String(Math.round(perSecond * 10) / 10);
}

function duration(ms: number | null): string {
  return ms === null ? '-' : `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)}ms`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

/** A value as one word: quoted as in JSON where it holds a space, a quote or an equals sign. */
function word(value: string): string {
  const text = oneLine(value);
  return text !== '' && /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
