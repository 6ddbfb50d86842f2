/** The live panel of a terminal: 8 to 14 lines about now, and what a person is asked to do. It returns text; the front desk draws it in place, a few times a second. */
import { formatMs } from '../units.ts';
import type { Event } from '../events/event.ts';
import { onLink } from '../faults/describe.ts';
import type { Plan } from '../plan/plan.ts';
import { displayWidth, fit, layoutWidth, pad, wrap } from './columns.ts';
import { withoutControls } from './escape.ts';
import { failedOutcomes } from './failed-outcomes.ts';
import { count, moment, msOrDash, outcomeName, rateOrDash, shareOrDash } from './figures.ts';
import { createLive } from './live.ts';
import type { LiveBreaker, LiveView } from './live.ts';
import { paint, said, styled } from './styled.ts';
import type { Line, Piece } from './styled.ts';

export interface PanelView {
  /** Milliseconds from t = 0; negative while the run is prepared. */
  readonly nowMs: number;
  readonly width: number;
  readonly color: boolean;
  /** Rows there are at most. */
  readonly height?: number;
}

export interface Panel {
  update(event: Event): void;
  /** At most 14 lines and those of what a person is asked to do, and never more than `height`, each at most `width` columns. */
  lines(view: PanelView): string[];
}

const shownHappenings = 4;
const label = 9;
/** Columns of what a person is asked to do, where it stands beside its fault and is not in full. */
const shownOfSay = 30;

/** @param keys the help line, such as `a abort   n note   h hold` */
export function createPanel(plan: Plan, keys?: string): Panel {
  const live = createLive(plan);
  return {
    update: (event) => live.update(event),
    lines: (view) => {
      const all = panelLines(plan, live.view(view.nowMs), view, keys);
      return paint(all.slice(0, Math.max(0, view.height ?? all.length)), { width: Math.max(1, view.width), color: view.color });
    },
  };
}

/** In the order of importance, because a low terminal cuts from the end. */
function panelLines(plan: Plan, now: LiveView, view: PanelView, keys: string | undefined): Line[] {
  const fixed = [
    headLine(plan, now, view),
    ...askedLines(now, view),
    stageLine(now),
    rateLine(now),
    timeLine(now),
    errorLine(now),
    ...(plan.faults.length + now.active.length > 0 ? [faultLine(now)] : []),
    ...breakerLines(now, view),
  ];
  const help: Line[] = keys === undefined ? [] : [[styled('dim', withoutControls(keys))]];
  const room = Math.max(0, Math.min(shownHappenings, (view.height ?? Infinity) - fixed.length - help.length));
  const told = now.happenings.filter(({ fields }) => now.asked === null || fields['say'] !== now.asked.say);
  const happenings = room === 0 ? [] : told.slice(-room);
  return [
    ...fixed,
    ...happenings.map(({ tMs, text, tone }): Line => [styled('dim', `${pad(moment(tMs), label - 1, 'left')} `), styled(tone, said(text))]),
    ...help,
  ];
}

function headLine(plan: Plan, now: LiveView, { nowMs, width }: PanelView): Line {
  const name = said(plan.name);
  if (now.phase === 'preparing') return [styled('bold', name), '  preparing: proxies, preflight, warm-up'];
  const clock = `${moment(Math.min(Math.max(0, nowMs), now.totalMs)).replace(/\.\d$/, '')} / ${moment(now.totalMs).replace(/\.\d$/, '')}`;
  const room = Math.min(40, width - displayWidth(name) - clock.length - 6);
  const share = now.totalMs === 0 ? 1 : Math.min(1, Math.max(0, nowMs / now.totalMs));
  const done = Math.round(share * room);
  const bar: (Piece | string)[] = room < 8 ? [] : ['  ', styled('accent', '━'.repeat(done)), styled('dim', '─'.repeat(room - done))];
  return [styled('bold', name), `  ${clock}`, ...bar];
}

/** In full, because somebody has to act on it. */
function askedLines({ asked }: LiveView, { width }: PanelView): Line[] {
  if (asked === null) return [];
  const lines = wrap(`${said(asked.fault)}: ${said(asked.say)}`, Math.max(1, layoutWidth(width) - label));
  return lines.map((line, index) => [index === 0 ? 'by hand  ' : ' '.repeat(label), styled('bad', line)]);
}

