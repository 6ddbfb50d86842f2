/** What is inferred of looks and requests that are written down, where a moment or a call more or less decides. */
import type { Inference } from '../../src/breakers/infer/inference.ts';
import { Requests, type RequestBin } from '../../src/breakers/infer/requests.ts';
import { inferSilence, type SilenceInput } from '../../src/breakers/infer/silence.ts';
import { bucketOf } from '../../src/events/histogram.ts';

export interface Link extends Partial<Omit<SilenceInput, 'looks' | 'requests'>> {
  /** Of a bin of 200 ms: 20 requests, each answered at once. */
  readonly requestsAt?: (atMs: number) => Partial<RequestBin>;
  readonly tookMs?: (atMs: number) => number;
  readonly looksMs?: readonly [number, number];
}

/** A link that is looked at every 50 ms for 12 s; a fault comes at 4 s. `callsAt`: calls in such a look; usual are 5. */
export function silence(callsAt: (atMs: number) => number, link: Link = {}): Inference {
  const { requestsAt = () => ({}), tookMs = () => 0, looksMs = [0, 12_000], ...over } = link;
  const looks = Array.from({ length: (looksMs[1] - looksMs[0]) / 50 }, (_, i) => {
    const fromMs = looksMs[0] + i * 50;
    return { fromMs, toMs: fromMs + 50, tookMs: tookMs(fromMs), calls: callsAt(fromMs) };
  });
  const bins = Array.from({ length: 60 }, (_, i) => {
    const bin = { atMs: i * 200, due: 20, answered: 20, timedOut: 0, lost: 0, times: [0, 20], ...requestsAt(i * 200) };
    return { ...bin, times: bin.times.map((value, at) => (at % 2 === 0 ? bucketOf(value * 1_000) : value)) };
  });
  return inferSilence({
    looks,
    requests: new Requests(['checkout'], bins, 200),
    reference: [0, 4_000],
    watch: [4_000, 12_000],
    blind: [],
    waitMs: null,
    ...over,
  });
}

export type Stretch = readonly [fromMs: number, toMs: number, calls?: number];
/** So many calls in each look of a stretch, 0 unless said, and the usual ones besides; of stretches that overlap the first counts. */
export const during =
  (...stretches: readonly Stretch[]) =>
  (atMs: number): number => {
    const found = stretches.find(([fromMs, toMs]) => atMs >= fromMs && atMs < toMs);
    return found === undefined ? 5 : (found[2] ?? 0);
  };
