/** What happened, as lines for people, in the order of time. */
import { gradeText } from '../breakers/infer/grade.ts';
import type { Event } from '../events/event.ts';
import { describeFault } from '../faults/shelf.ts';
import { onLink } from '../faults/describe.ts';
import type { Plan } from '../plan/plan.ts';
import { describeStage } from '../plan/describe-stage.ts';
import { formatMs } from '../units.ts';
import type { Analysis } from './analysis.ts';
import { breakerRun } from './breakers-evidence.ts';
import type { Transition } from './breakers-reported.ts';
import { middle } from './breakers.ts';
import type { RunRecord } from './run-record.ts';

type Line = Analysis['timeline'][number];

export function timeline(record: RunRecord): Line[] {
  const lines = record.events.flatMap((event) => lineOf(event, record.plan));
  return [...lines, ...probeLines(record), ...inferredLines(record)].toSorted((a, b) => a.tMs - b.tMs);
}

/** Reported ones are events of the log. */
function inferredLines(record: RunRecord): Line[] {
  return record.plan.breakers.flatMap(({ name }) =>
    breakerRun(record, name)
      .transitions.filter(({ evidence }) => evidence !== 'A')
      .map((move) => ({ tMs: middle(move.atMs), kind: 'breaker', text: moveText(name, move) })),
  );
}

function moveText(breaker: string, { from, to, instance, evidence }: Pick<Transition, 'from' | 'to' | 'instance' | 'evidence'>): string {
  return `breaker ${breaker}: ${from} to ${to} (${[instance, gradeText(evidence)].filter((part) => part !== '').join(', ')})`;
}

function lineOf(event: Event, plan: Plan): Line[] {
  const said = sentence(event, plan);
  if (said === null) return [];
  const isInterval = event.type === 'breaker' || (event.type === 'alert' && event.already !== true);
  return [{ tMs: isInterval ? middle(event.atMs) : event.tMs, kind: kindOf(event), text: said }];
}

const alertMoves = { firing: 'fires', suppressed: 'fires, and nobody is told', resolved: 'no longer fires' } as const;

/** A look at a probe is a line where its outcome is another than before; the first only where it does not hold. */
function probeLines(record: RunRecord): Line[] {
  const last = new Map<string, boolean>();
  return record.of('probe').flatMap(({ tMs, probe, ok, detail }) => {
    const news = ok !== (last.get(probe) ?? true);
    last.set(probe, ok);
    return news ? [{ tMs, kind: 'probe', text: ok ? `probe ${probe} holds again` : `probe ${probe} does not hold: ${detail}` }] : [];
  });
}

/** One word to group and colour by. */
function kindOf(event: Event): string {
  if (event.type.startsWith('fault-')) return 'fault';
  if (event.type === 'breaker-source') return 'breaker';
  if (event.type === 'alert-source') return 'alert';
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
      return moveText(event.breaker, event);
    case 'breaker-source':
      if (event.unusable !== undefined) return `breaker ${event.breaker}: ${event.unusable}`;
      // An empty place, which its instances have taken.
      if (event.gone === true && !event.seen) return null;
      if (event.gone === true) return `breaker ${event.breaker}: ${event.instance} has left: ${event.detail}`;
      return event.answering ? null : `breaker ${event.breaker}: ${event.instance} does not answer: ${event.detail}`;
    case 'alert':
      return `alert ${event.alert} ${alertMoves[event.state]}${event.already ? ' before the load' : ''}`;
    case 'alert-source':
      return event.answering ? null : `${event.source} does not answer: ${event.detail}`;
    case 'gate':
      return `baseline ${event.ok ? 'is fit' : 'is not fit'}: ${event.reason}${event.heeded === false ? ' (the gate is off)' : ''}`;
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
