/**
 * A stream of server-sent events, kept open. It ends, and is opened again, less and less often while that fails. One on which nothing comes,
 * not even a sign of life, is as silent as one that is gone; but a stream of what happens says nothing while nothing does.
 */
import { messageOf, systemCodeOf } from '../../../errors.ts';
import { headersFor } from '../../ask.ts';
import { tlsFor } from '../../target-tls.ts';
import { openStream } from '../../open-stream.ts';
import { openCostBook } from './cost.ts';
import type { Ear } from './ear.ts';
import { createEventStream } from './event-stream.ts';
import type { Feed, Unheard, Watching } from './feed.ts';

const retriesMs: readonly number[] = [100, 200, 500, 1_000, 2_000, 5_000];
const idleMs = 5_000;
const headMs = 3_000;
/** For the first event, so that what follows is a change; and for the last. */
const patienceMs = 1_000;

export interface StreamOf {
  readonly url: string;
  readonly address: string | undefined;
  readonly ear: Ear;
  /** Events tell what happens, so that none is no silence. */
  readonly quiet: boolean;
  readonly watching: Watching;
  readonly idleMs?: number;
}

export function followStream({ url, address, ear, quiet, watching, idleMs: longest = idleMs }: StreamOf): Feed {
  const { target, clock, emit, toRunMs } = watching;
  const book = openCostBook(clock.now());
  const first = Promise.withResolvers<readonly Unheard[]>();
  let stopped = false;
  let failures = 0;
  /** It is there, though it may say nothing. */
  let open = false;
  let retry: NodeJS.Timeout | undefined;
  let leave = new AbortController();
  let heardOf: (() => void) | undefined;

  const read = async (): Promise<void> => {
    leave = new AbortController();
    const { signal } = leave;
    const opened = await openStream({ url, headers: headersFor(url, target), tls: tlsFor(url, target), address, headMs, signal });
    ear.connected(toRunMs(clock.now()));
    open = true;
    setTimeout(() => first.resolve([]), patienceMs).unref();
    const events = createEventStream();
    let idle: NodeJS.Timeout | undefined;
    const wait = (): void => {
      clearTimeout(idle);
      if (!quiet) idle = setTimeout(() => leave.abort(new Error(`nothing came for ${longest / 1_000} s`)), longest);
    };
    try {
      wait();
      for await (const chunk of opened) {
        if (stopped && heardOf === undefined) return;
        wait();
        failures = 0;
        const atMs = toRunMs(clock.now());
        const found = events.push(chunk);
        book.took(null, chunk.length);
        for (const text of found) ear.part(text, atMs);
        if (found.length > 0) {
          first.resolve([]);
          heardOf?.();
        }
      }
      throw new Error('the stream ended');
    } catch (error) {
      throw signal.aborted && signal.reason instanceof Error ? signal.reason : error;
    } finally {
      clearTimeout(idle);
    }
  };
  const follow = (): void => {
    void read().catch((error: unknown) => {
      if (stopped) return;
      const problem = systemCodeOf(error) ?? messageOf(error);
      book.failed(0);
      // One that tells only what happens had nothing to tell as long as it was there.
      ear.silent(problem, quiet && open ? toRunMs(clock.now()) : undefined);
      open = false;
      first.resolve([{ url, problem }]);
      retry = setTimeout(follow, retriesMs[Math.min(failures++, retriesMs.length - 1)]);
    });
  };
  follow();
  return {
    first: first.promise,
    async stop(lastReading) {
      stopped = true;
      const endMs = lastReading ? toRunMs(clock.now()) : undefined;
      clearTimeout(retry);
      if (lastReading && failures === 0 && !quiet) {
        const { promise, resolve } = Promise.withResolvers<void>();
        heardOf = resolve;
        const late = setTimeout(resolve, patienceMs);
        await promise;
        clearTimeout(late);
      }
      heardOf = undefined;
      leave.abort();
      first.resolve([]);
      ear.end(quiet && open ? undefined : endMs);
      emit({ type: 'breaker-cost', ...book.told({ instance: ear.instance, breakers: ear.breakers, by: 'stream' }, clock.now(), null) });
    },
  };
}
