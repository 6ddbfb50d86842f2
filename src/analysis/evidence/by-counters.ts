/** The counters of the proxy as evidence: the strongest, and the only one that can say that a fault did not bite. */
import { dataToxicOf, effectOf } from '../../faults/effect.ts';
import { formatBytes } from '../../faults/describe.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import { formatMs, formatShare } from '../../units.ts';
import type { Counted, Touched, Traffic } from './counted.ts';

/** What was held for less on average is late by no measure. */
const leastHeldMs = 0.5;

export interface CountersSay {
  /** It bit; it did not, whatever else is seen; or they can't tell. */
  readonly bit: 'yes' | 'no' | 'open';
  readonly sentence: string;
  /** Something crossed the link, so that it is wired. */
  readonly wired: boolean;
}

export function byCounters(planned: PlannedFault, counted: Counted, refusedProbes: string | null): CountersSay {
  const effect = effectOf(planned);
  if (effect === 'refused') return ofOutage(planned, counted, refusedProbes);
  const { touched, crossed } = counted;
  const isTouched = effect === 'requests' ? (touched.requests ?? 0) > 0 : touched.chunks > 0 || touched.bytes > 0 || touched.delayedMs > 0;
  if (crossed.connections === 0 && crossed.bytes === 0 && !isTouched)
    return { bit: 'no', wired: false, sentence: nothingCrossed(planned, counted) };
  const said = `${trafficWords(crossed, 'new ')} crossed link ${planned.link}`;
  if (touched.connections === 0 && !isTouched)
    return { bit: 'no', wired: true, sentence: `${said}, but it touched none of it${whySpared(planned, counted)}` };
  const active = `it was active on ${connectionsOf(touched)}`;
  const meanMs = touched.delayedMs / Math.max(1, touched.chunks);
  if (isTouched && dataToxicOf(planned)?.does === 'held' && meanMs < leastHeldMs)
    return { bit: 'open', wired: true, sentence: `${said}; ${active} and held back nothing that could be measured` };
  if (!isTouched && counted.probedRequests > 0)
    return { bit: 'open', wired: true, sentence: `${said}; ${active}, and all requests that it met there may have been probes` };
  if (!isTouched)
    return { bit: 'open', wired: true, sentence: `${said}; ${active} and changed nothing there${whyWithout(planned, counted)}` };
  return { bit: 'yes', wired: true, sentence: `${said}; ${active}${didWords(planned, touched)} (counters of the proxy)` };
}

/** Refused connections never reach the proxy: it can tell only what it closed, and what crossed shortly before. */
function ofOutage({ link }: PlannedFault, counts: Counted, refusedProbes: string | null): CountersSay {
  const { before } = counts;
  if (before === null) return { bit: 'open', wired: false, sentence: `link ${link} was not looked at before it came` };
  // A connection that was merely open is no traffic.
  const used = before.connections > 0 || before.bytes > 0;
  const span = `in the ${Math.max(1, Math.round(before.seconds))} s before it`;
  if (!used) return { bit: 'open', wired: false, sentence: `nothing crossed link ${link} ${span}` };
  const closes = closedBy(counts)?.connections ?? 0;
  const closed = closes > 0 ? `it closed ${counted(closes, 'open connection')}` : null;
  const effects = [closed, refusedProbes].filter((effect) => effect !== null);
  const crossed = `${trafficWords(before, '')} crossed link ${link} ${span}`;
  if (effects.length === 0) return { bit: 'open', wired: true, sentence: `${crossed}, and no connection of it was seen to be closed` };
  return { bit: 'yes', wired: true, sentence: `${crossed}; ${effects.join(', and ')} (counters of the proxy)` };
}

/** What an outage touched: the connections that were open just before it, and are no more. Null: not counted. */
export function closedBy({ openJustBefore: open, openBefore }: Counted): Touched | null {
  if (open === null || openBefore === null) return null;
  return { connections: Math.max(0, open - openBefore), ofConnections: open, requests: null, chunks: 0, bytes: 0, delayedMs: 0 };
}

function nothingCrossed({ link }: PlannedFault, { ever, before }: Counted): string {
  const nothing = `nothing crossed link ${link} while it was in`;
  if (ever <= 0) return `${nothing}, and nothing ever did: the system goes around its proxy`;
  if (before !== null && (before.connections > 0 || before.bytes > 0))
    return `${nothing}, though ${trafficWords(before, '')} did in the seconds before`;
  return `${nothing}: it was idle`;
}

function whySpared(planned: PlannedFault, { streamBytes, touched }: Counted): string {
  const { spec } = planned;
  if (effectOf(planned) === 'requests') return whyNoRequest(planned);
  const toxicity = dataToxicOf(planned)?.toxicity ?? 1;
  if (toxicity < 1)
    return ` (toxicity ${formatShare(toxicity)}, drawn once a connection${touched.ofConnections === null ? '' : `: none of ${touched.ofConnections} was drawn`})`;
  return streamBytes <= 0 ? `: no data went ${spec.stream}` : '';
}

function whyNoRequest({ spec }: PlannedFault): string {
  const or = spec.type === 'http_corrupt' ? ', or no body was that long' : '';
  return `: no request was one that it is for (method, path, share)${or}`;
}

function whyWithout(planned: PlannedFault, { streamBytes }: Counted): string {
  const { spec } = planned;
  if (effectOf(planned) === 'requests') return whyNoRequest(planned);
  if (spec.type === 'slow_close') return ': none of them ended';
  if (spec.type === 'limit_data') return ': none of them carried so much';
  return streamBytes <= 0 ? `: no data went ${spec.stream}` : '';
}

function didWords(planned: PlannedFault, { connections, requests, chunks, bytes, delayedMs }: Touched): string {
  const does = dataToxicOf(planned)?.does;
  const met = requests !== null && requests > 0 ? `, met ${counted(requests, 'request')}` : '';
  if (does === 'dropped') return `${met}, ${bytes > 0 ? `dropped ${formatBytes(bytes)} on` : 'cut'} ${counted(connections, 'connection')}`;
  if (does === 'cut')
    return `${met}, cut ${counted(chunks, 'chunk')} into pieces${delayedMs > 0 ? `, ${formatMs(delayedMs / chunks)} in all for each on average` : ''}`;
  const what = [
    delayedMs > 0 && chunks > 0 ? `held ${counted(chunks, 'chunk')} for ${formatMs(delayedMs / chunks)} on average` : '',
    delayedMs > 0 && chunks === 0 ? `held them back for ${formatMs(delayedMs)} in all` : '',
    delayedMs <= 0 && bytes > 0 ? `took hold of ${formatBytes(bytes)}` : '',
  ].filter((words) => words !== '');
  return [met, ...what.map((words) => `, ${words}`)].join('');
}

/** `2 of 12 connections`: toxicity is a share of connections. */
function connectionsOf({ connections, ofConnections }: Touched): string {
  return ofConnections === null || ofConnections < connections
    ? counted(connections, 'connection')
    : `${connections} of ${counted(ofConnections, 'connection')}`;
}

function trafficWords({ connections, bytes }: Traffic, kind: string): string {
  return `${connections} ${kind}connection${connections === 1 ? '' : 's'} and ${formatBytes(bytes)}`;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
