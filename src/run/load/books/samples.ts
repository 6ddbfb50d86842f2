/**
 * Which requests are kept as examples: of each route, outcome and stage the three that were the slowest, and the first
 * three of each cause. The first ones are told soon, so that a run that is killed has them; the slowest when no other of
 * their stage can come. Nearly every request is passed over by two comparisons.
 */
import type { Emit, Outcome } from '../../../events/event.ts';
import { outcomes } from '../../../events/event.ts';
import { readableSample, type KeptRequest } from './sample.ts';
import type { StageClock } from '../pace/stage-clock.ts';

/** A request as the traffic knows it. Times are milliseconds from t = 0. */
export interface Sampled {
  /** The number of its visit. */
  readonly k: number;
  readonly route: number;
  readonly stage: number;
  readonly intendedMs: number;
  readonly sentMs: number;
  /** The bytes that were sent; null while they were not. */
  readonly request: Buffer | string | null;
  readonly vars: Readonly<Record<string, unknown>> | null;
  /** That were followed; the request is the last one. */
  readonly redirects: number;
}

/** What is there of an answer. */
export interface AnswerSoFar {
  /** 0 before the head of an answer has come. */
  readonly status: number;
  readonly headers: readonly string[];
  readonly bodyBytes: number;
  /** Requests sent on the connection, this one included. */
  readonly requests: number;
  bodyStart(): Buffer;
}

export interface SamplesOptions {
  readonly routes: readonly string[];
  readonly stages: StageClock;
  /** The header that carries the trace. */
  readonly traceHeader: string;
  /** How long after a stage's end its last request may end. */
  readonly latestMs: number;
  /** What a visit was given from files, of which nothing may be told. */
  readonly fedTo: (k: number) => readonly string[];
}

interface Group {
  /** A cause of which nothing but a slower one is wanted; ok has the cause null. */
  settled: string | null | undefined;
  /** The response time that a slower one has to exceed. */
  bar: number;
  readonly firsts: Map<string | null, number>;
  slowest: KeptRequest[];
}

const wanted = 3;
/** A target that never fails twice alike has no more of its causes shown; those beyond share one place. */
const mostCauses = 8;
const beyond = '';
/** Making one readable takes some tenths of a millisecond, and sends are due meanwhile. */
const toldInOneGo = 16;
const longestRequest = 16_384;

export class Samples {
  private readonly options: SamplesOptions;
  private readonly groups = Object.fromEntries(outcomes.map((outcome) => [outcome, []])) as unknown as Record<
    Outcome,
    (Group | undefined)[]
  >;
  private readonly queue: { readonly kept: KeptRequest; readonly as: 'first' | 'slowest' }[] = [];
  private closedStages = 0;

  constructor(options: SamplesOptions) {
    this.options = options;
  }

  /** To be called once a request, when its outcome is known and before its connection is used again. `responseMs` is -Infinity without an end. */
  see(of: Sampled, outcome: Outcome, cause: string | null, responseMs: number, serviceMs: number, answer: AnswerSoFar | null): void {
    const group = this.groups[outcome][of.stage * this.options.routes.length + of.route];
    if (group !== undefined && group.settled === cause && responseMs <= group.bar) return;
    this.consider(group ?? this.open(of, outcome), of, outcome, cause, responseMs, serviceMs, answer);
  }

  /** Tells what is certain, a part of it at a time. */
  flush(nowMs: number, emit: Emit): void {
    const { stages, latestMs } = this.options;
    while (this.closedStages < stages.count && nowMs >= stages.startOf(this.closedStages + 1) + latestMs) {
      this.closeStage(this.closedStages);
      this.closedStages += 1;
    }
    this.tell(toldInOneGo, emit);
  }

  /** Tells all that is left. */
  finish(emit: Emit): void {
    for (; this.closedStages < this.options.stages.count; this.closedStages += 1) this.closeStage(this.closedStages);
    this.tell(Number.POSITIVE_INFINITY, emit);
  }

  private open({ stage, route }: Sampled, outcome: Outcome): Group {
    const group: Group = { settled: undefined, bar: Number.NEGATIVE_INFINITY, firsts: new Map(), slowest: [] };
    this.groups[outcome][stage * this.options.routes.length + route] = group;
    return group;
  }

  private consider(
    group: Group,
    of: Sampled,
    outcome: Outcome,
    cause: string | null,
    responseMs: number,
    serviceMs: number,
    answer: AnswerSoFar | null,
  ): void {
    const key = group.firsts.has(cause) || group.firsts.size < mostCauses ? cause : beyond;
    const seen = group.firsts.get(key) ?? 0;
    if (seen >= wanted) {
      group.settled = cause;
      if (responseMs > group.bar) rank(group, keep(of, outcome, cause, responseMs, serviceMs, answer));
      return;
    }
    group.firsts.set(key, seen + 1);
    this.queue.push({ kept: keep(of, outcome, cause, responseMs, serviceMs, answer), as: 'first' });
  }

  private closeStage(stage: number): void {
    const { length } = this.options.routes;
    // The failed ones first: there may be no room for all.
    for (const outcome of outcomes.toSorted((a, b) => Number(a === 'ok') - Number(b === 'ok'))) {
      for (const group of this.groups[outcome].slice(stage * length, (stage + 1) * length)) {
        if (group === undefined) continue;
        for (const kept of group.slowest) this.queue.push({ kept, as: 'slowest' });
        group.slowest = [];
        group.bar = Number.POSITIVE_INFINITY;
      }
    }
  }

  private tell(atMost: number, emit: Emit): void {
    const { routes, traceHeader, fedTo } = this.options;
    for (const { kept, as } of this.queue.splice(0, atMost))
      emit({ type: 'sample', kept: as, sample: readableSample(kept, routes[kept.route] as string, traceHeader, fedTo(kept.k)) });
  }
}

/** Into its place among the slowest; the fastest of them makes room. */
function rank(group: Group, kept: KeptRequest): void {
  const { slowest } = group;
  const at = slowest.findIndex((other) => other.responseMs < kept.responseMs);
  slowest.splice(at < 0 ? slowest.length : at, 0, kept);
  if (slowest.length > wanted) slowest.pop();
  if (slowest.length === wanted) group.bar = (slowest.at(-1) as KeptRequest).responseMs;
}

/** Copies what will not stay: connections and buffers are used again. */
function keep(
  { k, route, stage, intendedMs, sentMs, request, vars, redirects }: Sampled,
  outcome: Outcome,
  cause: string | null,
  responseMs: number,
  serviceMs: number,
  seen: AnswerSoFar | null,
): KeptRequest {
  // What was never sent may hold a connection of its visit, with the answer to the request before.
  const answer = request === null ? null : seen;
  const answered = answer !== null && answer.status !== 0;
  return {
    k,
    route,
    stage,
    outcome,
    cause,
    intendedMs,
    sentMs,
    responseMs,
    serviceMs,
    request: request === null ? null : beginningOf(request),
    vars,
    redirects: request === null ? 0 : redirects,
    status: answered ? answer.status : 0,
    headers: answered ? answer.headers : [],
    bodyBytes: answered ? answer.bodyBytes : 0,
    bodyStart: answered ? answer.bodyStart() : null,
    reused: answer === null ? null : answer.requests > 1,
  };
}

function beginningOf(request: Buffer | string): string {
  if (typeof request !== 'string') return request.toString('utf8', 0, longestRequest);
  // A slice of a longer one would keep all of it.
  return request.length <= longestRequest ? request : Buffer.from(request.slice(0, longestRequest)).toString();
}
