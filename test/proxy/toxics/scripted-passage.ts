/** A passage whose clock, data and interruption are a script, so that a toxic's timers can be told to the millisecond. */
import type { Chunk, Passage, Received, ToxicKind } from '../../../src/proxy/toxics/toxic-kind.ts';

export interface Script {
  readonly attributes?: Readonly<Record<string, number>>;
  /** In order; a text of `null` is the end of the stream. */
  readonly arrivals: readonly (readonly [atMs: number, text: string | null])[];
  /** When the toxic is told to let go; at the end of the script otherwise. */
  readonly interruptMs?: number;
  readonly random?: () => number;
  readonly memory?: { passedBytes: number };
}

export interface Told {
  /** What came out, when. */
  readonly sent: readonly (readonly [atMs: number, text: string])[];
  readonly closed: readonly ['close' | 'reset', atMs: number] | null;
  readonly counted: { chunks: number; bytes: number; delayedMs: number };
  readonly endedMs: number;
}

/** Plays a script to a toxic. */
export async function tell(kind: ToxicKind, script: Script): Promise<Told> {
  const arrivals = script.arrivals.map(([atMs, text]) => ({ atMs, text }));
  const interruptMs = script.interruptMs ?? Infinity;
  let nowMs = 0;
  let closed: Told['closed'] = null;
  const sent: [number, string][] = [];
  const counted = { chunks: 0, bytes: 0, delayedMs: 0 };
  const passage: Passage = {
    attribute: (name) => script.attributes?.[name] ?? 0,
    memory: script.memory ?? { passedBytes: 0 },
    now: () => nowMs,
    random: script.random ?? (() => 0.5),
    async receive(withinMs = Infinity): Promise<Received> {
      const next = arrivals[0];
      const untilMs = Math.min(Math.max(next?.atMs ?? Infinity, nowMs), nowMs + withinMs, Math.max(interruptMs, nowMs));
      if (untilMs === Infinity || untilMs === interruptMs) {
        nowMs = untilMs === Infinity ? nowMs : untilMs;
        return 'interrupted';
      }
      nowMs = untilMs;
      if (next === undefined || next.atMs > nowMs) return 'late';
      if (next.text === null) return 'end';
      arrivals.shift();
      return { data: Buffer.from(next.text), atMs: next.atMs };
    },
    async sleep(ms) {
      const untilMs = nowMs + Math.max(ms, 0);
      nowMs = Math.min(untilMs, Math.max(interruptMs, nowMs));
      return untilMs < interruptMs;
    },
    async send(chunk: Chunk) {
      sent.push([nowMs, chunk.data.toString()]);
    },
    close: () => (closed ??= ['close', nowMs]),
    reset: () => (closed ??= ['reset', nowMs]),
    count(held) {
      counted.chunks += held.chunks ?? 0;
      counted.bytes += held.bytes ?? 0;
      counted.delayedMs += held.delayedMs ?? 0;
    },
  };
  await kind.pipe(passage);
  return { sent, closed, counted, endedMs: nowMs };
}
