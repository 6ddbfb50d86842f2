/**
 * Grade B: the dependency hears nothing more, though clients go on asking for what needs it, and are answered. Calls that come singly
 * into that silence are the breaker's probes.
 *
 * Silence alone is not enough. A pool whose connections all hang is silent too, until they give up; so is a system that has died, and
 * one that nobody asks. So a silence counts only by its part in which every request from before it has ended, and in which requests
 * that came later were answered without a call: nothing was waiting, and still nothing was called. Once one silence is proven, those
 * around it that are as long, with no more than probes between, are the same breaker's.
 */
import type { Interval } from '../../events/event.ts';
import { formatMs } from '../../units.ts';
import { declined, type Inference, type InferredMove } from './inference.ts';
import { gapsIn, type Gap, type Look } from './looks.ts';
import type { Requests } from './requests.ts';
import { usualIn, type Usual } from './usual.ts';

export interface SilenceInput {
  /** One after the other. */
  readonly looks: readonly Look[];
  /** Those of the routes whose requests need the dependency. */
  readonly requests: Requests;
  /** Free of faults: what is usual. */
  readonly reference: Interval;
  /** In which a breaker is looked for. */
  readonly watch: Interval;
  /** In which no call could arrive whatever was tried: the link was down. */
  readonly blind: readonly Interval[];
  /** How long the breaker stays open; null: nobody said. */
  readonly waitMs: number | null;
}

/** Below this a silence is three looks or less. */
const shortestMs = 300;
/** So much longer than the longest that is usual. */
const timesUsual = 3;
/** A breaker of which nobody said how long it waits may wait as little as this. */
const leastWaitMs = 1_000;
/** Calls that should have come; of a Poisson stream none of ten come once in 20 000 times. */
const fewestExpected = 10;
/** Of the requests in a silence, so many have to be answered, and no more may be lost or hang. */
const [answeredShare, lostShare] = [0.5, 0.2];
/** Between two silences: probes, or the calls of a breaker that is closed. resilience4j lets ten through. */
const mostProbes = 12;
const longestProbingMs = 1_000;
/** So many calls after a silence are no probes any more. */
const closedAfter = 11;
/** From the decision to call until the proxy counts it, a connection to be opened included; besides how busy the proxy is. */
const onTheWayMs = 25;
/** Calls for each request, against what is usual, where failed ones are tried again. */
const retriedShare = 1.25;

interface Silence extends Gap {
  /** In which nothing from before was waiting any more; empty where it begins after its end. */
  readonly quiet: Interval;
  readonly proven: boolean;
}

