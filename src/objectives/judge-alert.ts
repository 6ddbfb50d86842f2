/** What the user's alerts must do: fire or clear in time after a fault, be silent over a time; and when a fault was noticed. */
import type { Interval } from '../events/event.ts';
import { formatMs } from '../units.ts';
import { judgeEach } from './judge-each.ts';
import { answerTo, formatInterval, judgeInterval, since } from './judge-interval.ts';
import { inconclusive, isMissing, type AlertFacts, type Judgement, type Measures } from './measures.ts';
import type { Objective } from './objective.ts';

type Moves = Extract<Objective, { kind: 'alert-moves' }>;
type Silent = Extract<Objective, { kind: 'alert-silent' }>;
type Detects = Extract<Objective, { kind: 'detects' }>;

const silentSource = 'its source did not answer all the time';
/** Then the fault need not be its cause. */
export const perhapsBefore = 'it may have begun to fire before the fault';

/** `fires` counts from the confirmed injection, `clears` from the confirmed removal; an alert that never fired has nothing to clear. */
export function judgeAlertMoves(objective: Moves, measures: Measures): Judgement {
  const { to, withinMs } = objective;
  const wanted = `${to} within ${formatMs(withinMs)}`;
  const facts = measures.alert(objective.alert);
  if (isMissing(facts)) return inconclusive(wanted, facts.missing);
  if (!facts.answered) return inconclusive(wanted, 'no source of alerts answered');
  return judgeEach(objective.after, wanted, measures, (id) => {
    const fault = measures.fault(id);
    if (isMissing(fault)) return inconclusive(wanted, fault.missing);
    const from = to === 'fires' ? fault.injectedAtMs : fault.removedAtMs;
    if (from === null) return inconclusive(wanted, `${id} was not removed while the load ran`);
    const watched = { forMs: Math.max(0, measures.endMs - from[1]), gaps: isUnseen(facts, [from[0], from[1] + withinMs]) };
    return to === 'fires' ? fires(facts, from, withinMs, watched, wanted) : clears(facts, from, withinMs, watched, wanted);
  });
}

/** Whether its source did not answer at some time within. */
export function isUnseen({ gaps }: AlertFacts, [from, to]: Interval): boolean {
  return gaps.some((gap) => gap[0] <= to && gap[1] >= from);
}

interface Watched {
  readonly forMs: number;
  /** Within the bound. */
  readonly gaps: boolean;
}

function fires({ firings }: AlertFacts, from: Interval, withinMs: number, watched: Watched, wanted: string): Judgement {
  const times = firings.map(({ atMs }) => atMs).toSorted((a, b) => a[1] - b[1]);
  const answer = answerTo(times, from, withinMs);
  if (answer === 'unsure') return inconclusive(wanted, perhapsBefore);
  if (answer !== null) return afterwards(judgeInterval(since(answer, from), withinMs, wanted), watched);
  const already = firings.some(({ clearedAtMs }) => clearedAtMs === null || clearedAtMs[1] >= from[0]);
  if (already) return inconclusive(wanted, 'it was firing already when the fault was injected');
  return absent('never fired', withinMs, watched, wanted);
}

/** All that fire then, and all that come before the bound, must be gone by it. */
function clears({ firings }: AlertFacts, from: Interval, withinMs: number, watched: Watched, wanted: string): Judgement {
  const untilMs = from[1] + withinMs;
  const open = firings.filter(({ atMs, clearedAtMs }) => atMs[0] <= untilMs && (clearedAtMs === null || clearedAtMs[1] >= from[0]));
  if (open.some(({ clearedAtMs }) => clearedAtMs === null)) return absent('still firing', withinMs, watched, wanted);
  const last = open.toSorted((a, b) => (a.clearedAtMs?.[1] ?? 0) - (b.clearedAtMs?.[1] ?? 0)).at(-1);
  if (last?.clearedAtMs) {
    const judged = judgeInterval(since(last.clearedAtMs, from), withinMs, wanted);
    // What fired in a gap may not have cleared.
    return judged.verdict === 'held' && watched.gaps ? inconclusive(wanted, silentSource, judged.actual) : judged;
  }
  const held = absent(firings.length === 0 ? 'never fired' : 'cleared before', withinMs, watched, wanted);
  // What was not seen to fire has nothing to clear, if it was looked at long enough.
  return held.verdict === 'breached' ? { ...held, verdict: 'held' } : held;
}

/** A late firing may have been preceded by one in a gap. */
function afterwards(judged: Judgement, { gaps }: Watched): Judgement {
  return judged.verdict === 'breached' && gaps ? { ...judged, verdict: 'inconclusive', reason: silentSource } : judged;
}

function absent(actual: string, withinMs: number, { forMs, gaps }: Watched, wanted: string): Judgement {
  if (gaps) return inconclusive(wanted, silentSource, actual);
  if (forMs < withinMs) return inconclusive(wanted, `it was watched for ${formatMs(forMs)} only`, actual);
  return { verdict: 'breached', actual, wanted, reason: null };
}

export function judgeAlertSilent(objective: Silent, measures: Measures): Judgement {
  const wanted = 'none fires';
  const window = measures.window(objective.during);
  if (isMissing(window)) return inconclusive(wanted, window.missing);
  const facts = measures.alert(objective.alert);
  if (isMissing(facts)) return inconclusive(wanted, facts.missing);
  if (!facts.answered) return inconclusive(wanted, 'no source of alerts answered');
  const [from, to] = window;
  const touching = facts.firings.filter(({ atMs, clearedAtMs }) => atMs[0] <= to && (clearedAtMs === null || clearedAtMs[1] >= from));
  // Firing at some moment that surely lies within: begun before its end, and not over before its beginning.
  const certain = touching.find(({ atMs, clearedAtMs }) => atMs[1] <= to && (clearedAtMs === null || clearedAtMs[0] >= from));
  if (certain) {
    const actual = `${certain.alert} fired ${certain.atMs[1] < from ? 'when it began' : `at ${formatInterval(certain.atMs)}`}`;
    return { verdict: 'breached', actual, wanted, reason: null };
  }
  const possible = touching[0];
  if (possible) return inconclusive(wanted, `${possible.alert} fired at ${formatInterval(possible.atMs)}, which may lie outside`);
  if (isUnseen(facts, window)) return inconclusive(wanted, silentSource);
  return { verdict: 'held', actual: 'none fired', wanted, reason: null };
}

export function judgeDetects(objective: Detects, measures: Measures): Judgement {
  const { withinMs } = objective;
  const wanted = `within ${formatMs(withinMs)}`;
  return judgeEach(objective.after, wanted, measures, (id) => {
    const fault = measures.fault(id);
    if (isMissing(fault)) return inconclusive(wanted, fault.missing);
    const detection = measures.detection(id);
    if (isMissing(detection)) return inconclusive(wanted, detection.missing);
    const by = detection.how === 'emulated' ? `emulated: ${detection.what}` : detection.what;
    if (detection.atMs === null)
      return absent(`not detected (${by})`, withinMs, { forMs: Math.max(0, measures.endMs - fault.injectedAtMs[1]), gaps: false }, wanted);
    const judged = judgeInterval(since(detection.atMs, fault.injectedAtMs), withinMs, wanted);
    if (detection.atMs[0] < fault.injectedAtMs[0]) return inconclusive(wanted, perhapsBefore, `${judged.actual} (${by})`);
    return { ...judged, actual: `${judged.actual} (${by})` };
  });
}
