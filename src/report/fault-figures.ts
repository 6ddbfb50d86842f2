/** The figures of a fault: did it bite, what it touched, tripped after, recovered after, requests failed. */
import { formatMs, formatShare } from '../units.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { formatBytes, onLink } from '../faults/describe.ts';
import { between, count, counted, recoveryText, unknown } from './figures.ts';
import type { Tone } from './verdict.ts';

export type Fault = Analysis['faults'][number];

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly tone: Tone;
  /** What the value rests on, or why there is none; may be empty. */
  readonly detail: string;
}

/** Always five, in this order. */
export function faultFigures(analysis: Analysis, fault: Fault): [Figure, Figure, Figure, Figure, Figure] {
  return [bite(fault), touched(fault), trip(analysis, fault), recovery(analysis, fault), failed(fault)];
}

/** `latency 2 s ±500 ms on payments`. */
export function whatItDid(fault: Fault): string {
  return `${fault.describe.replaceAll('+-', '±')}${onLink(fault.link)}`;
}

/** From its confirmed injection to the start of its removal, or to the end of the run; null when it was never injected. */
export function faultWindow(analysis: Analysis, fault: Fault): [number, number] | null {
  if (fault.injectedAtMs === null) return null;
  return [fault.injectedAtMs[1], fault.removedAtMs?.[0] ?? analysis.run.durationMs];
}

/** The moment the worst route was good again, or null. */
export function recoveredAt(analysis: Analysis, fault: Fault): number | null {
  const recovery = analysis.recovery.find((one) => one.fault === fault.id);
  if (recovery?.status !== 'recovered' || recovery.recoveryMs === null || fault.removedAtMs === null) return null;
  return (fault.removedAtMs[0] + fault.removedAtMs[1]) / 2 + recovery.recoveryMs;
}

function bite(fault: Fault): Figure {
  const label = 'did it bite';
  if (fault.injectedAtMs === null) return { label, value: 'not injected', tone: 'unsure', detail: fault.evidence };
  if (fault.verified === true) return { label, value: 'yes', tone: 'good', detail: fault.evidence };
  if (fault.verified === false) return { label, value: 'no', tone: 'unsure', detail: fault.evidence };
  return { label, value: 'not known', tone: 'unsure', detail: fault.evidence };
}

/** Of the connections on its link: toxicity is a share of those, not of requests. */
function touched({ touched: found, touchedReason }: Fault): Figure {
  const label = 'touched';
  if (found === null) return { label, value: unknown, tone: 'plain', detail: touchedReason ?? 'not counted' };
  const { connections, ofConnections, requests, chunks, bytes, delayedMs } = found;
  const whole = ofConnections !== null && ofConnections >= connections && ofConnections > 0;
  const details = [
    whole ? `${formatShare(connections / ofConnections)} of the connections` : '',
    requests === null ? '' : counted(requests, 'request'),
    chunks > 0 ? counted(chunks, 'chunk') : '',
    bytes > 0 ? formatBytes(bytes) : '',
    delayedMs > 0 ? `held for ${formatMs(delayedMs)} in all` : '',
  ];
  const value = whole ? `${count(connections)} of ${counted(ofConnections, 'connection')}` : counted(connections, 'connection');
  return { label, value, tone: connections === 0 ? 'unsure' : 'plain', detail: details.filter((detail) => detail !== '').join(', ') };
}

function trip(analysis: Analysis, fault: Fault): Figure {
  const label = 'tripped after';
  if (fault.tripMs !== null)
    return { label, value: between(fault.tripMs), tone: 'plain', detail: fault.breaker === null ? '' : `breaker ${fault.breaker}` };
  const breaker = analysis.breakers.find((one) =>
    fault.breaker === null ? fault.link !== null && one.link === fault.link : one.name === fault.breaker,
  );
  if (breaker === undefined) return { label, value: unknown, tone: 'plain', detail: 'no breaker is watched on this link' };
  if (fault.injectedAtMs === null) return { label, value: unknown, tone: 'plain', detail: 'the fault was not injected' };
  if (!breaker.answered) return { label, value: unknown, tone: 'unsure', detail: `the source of breaker ${breaker.name} did not answer` };
  return { label, value: 'did not trip', tone: 'plain', detail: `breaker ${breaker.name} did not open while it was active` };
}

function recovery(analysis: Analysis, fault: Fault): Figure {
  const label = 'recovered after';
  const found = analysis.recovery.find((one) => one.fault === fault.id);
  if (found === undefined)
    return {
      label,
      value: unknown,
      tone: 'plain',
      detail: fault.injectedAtMs === null ? 'the fault was not injected' : 'recovery was not judged',
    };
  const tone: Tone =
    found.status === 'censored' || found.status === 'relapsed' ? 'bad' : found.status === 'insufficient-data' ? 'unsure' : 'good';
  const scope = found.scope === 'all' ? 'all requests' : found.scope;
  const many = found.perRoute.length > 1;
  const worst = !many ? scope : found.status === 'never-degraded' ? 'no route that could be judged' : `worst route: ${scope}`;
  const loss =
    found.resilienceLoss === null || found.resilienceLoss < 0.005 ? '' : `, ${formatMs(found.resilienceLoss * 1_000)} of full service lost`;
  return { label, value: recoveryText(found), tone, detail: found.reason ?? `${worst}${loss}` };
}

function failed(fault: Fault): Figure {
  const label = 'requests failed';
  if (fault.requestsFailed === null)
    return {
      label,
      value: unknown,
      tone: 'plain',
      detail: fault.injectedAtMs === null ? 'the fault was not injected' : 'its window is not known',
    };
  return {
    label,
    value: count(fault.requestsFailed),
    tone: fault.requestsFailed === 0 ? 'good' : 'plain',
    detail: 'intended while it was active',
  };
}
