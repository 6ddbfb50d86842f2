/**
 * What is heard at one address, of all breakers that are read there. Payloads go in, transitions and news of the source come out as events.
 * A transition is told once the answer after it does not take it back: where several processes answer in turn, none is.
 */
import type { Page, Unreadable } from '../../../breakers/adapter.ts';
import { createProcessWatch, type ProcessVerdict } from '../../../breakers/one-process.ts';
import type { Reading } from '../../../breakers/reading.ts';
import { adapterOf, presets, sourceOf } from '../../../breakers/shelf.ts';
import type { BreakerSource } from '../../../breakers/source.ts';
import { createBreakerTracker, type BreakerTracker, type Transition } from '../../../breakers/track.ts';
import type { BreakerState } from '../../../events/breaker-state.ts';
import type { Emit, EventOf } from '../../../events/event.ts';
import type { PlannedBreaker } from '../../../plan/plan.ts';
import { signsOf, type Answered } from './signs.ts';

/** On the run's clock: of an answer when it was asked for and when it came, of what came by itself when the one before came and when it did. */
export interface Between {
  readonly askedMs: number;
  readonly answeredMs: number;
}

export interface Ear {
  readonly instance: string;
  readonly breakers: readonly string[];
  /** The answer to one look. What it is instead of a payload, or null. */
  answer(answered: Answered, between: Between): string | null;
  /** A page that somebody else has read: of a Prometheus server, of one scrape. */
  page(page: Page, between: Between): void;
  /**
   * A frame, or lines: it says nothing of breakers that are not in it.
   * @param sinceMs when what came before was read; absent: when the one before came that spoke of the same breaker
   */
  part(text: string, atMs: number, sinceMs?: number): string | null;
  /** There is somebody, who has said nothing yet: what is told from now on happened since. */
  connected(atMs: number): void;
  /** @param knownToMs when it is known to have had nothing to say; absent: when the last came from it */
  silent(problem: string, knownToMs?: number): void;
  /** It has left, and is not looked at any more. */
  gone(why: string): void;
  /**
   * The last was heard: what was held back is told.
   * @param endMs up to when all should have been heard: where less was, that is told; absent: nobody waited for that
   */
  end(endMs?: number): void;
  /** More looks would tell whether what is held back happened. */
  readonly holds: boolean;
  /** Nothing that is read here can be believed. */
  readonly unusable: boolean;
}

interface Heard {
  readonly breaker: PlannedBreaker;
  readonly source: BreakerSource;
  readonly match: PlannedBreaker['match'];
  readonly tracker: BreakerTracker;
  said: 'answering' | 'silent' | 'seen' | undefined;
  /** Its state at the first look, as it was told: null, that it is not known. */
  stated: BreakerState | null | undefined;
  missed: string | null;
  /** The others that were there instead of it, as they were told last. */
  there: readonly string[];
  /** Of parts: when the one before came in which it was. */
  partMs: number | undefined;
  /** When its last answer was asked for. */
  knownToMs: number | undefined;
}

type Held = { readonly heard: Heard; readonly transition: Transition; readonly toldMs: number };
type News = Omit<EventOf<'breaker-source'>, 'type' | 'tMs' | 'breaker' | 'instance'>;

/** To see what one's own is called. */
const mostOthers = 20;
const noPage = 'nobody knows how to read it';

