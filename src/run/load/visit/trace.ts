/**
 * The headers by which a tracing backend knows the load's requests: W3C Trace Context (version 00) and Baggage. All
 * requests of a visit are one trace, each with a span of its own, because a failed step is the last of its journey and what
 * led to it stands before it. Identifiers are counters scrambled by bijections and salted with the run's id and the lane:
 * unlike each other without a draw of randomness a request, spread over all their bits (backends sample by the last ones,
 * and some keep only the lower half), and never those of another run.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { PlannedTrace } from '../../../plan/plan.ts';
import { mix } from '../../random.ts';
import type { Filling } from './expression.ts';
import type { Template } from './template.ts';

/** What marks the requests of an engine. */
export interface TraceMarks {
  /** The same in each request. */
  readonly baggage: { readonly name: string; readonly value: string } | null;
  readonly traceparent: { readonly name: string; readonly ids: Traceparents };
}

/** `lane` tells engines of one run apart: each counts its visits by itself. */
export function traceMarksOf(trace: PlannedTrace, runId: string, lane: number): TraceMarks {
  return {
    baggage: trace.baggage === null ? null : { name: trace.baggage, value: `chaos.run_id=${encodeURIComponent(runId)}` },
    traceparent: { name: trace.header, ids: new Traceparents(runId, lane, trace.sampled) },
  };
}

/** Values of the form `00-TRACE-SPAN-FLAGS`: TRACE depends on the visit alone, SPAN is another each time. */
export class Traceparents implements Template {
  readonly fixed = null;
  /** A value of which `write` changes the visit's part of TRACE and all of SPAN. */
  readonly blank: string;
  private readonly scratch: Buffer;
  private readonly salts: { readonly low: number; readonly high: number; readonly spanLow: number; readonly spanHigh: number };
  private spans = 0;

  constructor(runId: string, lane: number, sampled: boolean) {
    const hash = createHash('sha256').update(`${lane} ${runId}`).digest();
    this.blank = `00-${hash.toString('hex', 0, 8)}${'0'.repeat(16)}-${'0'.repeat(16)}-${sampled ? '01' : '00'}`;
    this.scratch = Buffer.from(this.blank, 'latin1');
    const salt = (at: number): number => hash.readInt32LE(at);
    // Odd, so that the two halves of a span are never both zero, which the standard forbids.
    this.salts = { low: salt(8), high: salt(12), spanLow: salt(16), spanHigh: salt(20) | 1 };
  }

  render({ k }: Pick<Filling, 'k'>): string {
    this.write(this.scratch, 0, k);
    return this.scratch.toString('latin1');
  }

  /** The ids of visit number k's next request, into the blank that stands at `at`. */
  write(into: Buffer, at: number, k: number): void {
    const { low, high, spanLow, spanHigh } = this.salts;
    const visit = mix(k ^ low);
    writeWord(into, at + 19, mix(visit ^ high ^ Math.floor(k / 2 ** 32)));
    writeWord(into, at + 27, visit);
    const span = mix(this.spans ^ spanLow);
    writeWord(into, at + 36, mix(span ^ spanHigh ^ Math.floor(this.spans / 2 ** 32)));
    writeWord(into, at + 44, span);
    this.spans += 1;
  }
}

const digits = Buffer.from('0123456789abcdef', 'latin1');

/** 32 bits as eight hexadecimal digits. */
function writeWord(into: Buffer, at: number, word: number): void {
  let left = word;
  for (let i = at + 7; i >= at; i -= 1) {
    into[i] = digits[left & 15] as number;
    left >>>= 4;
  }
}

/** The ids in a `traceparent`; undefined for what is none. */
export function readTraceparent(value: string | undefined): { traceId: string; spanId: string } | undefined {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(value ?? '');
  return match === null ? undefined : { traceId: match[1] as string, spanId: match[2] as string };
}
