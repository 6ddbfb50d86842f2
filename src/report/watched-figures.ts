/** What was found by watching besides the load, in words: the gate, the system's own alerts, probes, and when faults were noticed. */
import { formatMs } from '../units.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { between, count, counted, moment, unknown } from './figures.ts';
import type { Tone } from './verdict.ts';

export interface Said {
  readonly text: string;
  readonly tone: Tone;
}

/** `baseline held: 1,020 requests, its 2 objectives held: p95 12 ms, 0 % failed`; null where nothing gates. */
export function gateText({ gate }: Pick<Analysis, 'gate'>): Said | null {
  const { stage, ok, heeded, reason } = gate;
  if (ok === null) return stage === null ? null : { text: `${stage} not judged: ${reason}`, tone: 'unsure' };
  if (ok) return { text: `${stage ?? 'baseline'} held: ${reason}`, tone: 'plain' };
  return {
    text: `${stage ?? 'baseline'} failed: ${reason}${heeded ? '; no fault was injected' : '; the gate was off, so faults came all the same'}`,
    tone: 'bad',
  };
}

type Detection = Analysis['detection'][number];

/** `1.4 s ±0.1 s`; `not detected`; a dash where nobody knows. */
export function detectedText({ status, afterMs }: Detection): string {
  if (afterMs !== null) return between(afterMs);
  return status === 'unknown' ? unknown : 'not detected';
}

/** `by alert ShopErrors`, `emulated: checkout, 14.4x ...`, or why it was not. */
export function detectedBy({ how, what, reason }: Detection): string {
  const by = what === null ? null : how === 'emulated' ? `emulated: ${what}` : what;
  return [by, reason].filter((part) => part !== null).join('; ') || unknown;
}

/** `1.45 s after the removal`, `before the fault was removed`, or why that is not known. */
export function clearedText({ clearedAfterMs, clearReason, afterMs }: Detection): string {
  if (clearedAfterMs !== null)
    return clearedAfterMs[1] === 0 ? 'before the fault was removed' : `${between(clearedAfterMs)} after the removal`;
  return afterMs === null ? unknown : (clearReason ?? unknown);
}

type Alert = Analysis['alerts'][number];

/** Labels without the name, which stands beside them. */
export function labelsText({ labels }: Alert): string {
  return Object.entries(labels)
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** `0:12.3 to 0:40.1`, `before the load to ...`, `... to the end`. */
export function firingText({ atMs, clearedAtMs, already, suppressed }: Alert['firings'][number]): string {
  const middle = ([from, to]: readonly [number, number]): string => moment((from + to) / 2);
  const from = already ? 'before the load' : middle(atMs);
  return `${from} to ${clearedAtMs === null ? 'the end' : middle(clearedAtMs)}${suppressed ? ' (silenced or inhibited)' : ''}`;
}

export function sourceText({ alertSource }: Pick<Analysis, 'alertSource'>): Said | null {
  if (alertSource === null) return null;
  const { name, answered, silences } = alertSource;
  if (!answered) return { text: `${name} did not answer, so nothing is known`, tone: 'unsure' };
  const silentMs = silences.reduce((sum, [from, to]) => sum + to - from, 0);
  return silences.length === 0 ? null : { text: `${name} did not answer for ${formatMs(silentMs)}`, tone: 'unsure' };
}

/** `held 13 of 13 times (2 of the looks outside the load)`, `failed 3 of 13 times, first at 0:12.4, for up to 10 s: status 503`. */
export function probeText(probe: Analysis['probes'][number]): Said {
  const { looks, failed, firstFailureMs, longestFailureMs, holdsAtEnd, lastDetail } = probe;
  if (looks === 0) return { text: 'was never looked at', tone: 'unsure' };
  const times = `${counted(looks, 'time')}${outsideText(probe)}`;
  if (failed === 0) return { text: `held ${count(looks)} of ${times}`, tone: 'good' };
  const first = firstFailureMs === null ? '' : `, first at ${moment(firstFailureMs)}`;
  const longest = longestFailureMs === null || longestFailureMs === 0 ? '' : `, for up to ${formatMs(longestFailureMs)}`;
  const end = holdsAtEnd === false ? `; at the end: ${lastDetail ?? 'it did not hold'}` : '';
  return { text: `failed ${count(failed)} of ${times}${first}${longest}${end}`, tone: 'bad' };
}

/** Objectives count the others alone. */
function outsideText({ looks, outsideLoad }: Analysis['probes'][number]): string {
  if (outsideLoad === 0) return '';
  return ` (${outsideLoad === looks ? 'all' : count(outsideLoad)} of the looks outside the load)`;
}
