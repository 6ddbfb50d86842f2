/** What has to be said beside the figures of a recovery, or they are misread. */
import { formatMs, formatShare } from '../../units.ts';
import type { Recovery } from '../analysis.ts';
import { calledOf } from './slots.ts';

/** The two weights tell different stories when they are further apart than this. */
const [apart, times] = [0.02, 1.5];

/** One sentence each, for the worst affected scope of each fault. `repeated`: the run is one of several, whose median is told elsewhere. */
export function remarks(recoveries: readonly Recovery[], repeated: boolean): string[] {
  const waits = recoveries.filter(({ status }) => status === 'recovered').flatMap(({ breakerWaitMs }) => breakerWaitMs ?? []);
  return [...recoveries.flatMap((one) => weights(one) ?? []), ...(waits.length === 0 || repeated ? [] : [phase(Math.max(...waits))])];
}

function weights({ fault, scope, kind, errorRate, resilienceLoss }: Recovery): string | null {
  const { byRequest, byTime } = errorRate ?? { byRequest: null, byTime: null };
  if (byRequest === null || byTime === null) return null;
  const [less, more] = [Math.min(byRequest, byTime), Math.max(byRequest, byTime)];
  if (more - less < apart || more < times * less) return null;
  const why =
    byRequest > byTime
      ? 'what fails fast is soon asked again, so that failures outnumber the rest'
      : 'while requests hang, or the step before them fails, few are asked, and those few hardly count among the rest';
  const loss = resilienceLoss === null ? '' : `, or by the service lost (${formatMs(resilienceLoss * 1_000)})`;
  return `After ${fault} began ${formatShare(byRequest)} of the requests of ${calledOf({ kind, scope })} failed, but ${formatShare(byTime)} of the time: ${why}. Compare outages by time${loss}, not by requests.`;
}

function phase(waitMs: number): string {
  return `A single recovery time behind a breaker that waits ${formatMs(waitMs)} is mostly the phase in which the fault happened to be removed, anything from nothing to all of the wait: compare the median of several runs.`;
}
