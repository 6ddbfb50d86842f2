/**
 * Breakers that their source does not show, though it answers: a name that is misspelt, or another preset than the source's. That is told while
 * the run can still be stopped for it.
 */
import { sourceOf } from '../../../breakers/shelf.ts';
import { whatShows } from '../../../breakers/shows.ts';
import type { Emit, Event, EventOf } from '../../../events/event.ts';
import type { PlannedBreaker } from '../../../plan/plan.ts';
import { didYouMean } from '../../../scenario/did-you-mean.ts';

export interface AbsentWatch {
  /** Every event of the run. */
  see(event: Event): void;
}

type Said = EventOf<'breaker-source'>;

interface Missed {
  readonly breaker: PlannedBreaker;
  /** What each instance said last. */
  readonly said: Map<string, Said>;
  /** undefined: from nothing that such a source shows can it be told that a breaker is absent. */
  readonly from: 'start' | 'first calls' | undefined;
  done: boolean;
}

export function watchAbsent(breakers: readonly PlannedBreaker[], emit: Emit): AbsentWatch {
  const all = new Map(
    breakers.map((breaker): [string, Missed] => [breaker.name, { breaker, said: new Map(), from: knownFrom(breaker), done: false }]),
  );
  const check = (called: boolean): void => {
    for (const missed of all.values()) {
      const detail = missed.done ? null : absence(missed, called);
      if (detail === null) continue;
      missed.done = true;
      emit({ type: 'trouble', what: `breaker ${missed.breaker.name}`, detail });
    }
  };
  const hear = (event: Said): void => {
    const missed = all.get(event.breaker);
    missed?.said.set(event.instance, event);
    // What was shown once is no mistake, whatever becomes of the one that showed it: a new process shows some only from their first call on.
    if (missed && (event.seen || event.unusable !== undefined)) missed.done = true;
  };
  return {
    see(event) {
      if (event.type === 'breaker-source') hear(event);
      else if (event.type === 'started') check(false);
      else if ((event.type === 'stage' && event.index > 0) || event.type === 'fault-injected') check(true);
    },
  };
}

/** Some libraries show a breaker from its first call on, and such as tell of events alone only once something happened. */
function knownFrom(breaker: PlannedBreaker): Missed['from'] {
  const source = sourceOf(breaker);
  if (source === undefined || whatShows(source).log) return undefined;
  if (whatShows(source).state) return source.adapter === 'sse' ? 'first calls' : 'start';
  return source.adapter === 'prometheus' && source.passed.length > 0 ? 'first calls' : undefined;
}

/** What is wrong, or null: it was seen, nobody answers, or it may still show itself. */
function absence({ breaker, said, from }: Missed, called: boolean): string | null {
  const there = [...said.values()].filter(({ gone }) => gone !== true);
  if (from === undefined) return null;
  const answering = there.filter((one) => one.answering);
  const names = [...new Set(answering.flatMap((one) => one.there ?? []))];
  const likely = didYouMean(breaker.name, names);
  // One that has no settings of its own may be made with its first call; what looks like a slip of the pen is told at once.
  if (answering.length === 0 || (!called && (from === 'first calls' || likely === ''))) return null;
  const who = `${answering.map(({ instance }) => instance).join(', ')} ${answering.length === 1 ? 'answers' : 'answer'}`;
  if (names.length === 0)
    return `${who}, with nothing that preset ${breaker.preset} reads: check its preset, name and match, unless nothing is shown before its first event`;
  return `${who}, without it: check its name and match; there are ${names.join(', ')}${likely}`;
}
