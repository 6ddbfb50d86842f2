/**
 * Looks at one URL again and again. Each look opens a connection of its own: one that is kept reaches the same process behind a load balancer
 * for ever, and would hide that there are several.
 */
import { messageOf, systemCodeOf } from '../../../errors.ts';
import { ask, headersFor } from '../../ask.ts';
import { tlsFor } from '../../target-tls.ts';
import { openCostBook } from './cost.ts';
import type { Ear } from './ear.ts';
import { mostBytes, timeoutMs, type Feed, type Watching } from './feed.ts';
import { createPace } from './pace.ts';

/** At the end, while something is held back: so many looks more, as long as they are quick. */
const lastLooks = 5;
const quickMs = 100;
const betweenLastMs = 10;

export interface Looked {
  /** null: it was answered. */
  readonly problem: string | null;
  readonly bytes: number;
}

/** `address`: the IP address to connect to, in place of what the URL's host resolves to. */
export function pollUrl(url: string, address: string | undefined, ear: Ear, watching: Watching): Feed {
  const { target, clock, toRunMs } = watching;
  const look = async (signal: AbortSignal): Promise<Looked> => {
    const askedMs = clock.now();
    const { status, text, headers } = await ask({
      url,
      headers: headersFor(url, target),
      tls: tlsFor(url, target),
      timeoutMs,
      mostBytes,
      address,
      signal,
    });
    const answeredMs = clock.now();
    if (status < 200 || status > 299) throw new Error(`status ${status}`);
    const problem = ear.answer({ text, headers }, { askedMs: toRunMs(askedMs), answeredMs: toRunMs(answeredMs) });
    return { problem, bytes: Buffer.byteLength(text) };
  };
  return pollWith({ url, ears: () => [ear], look, watching });
}

export interface Polled {
  /** What could not be heard is told with it. */
  readonly url: string;
  readonly ears: () => readonly Ear[];
  /** Throws where nothing answered. */
  readonly look: (signal: AbortSignal) => Promise<Looked>;
  readonly watching: Watching;
  /** From one look to the next, at least. */
  readonly leastMs?: number;
  /** Whose cost it is, where that is no ear's. */
  readonly cost?: { readonly instance: string; readonly breakers: readonly string[] };
}

export function pollWith({ url, ears, look, watching: { clock, emit, toRunMs }, leastMs, cost }: Polled): Feed {
  const pace = createPace(leastMs);
  const book = openCostBook(clock.now());
  const abandon = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let current: Promise<string | null>;

  const once = async (): Promise<string | null> => {
    const askedMs = clock.now();
    try {
      const { problem, bytes } = await look(abandon.signal);
      const tookMs = clock.now() - askedMs;
      book.took(tookMs, bytes);
      pace.answered(tookMs);
      return problem;
    } catch (error) {
      if (abandon.signal.aborted) return null;
      const tookMs = clock.now() - askedMs;
      book.failed(tookMs);
      pace.unanswered(tookMs >= timeoutMs / 2);
      const problem = systemCodeOf(error) ?? messageOf(error);
      for (const ear of ears()) ear.silent(problem);
      return problem;
    }
  };
  const loop = (): void => {
    const askedMs = clock.now();
    current = once();
    void current.then(() => {
      const heard = ears();
      if (stopped || (heard.length > 0 && heard.every((ear) => ear.unusable))) return;
      timer = setTimeout(loop, pace.pauseMs(clock.now() - askedMs));
    });
  };
  loop();
  return {
    first: current!.then((problem) => (problem === null ? [] : [{ url, problem }])),
    async stop(lastReading) {
      stopped = true;
      const endMs = lastReading ? toRunMs(clock.now()) : undefined;
      clearTimeout(timer);
      if (!lastReading) abandon.abort();
      await current;
      for (let looks = lastReading ? 0 : lastLooks; looks < lastLooks; looks++) {
        const askedMs = clock.now();
        if (ears().every((ear) => ear.unusable) || (await once()) !== null) break;
        if (!ears().some((ear) => ear.holds) || clock.now() - askedMs > quickMs) break;
        await new Promise((resolve) => setTimeout(resolve, betweenLastMs));
      }
      for (const ear of ears()) ear.end(endMs);
      const of = cost ?? ears()[0];
      if (of)
        emit({
          type: 'breaker-cost',
          ...book.told({ instance: of.instance, breakers: of.breakers, by: 'poll' }, clock.now(), pace.everyMs),
        });
    },
  };
}