/** Breakers of which nobody knows how they are read are left out. */
export function createEar(instance: string, breakers: readonly PlannedBreaker[], emit: Emit): Ear {
  const all = breakers.flatMap((breaker) => heardOf(breaker));
  const process = createProcessWatch();
  let held: Held[] = [];
  let unusable = false;
  let left = false;

  const news = (heard: Heard, what: News): void => emit({ type: 'breaker-source', breaker: heard.breaker.name, instance, ...what });
  const say = (heard: Heard, what: Heard['said'], detail: string, reading?: Reading, page?: Page): void => {
    // A lazily created series goes from "answering" to "seen" once; going back is not news.
    const again = heard.said === what || (heard.said === 'seen' && what === 'answering');
    const missed = heard.tracker.missed;
    const { first } = heard.tracker;
    const settled = reading !== undefined && first !== heard.stated;
    const there = page === undefined || heard.said === 'seen' ? heard.there : othersIn(page, heard);
    if (again && missed === heard.missed && !settled && there.length === heard.there.length) return;
    if (!again) heard.said = what;
    heard.missed = missed;
    if (settled) heard.stated = first;
    heard.there = there;
    const more = {
      ...(settled ? { state: first } : {}),
      ...(missed === null ? {} : { missed }),
      ...(what === 'answering' && there.length > 0 ? { there } : {}),
      ...(what === 'silent' ? knownTo(heard) : {}),
    };
    news(heard, { answering: what !== 'silent', seen: what === 'seen', detail: again ? (missed ?? detail) : detail, ...more });
  };
  /** Up to its last answer it is known, and that may be long before the end. */
  const unheard = (heard: Heard, endMs: number | undefined): void => {
    if (endMs === undefined || heard.said === 'silent' || heard.knownToMs === undefined || heard.knownToMs >= endMs) return;
    news(heard, { answering: true, seen: heard.said === 'seen', detail: 'was not heard to the end', ...knownTo(heard) });
  };
  const tell = ({ heard, transition: { from, to, atMs, atLeast }, toldMs }: Held): void =>
    emit({ type: 'breaker', breaker: heard.breaker.name, instance, from, to, atMs, evidence: 'A', atLeast }, toldMs);
  const hear = (heard: Heard, page: Page, reading: Reading | undefined, { askedMs, answeredMs }: Between): Held[] => {
    const transitions = heard.tracker.see(reading, askedMs, answeredMs);
    heard.knownToMs = askedMs;
    if (reading) say(heard, 'seen', 'series found', reading);
    else say(heard, 'answering', 'answers, without a series for this breaker', undefined, page);
    return transitions.map((transition) => ({ heard, transition, toldMs: answeredMs }));
  };
  /** What was held back, and what is new, once it is known that one process answers. */
  const settle = (verdict: ProcessVerdict, fresh: Held[], waits: boolean): void => {
    if (verdict.is === 'several') {
      unusable = true;
      held = [];
      const why = `several processes answer at ${instance} in turn (${verdict.how}): name the URL of each under urls, or dns for all addresses of a name`;
      for (const heard of all) news(heard, { answering: true, seen: heard.said === 'seen', detail: why, unusable: why });
      return;
    }
    if (verdict.is === 'one') {
      held.forEach(tell);
      held = fresh;
    } else held = [...held, ...fresh];
    if (!waits) {
      held.forEach(tell);
      held = [];
    }
  };
  const hearPages = (
    pageOf: (source: BreakerSource) => Page | Unreadable,
    answered: Answered,
    between: Between,
    waits = true,
  ): string | null => {
    const readings = new Map<string, Reading>();
    const fresh: Held[] = [];
    let problem: string | null = null;
    for (const heard of all) {
      const page = pageOf(heard.source);
      if ('problem' in page) {
        problem = page.problem;
        say(heard, 'silent', page.problem);
        continue;
      }
      const reading = page.read(heard.source, heard.match);
      if (reading) readings.set(heard.breaker.name, reading);
      fresh.push(...hear(heard, page, reading, between));
    }
    if (problem === null) settle(process.see(signsOf(answered, readings)), fresh, waits);
    return problem;
  };

  return {
    instance,
    breakers: all.map(({ breaker }) => breaker.name),
    answer(answered, between) {
      if (unusable) return null;
      return hearPages(parsedOnce(answered.text), answered, between);
    },
    page(page, between) {
      // The next may be long in coming.
      if (!unusable) hearPages(() => page, { text: '', headers: {} }, between, false);
    },
    part(text, atMs, sinceMs) {
      const parsed = parsedOnce(text);
      let problem: string | null = null;
      for (const heard of all) {
        const page = parsed(heard.source);
        if ('problem' in page) {
          problem = page.problem;
          continue;
        }
        const reading = page.read(heard.source, heard.match);
        if (reading === undefined) {
          heard.knownToMs = atMs;
          if (heard.said !== 'seen') say(heard, 'answering', 'answers, and has not spoken of this breaker', undefined, page);
          continue;
        }
        for (const one of hear(heard, page, reading, { askedMs: sinceMs ?? heard.partMs ?? atMs, answeredMs: atMs })) tell(one);
        heard.partMs = heard.knownToMs = atMs;
      }
      return problem;
    },
    connected(atMs) {
      for (const heard of all) {
        heard.partMs ??= atMs;
        heard.knownToMs = atMs;
      }
      for (const heard of all) say(heard, 'answering', 'answers, and has not spoken of this breaker');
    },
    silent(problem, knownToMs) {
      if (left) return;
      process.missed();
      for (const heard of all) heard.knownToMs = knownToMs ?? heard.knownToMs;
      for (const heard of all) say(heard, 'silent', problem);
    },
    gone(why) {
      left = true;
      if (all.every(({ said }) => said === undefined)) return;
      held.forEach(tell);
      held = [];
      for (const heard of all) news(heard, { answering: false, seen: heard.said === 'seen', detail: why, gone: true, ...knownTo(heard) });
    },
    end(endMs) {
      if (!unusable) {
        held.forEach(tell);
        for (const heard of all) for (const transition of heard.tracker.end()) tell({ heard, transition, toldMs: transition.atMs[1] });
        for (const heard of all) unheard(heard, endMs);
      }
      held = [];
    },
    get holds() {
      return held.length > 0;
    },
    get unusable() {
      return unusable;
    },
  };
}

function heardOf(breaker: PlannedBreaker): Heard[] {
  const source = sourceOf(breaker);
  if (source === undefined) return [];
  const given = Object.keys(breaker.match).length > 0;
  const match = given ? breaker.match : (presets[breaker.preset]?.defaultMatch(breaker.name) ?? {});
  return [
    {
      breaker,
      source,
      match,
      tracker: createBreakerTracker(source),
      said: undefined,
      stated: undefined,
      missed: null,
      there: [],
      partMs: undefined,
      knownToMs: undefined,
    },
  ];
}

/** Those that were there before, too: a part speaks of few. */
function othersIn(page: Page, { source, there }: Heard): readonly string[] {
  return there.length >= mostOthers ? there : [...new Set([...there, ...page.list(source).map(({ name }) => name)])].slice(0, mostOthers);
}

function knownTo({ knownToMs }: Heard): Pick<News, 'knownToMs'> {
  return knownToMs === undefined ? {} : { knownToMs };
}

/** Several breakers may read the same payload in the same way. */
function parsedOnce(text: string): (source: BreakerSource) => Page | Unreadable {
  const pages = new Map<BreakerSource['adapter'], Page | Unreadable>();
  return (source) => {
    const page = pages.get(source.adapter) ?? adapterOf(source)?.parse(text) ?? { problem: noPage };
    pages.set(source.adapter, page);
    return page;
  };
}
