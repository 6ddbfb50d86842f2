/**
 * Polls each breaker source and turns readings into transitions. A source is one URL; several breakers may read the
 * same one. A scrape that takes long is asked for less often, so that watching costs the target under a tenth of a core.
 */
import type { Page } from '../../breakers/adapter.ts';
import { adapterOf, presets, sourceOf } from '../../breakers/shelf.ts';
import type { BreakerSource } from '../../breakers/source.ts';
import { createBreakerTracker, type BreakerTracker } from '../../breakers/track.ts';
import { messageOf, systemCodeOf } from '../../errors.ts';
import type { Emit } from '../../events/event.ts';
import type { PlannedBreaker } from '../../plan/plan.ts';
import { ask, type AskedTarget } from '../ask.ts';
import type { Clock } from '../clock.ts';
import { tlsFor, type TargetTls } from '../target-tls.ts';

const everyMs = 200;
const timeoutMs = 1_000;
const shareOfInterval = 0.1;

export interface BreakerWatch {
  /** The first round of readings; sources that do not answer are named. */
  readonly first: Promise<readonly { readonly url: string; readonly problem: string }[]>;
  /** No more readings, after a last one of every source or, where nobody waits for it, at once; may be called again. */
  stop(how: { readonly lastReading: boolean }): Promise<void>;
}

interface Watched {
  readonly breaker: PlannedBreaker;
  readonly instance: string;
  readonly tracker: BreakerTracker;
  said: 'answering' | 'silent' | 'seen' | undefined;
}

/** Watches until stopped. Transitions are stamped with run-relative intervals through `toRunMs`. */
export function watchBreakers(options: {
  breakers: readonly PlannedBreaker[];
  target: Pick<AskedTarget, 'url' | 'tls'>;
  clock: Clock;
  emit: Emit;
  toRunMs: (clockMs: number) => number;
}): BreakerWatch {
  const byUrl = new Map<string, Watched[]>();
  for (const breaker of options.breakers)
    for (const url of breaker.urls)
      byUrl.set(url, [
        ...(byUrl.get(url) ?? []),
        { breaker, instance: new URL(url).host, tracker: createBreakerTracker(), said: undefined },
      ]);
  const sources = [...byUrl].map(([url, watched]) => watchSource(url, watched, options));
  let stopping: Promise<unknown> | undefined;
  return {
    first: Promise.all(sources.map((source) => source.first)).then((all) => all.filter((one) => one !== null)),
    async stop({ lastReading }) {
      stopping ??= Promise.all(sources.map((source) => source.stop(lastReading)));
      await stopping;
    },
  };
}

function watchSource(
  url: string,
  watched: readonly Watched[],
  {
    target,
    clock,
    emit,
    toRunMs,
  }: { target: Pick<AskedTarget, 'url' | 'tls'>; clock: Clock; emit: Emit; toRunMs: (clockMs: number) => number },
) {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const abandon = new AbortController();
  const tls = tlsFor(url, target);
  let current: Promise<string | null>;

  const poll = async (): Promise<string | null> => {
    const askedMs = clock.now();
    let text: string;
    try {
      text = await scrape(url, tls, abandon.signal);
    } catch (error) {
      if (abandon.signal.aborted) return null;
      const problem = systemCodeOf(error) ?? messageOf(error);
      for (const one of watched) say(one, 'silent', problem, emit);
      return problem;
    }
    const answeredMs = clock.now();
    for (const one of watched) {
      const source = sourceOf(one.breaker);
      const page = source && adapterOf(source)?.parse(text);
      if (source === undefined || page === undefined) continue;
      if ('problem' in page) say(one, 'silent', page.problem, emit);
      else read(one, page, source, toRunMs(askedMs), toRunMs(answeredMs), emit);
    }
    return null;
  };
  const loop = (): void => {
    const askedMs = clock.now();
    current = poll();
    void current.then(() => {
      if (stopped) return;
      const tookMs = clock.now() - askedMs;
      timer = setTimeout(loop, Math.max(everyMs - tookMs, tookMs / shareOfInterval - tookMs, 0));
    });
  };
  loop();
  const first = current!.then((problem) => (problem === null ? null : { url, problem }));
  return {
    first,
    async stop(lastReading: boolean) {
      stopped = true;
      clearTimeout(timer);
      if (!lastReading) abandon.abort();
      await current;
      if (lastReading) await poll();
    },
  };
}

function read(one: Watched, page: Page, source: BreakerSource, askedMs: number, answeredMs: number, emit: Emit): void {
  const { breaker, instance } = one;
  const given = Object.keys(breaker.match).length > 0;
  const reading = page.read(source, given ? breaker.match : (presets[breaker.preset]?.defaultMatch(breaker.name) ?? {}));
  say(one, reading ? 'seen' : 'answering', reading ? 'series found' : 'answers, without a series for this breaker', emit);
  for (const { from, to, atMs, atLeast } of one.tracker.see(reading, askedMs, answeredMs))
    emit({ type: 'breaker', breaker: breaker.name, instance, from, to, atMs, evidence: 'A', atLeast }, answeredMs);
}

function say(one: Watched, what: 'answering' | 'silent' | 'seen', detail: string, emit: Emit): void {
  // A lazily created series goes from "answering" to "seen" once; going back is not news.
  if (one.said === what || (one.said === 'seen' && what === 'answering')) return;
  one.said = what;
  emit({
    type: 'breaker-source',
    breaker: one.breaker.name,
    instance: one.instance,
    answering: what !== 'silent',
    seen: what === 'seen',
    detail,
  });
}

async function scrape(url: string, tls: TargetTls | null, signal: AbortSignal): Promise<string> {
  const { status, text } = await ask({ url, tls, timeoutMs, signal });
  if (status < 200 || status > 299) throw new Error(`status ${status}`);
  return text;
}
