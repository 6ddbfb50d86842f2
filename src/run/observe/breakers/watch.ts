/**
 * Watches each breaker where it shows itself, instance by instance, and turns what is read into events. Breakers that are read at the same
 * address share each look at it.
 */
import { adapterOf, sourceOf } from '../../../breakers/shelf.ts';
import type { Emit, Event } from '../../../events/event.ts';
import type { PlannedBreaker } from '../../../plan/plan.ts';
import { redactUrls } from '../../../plan/redact.ts';
import type { AskedTarget } from '../../ask.ts';
import type { Clock } from '../../clock.ts';
import { watchAbsent } from './absent.ts';
import { followAddresses, instanceAt, type Resolve } from './addresses.ts';
import { createEar, type Ear } from './ear.ts';
import type { Feed, Unheard, Watching } from './feed.ts';
import { instanceIn, pathIn } from './instance.ts';
import { followCommand, followFile } from './lines.ts';
import { pollUrl } from './poll.ts';
import { askServer } from './server.ts';
import { followStream } from './stream.ts';

export interface BreakerWatch {
  /** The first round of readings; sources that do not answer are named. */
  readonly first: Promise<readonly Unheard[]>;
  /** Every event of the run: what a source does not show is told when it can be known. */
  see(event: Event): void;
  /** No more readings, after a last one of every source or, where nobody waits for it, at once; may be called again. */
  stop(how: { readonly lastReading: boolean }): Promise<void>;
}

export interface WatchOptions {
  readonly breakers: readonly PlannedBreaker[];
  /** Its headers and TLS go to its own origin only. */
  readonly target: AskedTarget;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly toRunMs: (clockMs: number) => number;
  readonly runDir: string;
  readonly resolve?: Resolve;
  /** How often names are looked up. */
  readonly lookupMs?: number;
}

/** Watches until stopped. Transitions are stamped with run-relative intervals through `toRunMs`. */
export function watchBreakers(options: WatchOptions): BreakerWatch {
  const feeds = placesOf(options.breakers).flatMap((place) => feedsOf(place, options));
  const absent = watchAbsent(options.breakers, options.emit);
  let stopping: Promise<unknown> | undefined;
  return {
    see: (event) => absent.see(event),
    first: Promise.all(feeds.map((feed) => feed.first)).then((all) => all.flat()),
    async stop({ lastReading }) {
      stopping ??= Promise.all(feeds.map((feed) => feed.stop(lastReading)));
      await stopping;
    },
  };
}

/** Where breakers are read, and those that are read there. */
interface Place {
  readonly url: string;
  readonly kind: 'url' | 'dns' | 'server' | 'file' | 'command';
  readonly breakers: PlannedBreaker[];
}

function placesOf(breakers: readonly PlannedBreaker[]): Place[] {
  const places = new Map<string, Place>();
  const at = (kind: Place['kind'], url: string, breaker: PlannedBreaker): void => {
    // A server is asked for each breaker, and a program is started for each.
    const key = JSON.stringify([kind, url, breaker.dns, kind === 'server' || kind === 'command' ? breaker.name : '', transportOf(breaker)]);
    const place = places.get(key);
    if (place) place.breakers.push(breaker);
    else places.set(key, { url, kind, breakers: [breaker] });
  };
  for (const breaker of breakers) {
    if (transportOf(breaker) === 'none') continue;
    if (breaker.server) at('server', breaker.server.url, breaker);
    else if (breaker.command) at('command', breaker.command.join(' '), breaker);
    for (const file of breaker.files ?? []) at('file', file, breaker);
    for (const url of breaker.urls) at(breaker.dns === undefined ? 'url' : 'dns', url, breaker);
  }
  return [...places.values()];
}

function transportOf(breaker: PlannedBreaker): 'poll' | 'frames' | 'lines' | 'none' {
  const source = sourceOf(breaker);
  return (source && adapterOf(source)?.transport) ?? 'none';
}

function feedsOf({ url, kind, breakers }: Place, options: WatchOptions): Feed[] {
  const { target, clock, emit, toRunMs, runDir, resolve, lookupMs } = options;
  const watching: Watching = { target, clock, emit, toRunMs, runDir };
  const [one] = breakers;
  if (one === undefined) return [];
  switch (kind) {
    case 'server':
      return [askServer(one, watching)];
    case 'command':
      return [followCommand(one.command!, createEar(one.command![0]!, breakers, emit), watching)];
    case 'file':
      return [followFile(url, createEar(url, breakers, emit), watching)];
    case 'url':
      return [feedOf(url, undefined, createEar(instanceIn(url, breakers), breakers, emit), one, watching)];
    case 'dns': {
      const name = one.dns!;
      const at = new URL(url);
      at.hostname = name;
      return [
        followAddresses({
          name,
          resolve,
          everyMs: lookupMs,
          join(address) {
            const ear = createEar(`${instanceAt(address, at)}${pathIn(url, breakers)}`, breakers, emit);
            return { feed: feedOf(at.href, address, ear, one, watching), gone: (why) => ear.gone(why) };
          },
        }),
      ];
    }
  }
}

function feedOf(url: string, address: string | undefined, ear: Ear, one: PlannedBreaker, watching: Watching): Feed {
  const source = sourceOf(one);
  const feed =
    transportOf(one) === 'frames'
      ? followStream({ url, address, ear, quiet: source !== undefined && 'events' in source && source.events !== null, watching })
      : pollUrl(url, address, ear, watching);
  // What is told of it may hold what belongs to nobody else.
  return { ...feed, first: feed.first.then((all) => all.map((unheard) => ({ ...unheard, url: redactUrls(unheard.url) }))) };
}
