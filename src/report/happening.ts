/** What in the event stream is worth a line to a person watching, as a sentence and as fields for a log. Load and generator lines are not. */
import type { Event } from '../events/event.ts';
import { formatMs, writeDuration } from '../units.ts';
import type { Tone } from './verdict.ts';

export interface Happening {
  readonly tMs: number;
  /** A word to search for: `fault-injected`, `breaker`, `abort`. */
  readonly event: string;
  readonly tone: Tone;
  readonly text: string;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

export function happeningOf(event: Event): Happening | null {
  const body = bodyOf(event);
  return body === null ? null : { tMs: event.tMs, event: event.type, ...body };
}

const removedWhy = { planned: '', cleared: ' by hand', stopped: ' because the run stops' } as const;

type Body = Pick<Happening, 'tone' | 'text' | 'fields'>;

function bodyOf(event: Event): Body | null {
  switch (event.type) {
    case 'started':
      return { tone: 'plain', text: 'load begins', fields: { startedAt: event.startedAt } };
    case 'stage':
      return {
        tone: 'plain',
        text: `stage ${event.name} for ${writeDuration(event.forMs)}`,
        fields: { stage: event.name, forMs: event.forMs },
      };
    case 'preflight':
      return event.ok
        ? null
        : {
            tone: 'bad',
            text: `preflight ${event.check} failed: ${event.detail}`,
            fields: { check: event.check, ok: false, detail: event.detail },
          };
    case 'link':
      return {
        tone: 'plain',
        text: `link ${event.link}: proxy ${event.proxy} ${event.how}, ${event.listen} to ${event.upstream}`,
        fields: {
          link: event.link,
          how: event.how,
          proxy: event.proxy,
          listen: event.listen,
          upstream: event.upstream,
          server: event.server,
        },
      };
    case 'fault-injected':
      return {
        tone: 'unsure',
        text: `fault ${event.fault} injected`,
        fields: { fault: event.fault, tookMs: round(event.confirmedMs - event.sentMs) },
      };
    case 'fault-removed':
      if (event.lost === true)
        return { tone: 'unsure', text: `fault ${event.fault} was gone before it was to be removed`, fields: { fault: event.fault } };
      return {
        tone: 'good',
        text: `fault ${event.fault} removed${removedWhy[event.why]}`,
        fields: { fault: event.fault, why: event.why, tookMs: round(event.confirmedMs - event.sentMs) },
      };
    case 'person-asked':
      return { tone: 'bad', text: `by hand, for ${event.fault}: ${event.say}`, fields: { fault: event.fault, say: event.say } };
    case 'person-confirmed':
      return { tone: 'good', text: `done by hand, for ${event.fault}`, fields: { fault: event.fault, from: event.from } };
    case 'command-ended':
      return event.code === 0
        ? null
        : {
            tone: 'unsure',
            text: `fault ${event.fault}: ${event.part} ended with ${event.code === null ? 'a signal' : `code ${event.code}`}`,
            fields: { fault: event.fault, part: event.part, code: event.code ?? 'signal' },
          };
    case 'fault-skipped':
      return { tone: 'unsure', text: `fault ${event.fault} skipped: ${event.why}`, fields: { fault: event.fault, why: event.why } };
    case 'breaker': {
      const tone = event.to === 'open' ? 'bad' : event.to === 'closed' ? 'good' : 'unsure';
      return {
        tone,
        text: `breaker ${event.breaker} ${event.from} → ${event.to} (${event.instance})`,
        fields: { breaker: event.breaker, instance: event.instance, from: event.from, to: event.to, evidence: event.evidence },
      };
    }
    case 'alert':
      return {
        tone: event.state === 'firing' ? 'bad' : event.state === 'resolved' ? 'good' : 'unsure',
        text: `alert ${event.alert} ${{ firing: 'fires', suppressed: 'fires, and nobody is told', resolved: 'no longer fires' }[event.state]}`,
        fields: { alert: event.alert, id: event.id, state: event.state },
      };
    case 'alert-source':
      return event.answering
        ? null
        : {
            tone: 'unsure',
            text: `${event.source} does not answer: ${event.detail}`,
            fields: { source: event.source, answering: false, detail: event.detail },
          };
    case 'probe':
      return event.ok
        ? null
        : {
            tone: 'bad',
            text: `probe ${event.probe} does not hold: ${event.detail}`,
            fields: { probe: event.probe, ok: false, detail: event.detail },
          };
    case 'breaker-source': {
      const { breaker, instance, answering, seen, detail, unusable, gone } = event;
      if (answering && unusable === undefined) return null;
      // An empty place, which its instances have taken.
      if (gone === true && !seen) return null;
      const what = unusable ?? (gone === true ? `${instance} has left: ${detail}` : `${instance} does not answer: ${detail}`);
      return { tone: 'unsure', text: `breaker ${breaker}: ${what}`, fields: { breaker, instance, answering, detail } };
    }
    case 'gate':
      return {
        tone: event.ok ? 'good' : 'bad',
        text: `baseline ${event.ok ? 'is fit' : 'is not fit'}: ${event.reason}${event.heeded === false ? ' (the gate is off)' : ''}`,
        fields: { ok: event.ok, reason: event.reason, ...(event.heeded === false ? { heeded: false } : {}) },
      };
    case 'command':
      return {
        tone: 'plain',
        text: `${event.command} from ${event.from}${event.detail === '' ? '' : `: ${event.detail}`}`,
        fields: { command: event.command, from: event.from, detail: event.detail },
      };
    case 'note':
      return { tone: 'plain', text: `note: ${event.text}`, fields: { text: event.text } };
    default:
      return endingOf(event);
  }
}

function endingOf(event: Event): Body | null {
  switch (event.type) {
    case 'abort':
      return { tone: 'bad', text: `abort (${event.rule}): ${event.reason}`, fields: { rule: event.rule, reason: event.reason } };
    case 'signal':
      return { tone: 'bad', text: `${event.signal} received: undoing what was injected`, fields: { signal: event.signal } };
    case 'trouble':
      return { tone: 'unsure', text: `${event.what}: ${event.detail}`, fields: { what: event.what, detail: event.detail } };
    case 'reconciled':
      return {
        tone: event.lost.length + event.duplicated.length > 0 ? 'bad' : 'good',
        text: `orders: ${event.acknowledged} acknowledged, ${event.persisted} persisted, ${event.lost.length} lost, ${event.duplicated.length} duplicated${event.late?.length ? `, ${event.late.length} late` : ''}`,
        fields: {
          acknowledged: event.acknowledged,
          persisted: event.persisted,
          lost: event.lost.length,
          duplicated: event.duplicated.length,
          ...(event.late === undefined ? {} : { late: event.late.length }),
          settled: event.settled,
        },
      };
    case 'reconcile-failed':
      return { tone: 'unsure', text: `orders could not be reconciled: ${event.reason}`, fields: { reason: event.reason } };
    case 'undo':
      return event.ok
        ? null
        : {
            tone: 'bad',
            text: `undo of ${event.what} failed: ${event.detail}`,
            fields: { what: event.what, ok: false, detail: event.detail },
          };
    case 'rolled-back':
      return {
        tone: event.complete ? 'good' : 'bad',
        text: event.complete
          ? `everything injected was undone in ${formatMs(event.ms)}`
          : `not undone: ${event.left.join(', ')}; run chaos recover`,
        fields: { complete: event.complete, left: event.left.join(','), ms: round(event.ms) },
      };
    case 'ended':
      return {
        tone: event.why === 'completed' ? 'good' : 'unsure',
        text: `${event.why}${event.detail === '' ? '' : `: ${event.detail}`}`,
        fields: { why: event.why, detail: event.detail },
      };
    default:
      return null;
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
