/** The figures of a fault: did it bite, what it touched, tripped after, recovered after, requests failed. */
import { unwatchedText } from './breaker-sources.ts';
import { breakerText, gradeOf } from './breaker-text.ts';
import { formatMs, formatShare } from '../units.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { formatBytes, onLink } from '../faults/describe.ts';
import { actsOnRequests, faultKinds } from '../faults/shelf.ts';
import { between, count, counted, recoveryText, unknown } from './figures.ts';
import { recoveryDetail, scopeName } from './recovery-figures.ts';
import type { Tone } from './verdict.ts';

/** Off its planned time by less than this a fault came when it was to come. */
const movedMs = 500;

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

/** Those that can have a value: what acts on no link can't trip a breaker of one. */
export function aptFigures(analysis: Analysis, fault: Fault): Figure[] {
  const [bit, met, tripped, ...rest] = faultFigures(analysis, fault);
  return [bit, met, ...(fault.link === null && fault.tripMs === null ? [] : [tripped]), ...rest];
}

/** `injected by hand 18.9 s early, removed by hand after 6.1 s`, `cleared 0.73 s earlier than planned: dither`; null where it came and went as planned. */
export function movedText({ plannedAtMs, dither, injectedAtMs, removedAtMs, removedWhy }: Fault): string | null {
  if (injectedAtMs === null) return null;
  const lateMs = injectedAtMs[0] - plannedAtMs;
  const parts = [
    // Nothing but a person injects early; late it is after a hold, too.
    lateMs < -movedMs ? `injected by hand ${formatMs(-lateMs)} early` : '',
    lateMs > movedMs ? `injected ${formatMs(lateMs)} late` : '',
    removedWhy === 'cleared' && removedAtMs !== null ? `removed by hand after ${formatMs(removedAtMs[0] - injectedAtMs[1])}` : '',
    removedWhy === 'planned' && dither !== null ? `cleared ${formatMs(dither.earlierMs)} earlier than planned: dither` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

/** `latency 2 s ±500 ms on payments`. */
export function whatItDid(fault: Fault): string {
  return `${spreadSign(fault.describe)}${onLink(fault.link)}`;
}

/** `2 s +-500 ms`, as plans say it in plain letters, as `2 s ±500 ms`. */
export function spreadSign(text: string): string {
  return text.replaceAll('+-', '±');
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

/** Of the connections on its link, since toxicity is a share of those; of one that acts on requests, how many of them. */
function touched({ type, touched: found, touchedReason }: Fault): Figure {
  const label = 'touched';
  if (found === null) return { label, value: unknown, tone: 'plain', detail: touchedReason ?? 'not counted' };
  const { connections, ofConnections, requests, chunks, bytes, delayedMs } = found;
  const kind = faultKinds.get(type);
  const byRequests = requests !== null && kind !== undefined && actsOnRequests(kind);
  const whole = ofConnections !== null && ofConnections >= connections && ofConnections > 0;
  const details = [
    whole && !byRequests ? `${formatShare(connections / ofConnections)} of the connections` : '',
    requests === null || byRequests ? '' : counted(requests, 'request'),
    chunks > 0 ? counted(chunks, 'chunk') : '',
    bytes > 0 ? formatBytes(bytes) : '',
    delayedMs > 0 ? `held for ${formatMs(delayedMs)} in all` : '',
  ];
  const ofThem = whole ? `${count(connections)} of ${counted(ofConnections, 'connection')}` : counted(connections, 'connection');
  const value = byRequests ? `${counted(requests, 'request')}, on ${counted(connections, 'connection')}` : ofThem;
  return {
    label,
    value,
    tone: (byRequests ? requests : connections) === 0 ? 'unsure' : 'plain',
    detail: details.filter((detail) => detail !== '').join(', '),
  };
}

function trip(analysis: Analysis, fault: Fault): Figure {
  const label = 'tripped after';
  if (fault.tripMs !== null)
    return {
      label,
      value: between(fault.tripMs),
      tone: 'plain',
      detail: fault.breaker === null ? '' : tripDetail(analysis, fault.breaker),
    };
  const breaker = analysis.breakers.find((one) =>
    fault.breaker === null ? fault.link !== null && one.link === fault.link : one.name === fault.breaker,
  );
  if (breaker === undefined)
    return {
      label,
      value: unknown,
      tone: 'plain',
      detail: fault.link === null ? 'it acts on no link' : 'no breaker is watched on this link',
    };
  if (fault.injectedAtMs === null) return { label, value: unknown, tone: 'plain', detail: 'the fault was not injected' };
  if (!breaker.answered) return { label, value: unknown, tone: 'unsure', detail: `breaker ${breaker.name}: ${breakerText(breaker)}` };
  const unseen = unwatchedText(breaker, [fault.injectedAtMs[1], fault.removedAtMs?.[0] ?? analysis.run.durationMs]);
  if (unseen !== null) return { label, value: 'not known', tone: 'unsure', detail: `breaker ${breaker.name}: ${unseen}` };
  const grade = gradeOf(breaker);
  return {
    label,
    value: 'did not trip',
    tone: 'plain',
    detail: `breaker ${breaker.name} did not open while it was active${grade === null ? '' : ` (${grade})`}`,
  };
}

function tripDetail({ breakers }: Analysis, name: string): string {
  const found = breakers.find((breaker) => breaker.name === name);
  const grade = found === undefined ? null : gradeOf(found);
  return `breaker ${name}${grade === null ? '' : ` (${grade})`}`;
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
  const worst =
    found.perRoute.length <= 1
      ? scopeName(found)
      : found.status === 'never-degraded'
        ? 'no route that could be judged'
        : found.kind === 'all'
          ? 'all routes'
          : `worst ${found.kind}: ${found.scope}`;
  const named = found.status === 'insufficient-data' && found.perRoute.length <= 1 ? '' : worst;
  const beside = found.status === 'recovered-before-clear' ? '' : recoveryDetail(found);
  const details = [named, found.reason ?? '', beside].filter((part) => part !== '');
  return { label, value: recoveryText(found), tone, detail: details.join(', ') };
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
