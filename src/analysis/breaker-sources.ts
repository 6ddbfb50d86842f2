/** Where breakers were read: whether that can be believed, how long it was silent, and what reading it cost. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { EventOf, Interval } from '../events/event.ts';
import type { WatchCost } from '../events/watch-cost.ts';
import type { BreakerFacts } from '../objectives/measures.ts';
import type { Analysis } from './analysis.ts';
import type { RunRecord } from './run-record.ts';

type Said = EventOf<'breaker-source'>;
export type BreakerSourceRun = Analysis['breakers'][number]['sources'][number];

/** Transitions but those of an instance of which nothing can be believed. */
export function believedMoves(record: RunRecord): EventOf<'breaker'>[] {
  const wrong = new Set(record.of('breaker-source').flatMap((said) => (said.unusable === undefined ? [] : [keyOf(said)])));
  return wrong.size === 0 ? record.of('breaker') : record.of('breaker').filter((move) => !wrong.has(keyOf(move)));
}

/** What was said of each instance, without those that were never anything but an empty place. */
export function saidOf(record: RunRecord, name: string): ReadonlyMap<string, readonly Said[]> {
  const all = Map.groupBy(
    record.of('breaker-source').filter((event) => event.breaker === name),
    (event) => event.instance,
  );
  return new Map([...all].filter(([, said]) => said.at(-1)?.gone !== true || said.some(({ seen }) => seen)));
}

/** A silence begins where the last answer was asked for. Of a source that answers again the transitions that it missed stand as one with a long interval; until then nothing is known. */
export function silencesOf(all: ReadonlyMap<string, readonly Said[]>, endMs: number): BreakerFacts['silences'] {
  return [...all].flatMap(([instance, said]) => {
    const why = said.find(({ unusable }) => unusable !== undefined)?.unusable;
    if (why !== undefined) return [{ instance, atMs: [0, endMs] as const, why }];
    const silences: { instance: string; atMs: Interval; why?: string }[] = [];
    for (const [i, event] of said.entries()) {
      const fromMs = Math.max(0, event.knownToMs ?? event.tMs);
      const untilMs = said.slice(i + 1).find(({ answering }) => answering)?.tMs ?? endMs;
      if (!event.answering && said[i - 1]?.answering !== false && fromMs < Math.min(untilMs, endMs))
        silences.push({ instance, atMs: [fromMs, untilMs], ...(event.gone === true ? { why: event.detail } : {}) });
    }
    const toMs = unheardFrom(said, endMs);
    return toMs === null ? silences : [...silences, { instance, atMs: [toMs, endMs] as const, why: unheardToTheEnd }];
  });
}

/** What an instance was when it was first seen, as far as is known (null); one without a series is closed. */
export function stateAtFirst(said: readonly Said[]): BreakerState | null {
  const told = said.flatMap(({ state }) => (state === undefined ? [] : [state]));
  return told.length === 0 ? 'closed' : (told.find((state) => state !== null) ?? null);
}

const unheardToTheEnd = 'its source was not read up to the end';

/** Since when nothing was read of one that answered to the last: a server knows no more than its last scrape. */
function unheardFrom(said: readonly Said[], endMs: number): number | null {
  const last = said.at(-1);
  if (last === undefined || !last.answering || last.knownToMs === undefined || last.knownToMs >= endMs) return null;
  return Math.max(0, last.knownToMs);
}

/** Costs of a server that is asked for all instances stand with its own name. */
export function sourcesOf(record: RunRecord, name: string): BreakerSourceRun[] {
  const said = saidOf(record, name);
  const costs = record.of('breaker-cost').filter(({ breakers }) => breakers.includes(name));
  const silences = silencesOf(said, record.loadEndMs);
  return [...new Set([...said.keys(), ...costs.map(({ instance }) => instance)])].map((instance) => {
    const own = said.get(instance) ?? [];
    const cost = costs.find((one) => one.instance === instance);
    const unusable = own.find((one) => one.unusable !== undefined)?.unusable ?? null;
    const silent = unusable === null ? silences.filter((one) => one.instance === instance && one.why !== unheardToTheEnd) : [];
    return {
      instance,
      answered: own.length === 0 ? null : own.some(({ answering }) => answering),
      seen: own.some(({ seen }) => seen),
      stateAtFirst: own.some(({ seen }) => seen) && unusable === null ? stateAtFirst(own) : null,
      unusable,
      missed: unusable === null ? (own.findLast(({ missed }) => missed !== undefined)?.missed ?? null) : null,
      silentMs: own.length === 0 ? null : silent.reduce((sum, { atMs: [from, to] }) => sum + Math.min(to, record.loadEndMs) - from, 0),
      unheardFromMs: unusable === null ? unheardFrom(own, record.loadEndMs) : null,
      lastProblem: own.findLast(({ answering }) => !answering)?.detail ?? null,
      cost: cost === undefined ? null : costOf(cost),
    };
  });
}

function costOf({ by, looks, failed, meanMs, p95Ms, bytes, everyMs, share }: WatchCost): NonNullable<BreakerSourceRun['cost']> {
  return { by, looks, failed, meanMs, p95Ms, bytes, everyMs, share };
}

function keyOf({ breaker, instance }: { readonly breaker: string; readonly instance: string }): string {
  return JSON.stringify([breaker, instance]);
}
