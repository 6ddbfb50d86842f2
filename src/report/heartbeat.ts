/**
 * What stands in for the panel where nobody watches a screen: one line every few seconds and one an event, `key=value`, greppable.
 * Times are ms without a unit in the name's value (`p95=812ms`), rates per second; what is not known is `-`.
 */
import type { Event } from '../events/event.ts';
import { failedOutcomes } from './failed-outcomes.ts';
import { happeningOf } from './happening.ts';
import type { Live } from './live.ts';
import { oneLine } from './escape.ts';

/** How often a heartbeat is due. */
export const heartbeatEveryMs = 5_000;

/**
 * @param at.nowMs milliseconds from t = 0
 * @param at.wall the same instant for people, ISO 8601
 */
export function heartbeatLine(live: Live, at: { readonly nowMs: number; readonly wall: string }): string {
  const { stage, recent, inFlight, active, breakers, failures, phase } = live.view(at.nowMs);
  const rate = (perSecond: number | null): string => (perSecond === null ? '-' : String(Math.round(perSecond * 10) / 10));
  const ms = (value: number | null): string => (value === null ? '-' : `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)}ms`);
  const pairs: [string, string][] = [
    ['t', seconds(at.nowMs)],
    ['stage', stage === null ? phase : stage.name],
    ['left', stage === null ? '-' : `${Math.ceil(stage.leftMs / 1_000)}s`],
    ['offered', rate(recent.offeredPerSecond)],
    ['served', rate(recent.servedPerSecond)],
    ['p50', ms(recent.p50Ms)],
    ['p95', ms(recent.p95Ms)],
    ['p99', ms(recent.p99Ms)],
    ['errors', String(failedOutcomes(recent.failures))],
    ['errorsTotal', String(failedOutcomes(failures))],
    ['inflight', inFlight === null ? '-' : String(inFlight)],
    ['faults', active.map(({ id, leftMs }) => `${id}:${Math.ceil(leftMs / 1_000)}s`).join(',') || '-'],
    ['breakers', breakers.map(({ name, state, answering }) => `${name}:${answering ? (state ?? 'unseen') : 'silent'}`).join(',') || '-'],
  ];
  return `${at.wall} ${pairs.map(([key, value]) => `${key}=${word(value)}`).join(' ')}`;
}

/** One line for an event worth a line, else null. */
export function eventLine(event: Event, wall: string): string | null {
  const happening = happeningOf(event);
  if (happening === null) return null;
  const fields = Object.entries(happening.fields).map(([key, value]) => `${key}=${word(String(value))}`);
  return [wall, `t=${seconds(event.tMs)}`, `event=${happening.event}`, ...fields].join(' ');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

/** A value as one word: quoted as in JSON where it holds a space, a quote or an equals sign. */
function word(value: string): string {
  const text = oneLine(value);
  return text !== '' && /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
