/** What stands at a URL, for somebody who does not know: an answer, some frames of a stream, or what a Prometheus server knows. */
import { pageOf } from '../../../breakers/adapters/prometheus.ts';
import type { Page } from '../../../breakers/adapter.ts';
import { recognise, type Recognised } from '../../../breakers/recognise.ts';
import { selectorOf } from '../../../breakers/selector.ts';
import { adapterOf, presets } from '../../../breakers/shelf.ts';
import type { Preset } from '../../../breakers/preset.ts';
import type { PrometheusSource } from '../../../breakers/source.ts';
import { systemCodeOf } from '../../../errors.ts';
import { ask } from '../../ask.ts';
import { openStream } from '../../open-stream.ts';
import { createEventStream } from './event-stream.ts';
import { mostBytes } from './feed.ts';
import { scrapesIn, timeIn } from './server-answer.ts';

const timeoutMs = 5_000;
/** So long a stream is heard, and no longer than so many frames. */
const hearMs = 1_500;
const mostFrames = 200;
/** Where breakers are usually shown, looked at where only a server's root is given. */
const usualPaths = [
  '/metrics',
  '/actuator/prometheus',
  '/actuator/circuitbreakers',
  '/actuator/circuitbreakerevents',
  '/stats/prometheus',
  '/stats?format=prometheus',
  '/hystrix.stream',
  '/actuator/hystrix.stream',
  '/stats;csv',
];

/** Breakers that one preset finds at one place. */
export interface Place {
  readonly url: string;
  /** Of a Prometheus server: which of the instances that it scrapes. null: the URL is the instance. */
  readonly instance: string | null;
  readonly preset: Preset;
  readonly breakers: Recognised['breakers'];
  readonly page: Page;
}

export interface Looked {
  readonly places: readonly Place[];
  /** What each URL that was looked at did. */
  readonly saw: readonly { readonly url: string; readonly what: string }[];
}

/** Rejects with the system's error where nobody answers at all. */
export async function lookOnce(url: string): Promise<Looked> {
  const first = await lookAt(url);
  if (first.places.length > 0) return first;
  const served = await serverAt(url);
  if (served.length > 0) return { places: served, saw: first.saw };
  const { pathname, search } = new URL(url);
  if (pathname !== '/' || search !== '') return first;
  const more = await Promise.all(usualPaths.map((path) => lookAt(new URL(path, url).href).catch(() => ({ places: [], saw: [] }))));
  return { places: more.flatMap(({ places }) => places), saw: [...first.saw, ...more.flatMap(({ saw }) => saw)] };
}

async function lookAt(url: string): Promise<Looked> {
  const head = await ask({ url, timeoutMs, body: false });
  const saw = (what: string): Looked => ({ places: [], saw: [{ url, what }] });
  if (head.status < 200 || head.status > 299) return saw(`status ${head.status}`);
  const type = String(head.headers['content-type'] ?? 'no content type');
  const streams = /^text\/event-stream\b/i.test(type);
  let payloads: readonly string[];
  try {
    payloads = streams ? await framesOf(url) : [(await ask({ url, timeoutMs, mostBytes })).text];
  } catch (error) {
    return saw(error instanceof Error ? error.message : String(error));
  }
  const places = placesIn(url, payloads, streams ? 'frames' : 'poll');
  const many = streams ? `${payloads.length} frames within ${hearMs / 1_000} s` : type;
  return { places, saw: [{ url, what: places.length > 0 ? 'breakers' : `${many}, without a breaker that is known by its form` }] };
}

/** Of several payloads the last that speaks of a breaker counts. */
function placesIn(url: string, payloads: readonly string[], transport: 'poll' | 'frames'): Place[] {
  const found = new Map<string, Place>();
  for (const payload of payloads)
    for (const { preset, breakers } of recognise(payload, transport)) {
      const page = preset.source && adapterOf(preset.source).parse(payload);
      if (page === null || 'problem' in page) continue;
      // A frame is of one breaker, so that each has a page of its own.
      for (const breaker of breakers)
        found.set(JSON.stringify([preset.key, breaker.match]), { url, instance: null, preset, breakers: [breaker], page });
    }
  return [...found.values()];
}

async function framesOf(url: string): Promise<string[]> {
  const done = new AbortController();
  const stream = await openStream({ url, headers: {}, tls: null, headMs: timeoutMs, signal: done.signal });
  const timer = setTimeout(() => done.abort(), hearMs);
  const events = createEventStream();
  const frames: string[] = [];
  try {
    for await (const chunk of stream) {
      frames.push(...events.push(chunk));
      if (frames.length >= mostFrames) break;
    }
  } catch (error) {
    if (!done.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    done.abort();
  }
  return frames;
}

/** What a Prometheus server at that URL knows; nothing where there is none. */
async function serverAt(url: string): Promise<Place[]> {
  const base = url.replace(/\/+$/, '');
  const put = async (query: string): Promise<string> =>
    (await ask({ url: `${base}/api/v1/query?query=${encodeURIComponent(query)}`, timeoutMs, mostBytes })).text;
  try {
    timeIn(await put('time()'));
  } catch (error) {
    if (systemCodeOf(error) !== undefined) throw error;
    return [];
  }
  const places: Place[] = [];
  for (const preset of Object.values(presets)) {
    const { source } = preset;
    if (source?.adapter !== 'prometheus' || places.some((other) => other.preset.source === source)) continue;
    for (const [instance, scrapes] of scrapesIn(await put(`${selectorOf(source, {})}[5m]`), 'instance')) {
      const page = pageOf(scrapes.at(-1)?.samples ?? []);
      const breakers = page.list(source satisfies PrometheusSource);
      if (breakers.length > 0) places.push({ url, instance, preset, breakers, page: page as Page });
    }
  }
  return places;
}