export function inferSilence(input: SilenceInput): Inference {
  const { looks, requests, watch } = input;
  const usual = usualIn(input.looks, requests, input.reference);
  if (typeof usual === 'string') return declined(usual);
  const seen = looks.filter(({ toMs }) => toMs > watch[0] && toMs <= watch[1]);
  if (seen.length === 0) return declined('the link was not looked at after the fault came');
  const gaps = gapsIn(looks, watch, input.blind);
  const silences = gaps.flatMap((gap) => silenceOf(gap, usual, input));
  const chains = chainsOf(silences, looks).filter((chain) => chain.some(({ proven }) => proven));
  const duePerMs = requests.due(...watch) / (watch[1] - watch[0]);
  const limitMs = limitAt(duePerMs, usual);
  const [longest] = silences.toSorted((a, b) => b.silent[1] - b.silent[0] - (a.silent[1] - a.silent[0]));
  if (chains.length === 0 && longest !== undefined)
    return declined(
      `no call came from ${longest.silent.map(formatMs).join(' to ')}, but requests hung or were lost then, as with a pool that waits, or a system that is gone`,
    );
  const watched = outside(watch, input.blind);
  if (chains.length === 0 && watched.length === 0) return declined("it can't be told while the link is down");
  if (chains.length === 0 && duePerMs === 0) return declined(`no request of ${requests.names.join(', ')} came after the fault`);
  // Open, it would have kept calls away for as long as it waits, but for a look at each end.
  const lookMs = (seen.at(-1)!.toMs - seen[0]!.fromMs) / seen.length;
  const asked = gaps.filter(({ silent }) => requests.due(...silent) > 0);
  const asLong = asked.find(({ silent: [from, to] }) => to - from >= (input.waitMs ?? leastWaitMs) - 2 * lookMs);
  if (chains.length === 0 && asLong !== undefined)
    return declined(`no call came from ${asLong.silent.map(formatMs).join(' to ')}, which may be chance at that load`);
  const answered = `${requests.names.join(', ')} went on being answered`;
  return {
    declined: null,
    moves: eachBeforeTheNext(chains.flatMap((chain) => movesOf(chain, usual, input))),
    // The instant of the fault tells the time before it, when nothing is looked for, from that in which nothing could be seen.
    watched: [[watch[0], watch[0]], ...watched],
    detail:
      chains.length === 0
        ? `calls were never missing for longer than ${formatMs(Math.max(limitMs, ...asked.map(({ silent: [from, to] }) => to - from)))}`
        : `no call for over ${formatMs(limitMs)}, ${times(chains.flat().length)}, while ${answered}; usual is ${formatMs(usual.longestAt(duePerMs))} at most`,
  };
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`;
}

/** What is longer, at so many requests due in a millisecond, is a silence. */
function limitAt(duePerMs: number, usual: Usual): number {
  return Math.max(shortestMs, timesUsual * usual.longestAt(duePerMs));
}

/** None where it is no longer than usual at that load, or nobody asked. */
function silenceOf(gap: Gap, usual: Usual, { requests, watch }: SilenceInput): Silence[] {
  const [fromMs, toMs] = [gap.silent[0], Math.min(gap.silent[1], watch[1])];
  const due = requests.due(fromMs, toMs);
  if (toMs - fromMs < shortestMs || due * usual.ratio < fewestExpected) return [];
  const limitMs = limitAt(due / (toMs - fromMs), usual);
  if (toMs - fromMs < limitMs) return [];
  const quiet: Interval = [Math.max(fromMs, requests.lastEndOf(fromMs)), toMs];
  const { due: whole, answered, lost } = requests.endedWithin(quiet[0], quiet[1]);
  const dueInQuiet = quiet[1] > quiet[0] ? requests.due(quiet[0], quiet[1]) : 0;
  const proven =
    quiet[1] - quiet[0] >= limitMs &&
    dueInQuiet * usual.ratio >= fewestExpected &&
    whole > 0 &&
    answered >= answeredShare * whole &&
    lost <= lostShare * whole;
  return [{ ...gap, silent: [fromMs, toMs], quiet, proven }];
}

/** Silences with nothing but probes between them. */
function chainsOf(silences: readonly Silence[], looks: readonly Look[]): Silence[][] {
  const chains: Silence[][] = [];
  for (const silence of silences) {
    const before = chains.at(-1)?.at(-1);
    if (before !== undefined && areProbes(before, silence, looks)) chains.at(-1)?.push(silence);
    else chains.push([silence]);
  }
  return chains;
}

function areProbes(before: Silence, after: Silence, looks: readonly Look[]): boolean {
  const between = looks.filter(({ fromMs, toMs }) => fromMs >= before.silent[1] - 1e-9 && toMs <= after.silent[0] + 1e-9);
  const calls = between.reduce((sum, look) => sum + Math.max(0, look.calls), 0);
  return after.silent[0] - before.silent[1] <= longestProbingMs && calls <= mostProbes;
}

function movesOf(chain: readonly Silence[], usual: Usual, input: SilenceInput): InferredMove[] {
  const { looks, watch } = input;
  const first = chain[0] as Silence;
  const moves: InferredMove[] = [{ from: 'closed', to: 'open', atMs: openedAt(first, usual, input) }];
  for (const [i, silence] of chain.entries()) {
    const probe = silence.next;
    if (probe === null || probe.fromMs >= watch[1]) continue;
    moves.push({ from: 'open', to: 'half-open', atMs: [probe.fromMs, probe.toMs] });
    const again = chain[i + 1];
    if (again === undefined) moves.push({ from: 'half-open', to: 'closed', atMs: [probe.fromMs, closedBy(probe, looks)] });
    // What was asked before has failed by the time when nothing is waiting any more.
    else
      moves.push({
        from: 'half-open',
        to: 'open',
        atMs: [probe.fromMs, Math.max(probe.toMs, Math.min(again.quiet[0], again.silent[1]))],
      });
  }
  return moves;
}

/** It had closed when it opened again, however few calls came in between. */
function eachBeforeTheNext(moves: readonly InferredMove[]): InferredMove[] {
  return moves.map((move, i) => ({ ...move, atMs: [move.atMs[0], Math.min(move.atMs[1], moves[i + 1]?.atMs[1] ?? Infinity)] }));
}

/** Not before the last call, and not longer after it than calls are apart: seven times their mean, once in a thousand times. */
function openedAt({ last, silent, blindFromMs }: Silence, usual: Usual, input: SilenceInput): Interval {
  const { looks, requests } = input;
  if (last === null) return [blindFromMs ?? silent[0], silent[0]];
  // There may have been no call in one that did not tell.
  const counted = looks.findLast(({ toMs, calls }) => toMs <= last.toMs && calls > 0) ?? last;
  if (blindFromMs !== null) return [counted.fromMs, silent[0]];
  const recent = looks.filter(({ toMs }) => toMs <= last.toMs && toMs > last.toMs - 1_000);
  const calls = recent.reduce((sum, look) => sum + Math.max(0, look.calls), 0);
  const spanMs = Math.max(1, last.toMs - (recent[0]?.fromMs ?? last.fromMs));
  const perMs = Math.min(calls / spanMs, usual.ratio * (requests.due(last.toMs - 1_000, last.toMs) / 1_000));
  const slackMs = Math.min(7 / Math.max(1e-9, perMs), usual.longestMs);
  const lateMs = onTheWayMs + Math.max(0, ...recent.map(({ tookMs }) => tookMs));
  return [counted.fromMs - lateMs - underWayMs(last, usual, input), Math.min(last.toMs + slackMs, silent[1])];
}

/**
 * Where failed calls are tried again, the last ones may be those of requests that were let through before: it may have opened as long ago
 * as such a request takes.
 */
function underWayMs(last: Look, usual: Usual, { looks, requests, watch }: SilenceInput): number {
  const fromMs = Math.max(watch[0], last.toMs - 2_000);
  const calls = looks
    .filter((look) => look.fromMs >= fromMs && look.toMs <= last.toMs)
    .reduce((sum, look) => sum + Math.max(0, look.calls), 0);
  const expected = usual.ratio * requests.due(fromMs, last.toMs);
  const triedAgain = calls > expected * retriedShare + 3 * Math.sqrt(expected);
  return triedAgain ? requests.longestMs(fromMs, last.toMs) : 0;
}

function closedBy(probe: Look, looks: readonly Look[]): number {
  let calls = 0;
  for (const look of looks) {
    if (look.toMs < probe.toMs) continue;
    calls += Math.max(0, look.calls);
    if (calls >= closedAfter) return look.toMs;
  }
  return looks.at(-1)?.toMs ?? probe.toMs;
}

/** What is left of a stretch of time. */
function outside(whole: Interval, holes: readonly Interval[]): Interval[] {
  let left: Interval[] = [whole];
  for (const [from, to] of holes)
    left = left.flatMap(([a, b]): Interval[] =>
      to <= a || from >= b
        ? [[a, b]]
        : ([
            [a, from],
            [to, b],
          ].filter(([start, end]) => (end as number) > (start as number)) as unknown as Interval[]),
    );
  return left;
}
