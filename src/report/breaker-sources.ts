/** What a reader needs of the sources of a breaker: what can't be believed, what was not seen, and what looking cost. */
import { formatMs, formatShare } from '../units.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { counted, moment } from './figures.ts';

type Breaker = Analysis['breakers'][number];

/** Where no transition was seen: what that means. */
export function unmovedText(breaker: Breaker): string {
  // Nothing is inferred before the first fault, when it is closed.
  const blind = breaker.grade !== 'A' && breaker.unwatched.some(({ atMs }) => atMs[0] > 0);
  return sourceNotes(breaker).length === 0 && !blind ? 'stayed closed' : 'no transition was seen';
}

/** Why a trip between these two times, in ms of the run, may not have been seen; null: it would have been. */
export function unwatchedText({ grade, unwatched }: Breaker, [from, to]: readonly [number, number]): string | null {
  const found = unwatched.find(({ atMs }) => atMs[0] < to && atMs[1] > from);
  if (found === undefined) return null;
  // Calls are looked for from the first fault on, but where none can come.
  if (grade === 'B') return "it can't be told while the link is down";
  const when = `from ${moment(Math.max(from, found.atMs[0]))} to ${moment(Math.min(to, found.atMs[1]))}`;
  if (grade !== 'A') return `it can't be told ${when}`;
  return found.why === null ? `its source ${found.instance} was silent ${when}` : `${found.instance}, ${when}: ${found.why}`;
}

const absent = 'it was never seen there: check its name and match, unless nothing is shown before its first event';

/** A sentence for each source that something is wrong with. */
export function sourceNotes({ sources }: Breaker): string[] {
  return sources.flatMap(({ instance, answered, seen, stateAtFirst, unusable, missed, silentMs, unheardFromMs, lastProblem }) => {
    if (unusable !== null) return [`${unusable}; nothing that was read there counts`];
    const silence = silentMs === null || silentMs === 0 ? [] : [`${instance} did not answer for ${formatMs(silentMs)} of the load`];
    const why = silence.length > 0 && lastProblem !== null ? `${silence[0]} (${lastProblem})` : silence[0];
    const state =
      stateAtFirst === 'closed' || !seen
        ? []
        : [
            stateAtFirst === null
              ? `whether ${instance} was open from the beginning is not known`
              : `${instance} was ${stateAtFirst} when it was first seen`,
          ];
    const end =
      unheardFromMs === null ? [] : [`${instance} was last read at ${moment(unheardFromMs)}: what it did from then on is not known`];
    return [
      ...state,
      ...(why === undefined || answered === false ? [] : [why]),
      ...end,
      ...(answered === true && !seen ? [`${instance}: ${absent}`] : []),
      ...(missed === null ? [] : [`${instance}: ${missed}`]),
    ];
  });
}

/** `2 sources, each read every 200 ms in 3.2 ms (p95 5 ms), 1.6 % of the time`; the dearest stands for all. Null: nothing is known. */
export function watchText({ sources }: Breaker): string | null {
  const costs = sources.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const [dearest] = costs.filter(({ share }) => share !== null).toSorted((a, b) => b.share! - a.share!);
  if (dearest === undefined) {
    const bytes = costs.reduce((sum, cost) => sum + cost.bytes, 0);
    return costs.length === 0 ? null : `${counted(costs.length, 'source')} followed, ${sizeText(bytes)} read`;
  }
  const { everyMs, meanMs, p95Ms, share, bytes, looks } = dearest;
  const took = meanMs === null || p95Ms === null ? '' : ` in ${formatMs(meanMs)} (p95 ${formatMs(p95Ms)})`;
  const each = looks === 0 ? '' : `, ${sizeText(bytes / looks)} each`;
  return `${counted(costs.length, 'source')} read every ${formatMs(everyMs!)}${took}, ${formatShare(share!)} of the time${each}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${(bytes / 1_000).toPrecision(2)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