function stageLine({ stage, phase }: LiveView): Line {
  if (phase === 'ended') return ['stage    ', styled('dim', 'ended')];
  if (stage === null) return ['stage    ', styled('dim', 'not begun')];
  return [
    'stage    ',
    styled('bold', said(stage.name)),
    ` (${stage.number} of ${stage.of})`,
    stage.held ? styled('unsure', '  held') : `  ${seconds(stage.leftMs)} left`,
  ];
}

function rateLine({ recent, inFlight }: LiveView): Line {
  const short =
    recent.offeredPerSecond !== null && recent.servedPerSecond !== null && recent.servedPerSecond < 0.95 * recent.offeredPerSecond;
  const flying = inFlight === null ? '' : `   in flight ${count(inFlight)}`;
  return [
    'rate     ',
    `offered ${pad(rateOrDash(recent.offeredPerSecond), 9)}`,
    'served ',
    styled(short ? 'unsure' : 'plain', rateOrDash(recent.servedPerSecond)),
    flying,
  ];
}

function timeLine({ recent }: LiveView): Line {
  return [
    'time     ',
    cell('p50', recent.p50Ms),
    cell('p95', recent.p95Ms),
    cell('p99', recent.p99Ms),
    styled('dim', `last 5 s, n ${count(recent.n)}`),
  ];
}

function cell(name: string, ms: number | null): string {
  return `${name} ${pad(msOrDash(ms), 9)}`;
}

function errorLine({ recent, failures, ended }: LiveView): Line {
  const now = kinds(recent.failures);
  const total = failedOutcomes(failures);
  const judged = ended - (failures.get('cancelled') ?? 0);
  const share = judged > 0 ? total / judged : null;
  return [
    'errors   ',
    styled(now === '' ? 'good' : 'bad', now === '' ? 'none in the last 5 s' : now),
    total === 0 ? '' : `   in all ${count(total)} (${shareOrDash(share)}): ${kinds(failures)}`,
  ];
}

function kinds(failures: ReadonlyMap<string, number>): string {
  const most = [...failures].filter(([, n]) => n > 0).toSorted((a, b) => b[1] - a[1]);
  return most.map(([outcome, n]) => `${outcomeName(outcome)} ${count(n)}`).join(', ');
}

function faultLine({ active, asked, next }: LiveView): Line {
  const waited = asked === null ? '' : `waiting for "${fit(said(asked.say), shownOfSay)}"`;
  const shown = active.flatMap((fault, index): (Piece | string)[] => {
    const what = fault.type === '' ? '' : ` (${said(`${fault.type}${onLink(fault.link)}`)})`;
    const until = fault.id === asked?.fault ? waited : `${seconds(fault.leftMs)} left`;
    return [index === 0 ? '' : ', ', styled('unsure', said(fault.id)), `${what} ${until}`];
  });
  if (asked !== null && active.every(({ id }) => id !== asked.fault))
    shown.push(shown.length === 0 ? '' : ', ', styled('unsure', said(asked.fault)), ` ${waited}`);
  const coming = next === null ? '' : `${said(next.id)} in ${seconds(next.inMs)}`;
  if (shown.length === 0) return ['faults   ', styled('dim', coming === '' ? 'none left' : `none, next ${coming}`)];
  return ['faults   ', ...shown, styled('dim', coming === '' ? '' : `   next ${coming}`)];
}

function breakerLines({ breakers }: LiveView, { nowMs }: PanelView): Line[] {
  if (breakers.length === 0) return [];
  return [
    [
      'breakers ',
      ...breakers.flatMap((breaker, index): (Piece | string)[] => [index === 0 ? '' : '   ', ...breakerPieces(breaker, nowMs)]),
    ],
  ];
}

function breakerPieces({ name, state, sinceMs, answering }: LiveBreaker, nowMs: number): (Piece | string)[] {
  if (!answering) return [`${said(name)} `, styled('unsure', 'does not answer')];
  if (state === null || sinceMs === null) return [`${said(name)} `, styled('dim', 'not seen yet')];
  const tone = state === 'open' ? 'bad' : state === 'closed' ? 'good' : 'unsure';
  const word = state === 'open' ? 'OPEN' : state;
  return [`${said(name)} `, styled(tone, word), state === 'closed' ? '' : styled('dim', ` for ${seconds(Math.max(0, nowMs - sinceMs))}`)];
}

/** A countdown: whole seconds, so that it does not flicker. */
function seconds(ms: number): string {
  return ms < 60_000 ? `${Math.ceil(ms / 1_000)} s` : formatMs(Math.ceil(ms / 1_000) * 1_000);
}
