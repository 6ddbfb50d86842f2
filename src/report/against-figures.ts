/** How a run stands against those before it and against its control, as words and cells that every report uses. */
import type { Analysis } from '../analysis/analysis.ts';
import { changeText } from '../analysis/compare/change-text.ts';
import { counted, msOrDash, rateOrDash, shareOrDash } from './figures.ts';
import type { Tone } from './verdict.ts';

type Comparison = NonNullable<Analysis['comparison']>;
type Control = NonNullable<Analysis['control']>;

/** `with 14 runs of history.ndjson: nothing is worse`; what was not judged says why. */
export function againstText({ baseline, history, runs, rule, reason, regressions, confirmed, rerunOf }: Comparison): string {
  const names = [...(baseline === null ? [] : [`baseline ${baseline}`]), ...(history === null ? [] : [history])].join(' and ');
  const held = `with ${counted(runs, 'run')} of ${names}`;
  if (rule === 'none') return `with ${names}: not judged, ${reason ?? ''}`;
  const worse = regressions.length === 0 ? 'nothing is worse' : `${counted(regressions.length, 'metric')} worse`;
  const again = rerunOf === null ? '' : confirmed?.length ? `, which confirms ${rerunOf}` : `, which does not confirm ${rerunOf}`;
  return `${held}: ${worse}${again}${reason === null ? '' : `; ${reason}`}`;
}

/** What is worse, then what is better. */
export function notableChanges({ metrics }: Comparison): { metric: string; text: string; tone: Tone }[] {
  const of = (verdict: Comparison['metrics'][number]['verdict'], tone: Tone) =>
    metrics.filter((one) => one.verdict === verdict).map((one) => ({ metric: one.metric, text: changeText(one), tone }));
  return [...of('regression', 'bad'), ...of('better', 'good')];
}

/** Every metric in a row: name, now, usually, judgement. */
export function againstRows({ metrics }: Comparison): string[][] {
  return metrics.map((one) => [
    one.metric,
    changeText(one),
    one.verdict === 'shown' ? '' : one.verdict + (one.verdict === 'unknown' ? `: ${one.reason ?? ''}` : ''),
  ]);
}

export const costHead = ['route', 'while', 'errors', 'without', 'p99', 'without', 'served', 'without'];

/** A row for each route and fault, and for the whole load where there is more than one fault; what is beyond the floor is marked. */
export function costRows({ costs }: Control): { cells: string[]; tone: Tone }[] {
  const faults = new Set(costs.flatMap(({ fault }) => (fault === null ? [] : [fault])));
  return costs
    .filter(({ fault }) => fault !== null || faults.size !== 1)
    .map(({ route, fault, errorRate, p99Ms, goodputPerSecond, beyondFloor }) => ({
      tone: beyondFloor.length > 0 ? ('bad' as const) : ('plain' as const),
      cells: [
        route,
        fault ?? 'the whole load',
        shareOrDash(errorRate.with) + mark(beyondFloor.includes('error rate')),
        shareOrDash(errorRate.without),
        msOrDash(p99Ms.with) + mark(beyondFloor.includes('p99')),
        msOrDash(p99Ms.without),
        rateOrDash(goodputPerSecond.with) + mark(beyondFloor.includes('goodput')),
        rateOrDash(goodputPerSecond.without),
      ],
    }));
}

/** Readable where there is no colour. */
function mark(beyond: boolean): string {
  return beyond ? ' ✗' : '';
}

export const costMeaning =
  '✗: beyond what matters (0.5 points; 10 % and 2 ms; 10 %). It is one run against one: nothing is claimed of chance.';

/** `control RUN held`, and which breached objectives no fault is to blame for. */
export function controlTexts({ run, exitCode, reason, breachedWithout }: Control): string[] {
  const blameless = breachedWithout.map((text) => `"${text}" is breached without a fault too`);
  return [`${run} without faults: ${exitCode === 0 ? 'it held' : reason}`, ...blameless];
}
