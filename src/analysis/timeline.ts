/** What happened, as lines for people, in the order of time. */
import type { Event } from '../events/event.ts';
import { describeFault } from '../faults/shelf.ts';
import { onLink } from '../faults/describe.ts';
import type { Plan } from '../plan/plan.ts';
import { describeStage } from '../plan/describe-stage.ts';
import { formatMs } from '../units.ts';
import type { Analysis } from './analysis.ts';
import { middle } from './breakers.ts';
import type { RunRecord } from './run-record.ts';

type Line = Analysis['timeline'][number];

export function timeline(record: RunRecord): Line[] {
  const lines = record.events.flatMap((event) => lineOf(event, record.plan));
  return lines.toSorted((a, b) => a.tMs - b.tMs);
}

function lineOf(event: Event, plan: Plan): Line[] {
  const said = sentence(event, plan);
  if (said === null) return [];
  return [{ tMs: event.type === 'breaker' ? middle(event.atMs) : event.tMs, kind: kindOf(event), text: said }];
}

/** One word to group and colour by. */
function kindOf(event: Event): string {
  if (event.type.startsWith('fault-')) return 'fault';
  if (event.type === 'breaker-source') return 'breaker';
  if (event.type === 'undo' || event.type === 'rolled-back') return 'rollback';
  return event.type === 'reconcile-failed' ? 'reconciled' : event.type;
}

function sentence(event: Event, plan: Plan): string | null {
  switch (event.type) {
    case 'stage': {
      const planned = plan.load.stages[event.index];
      return `${event.name}: ${planned ? `${describeStage(planned)} ` : ''}for ${formatMs(event.forMs)}`;
    }
    case 'fault-injected': {
      const planned = plan.faults.find((fault) => fault.id === event.fault);
      return planned ? `${event.fault}: ${describeFault(planned.spec)}${onLink(planned.link)}` : `${event.fault} injected`;
    }
    case 'fault-removed': {
      const dither = plan.faults.find((fault) => fault.id === event.fault)?.dither;
      const planned = dither === undefined ? '' : `, ${formatMs(dither.earlierMs)} earlier than planned: dither`;
      return `${event.fault} removed${{ planned, cleared: ' by hand', stopped: ' because the run stopped' }[event.why]}`;
    }
    case 'fault-skipped':
      return `${event.fault} was not injected: ${event.why}`;
    case 'breaker':
      return `breaker ${event.breaker}: ${event.from} to ${event.to}${event.instance === '' ? '' : ` (${event.instance})`}`;
    case 'breaker-source':
      return event.answering ? null : `breaker ${event.breaker}: ${event.instance} does not answer: ${event.detail}`;
    case 'gate':
      return `baseline ${event.ok ? 'is fit' : 'is not fit'}: ${event.reason}`;
    case 'command':
      return `${event.command}${event.detail ? ` ${event.detail}` : ''} (${event.from})`;
    case 'note':
      return event.text;
    case 'abort':
      return `abort rule "${event.rule}": ${event.reason}`;
    case 'signal':
      return `stopped by ${event.signal}`;
    case 'trouble':
      return `${event.what}: ${event.detail}`;
    case 'preflight':
      return event.ok ? null : `${event.check}: ${event.detail}`;
    case 'reconciled':
      return `${event.acknowledged} acknowledged, ${event.persisted} persisted: ${event.lost.length} lost, ${event.duplicated.length} duplicated${event.late?.length ? `, ${event.late.length} late` : ''}`;
    case 'reconcile-failed':
      return `what was persisted could not be read: ${event.reason}`;
    case 'undo':
      return event.ok ? null : `could not undo ${event.what}: ${event.detail}`;
    case 'rolled-back':
      return event.complete ? `everything undone in ${formatMs(event.ms)}` : `not everything could be undone: ${event.left.join(', ')}`;
    case 'ended':
      return event.why === 'completed' ? 'done' : `ended: ${event.why}${event.detail ? `, ${event.detail}` : ''}`;
    default:
      return null;
  }
}
