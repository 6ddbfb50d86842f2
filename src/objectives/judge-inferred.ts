/**
 * A judgement on a breaker that did not speak for itself says what it rests on. What was seen counts as ever; that nothing was seen counts
 * only for the time in which it would have been, which the judges know from the silences.
 */
import { silentSource } from './judge-breaker.ts';
import { inconclusive, type BreakerFacts, type Judgement } from './measures.ts';

export function onInferred(judged: Judgement, facts: BreakerFacts, onShare?: number): Judgement {
  if (!facts.answered) return facts.unknownWhy === undefined ? judged : { ...judged, reason: facts.unknownWhy };
  if (facts.inferred === undefined) return judged;
  const actual = judged.actual === null ? null : `${judged.actual} (${facts.inferred})`;
  if (onShare !== undefined && facts.anyInstance === true)
    return inconclusive(judged.wanted, `inferred (${facts.inferred}), which does not tell instances apart`, actual);
  if (judged.verdict !== 'inconclusive') return { ...judged, actual };
  const notWatched = judged.reason?.includes(silentSource) === true;
  const why = notWatched ? 'it can be told only from the first fault on its link on, and not while that is down' : judged.reason;
  return { ...judged, actual, reason: `inferred (${facts.inferred}): ${why ?? ''}` };
}
