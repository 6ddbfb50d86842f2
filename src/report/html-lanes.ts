/**
 * Stages, faults and breaker states as strips under the charts' time axis: SVG with positions in per cent, so that they
 * fit any width and print without scripts. The inner `svg.view` is what zooming moves and stretches.
 */
import type { Analysis } from '../analysis/analysis.ts';
import { breakerText } from './breaker-text.ts';
import { endOf } from './chart-data.ts';
import { faultWindow, whatItDid } from './fault-figures.ts';
import { moment } from './figures.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

export const rowHeight = 26;

export function stageLane(analysis: Analysis): Markup | null {
  const total = endOf(analysis) * 1_000;
  const stages = analysis.scenario.stages.filter((stage) => stage.startMs < total);
  if (stages.length === 0) return null;
  const parts = stages.map((stage, index) => {
    const box = span(stage.startMs, Math.min(total, stage.endMs), total);
    return markup`<svg x="${box.x}" width="${box.width}"><title>${stage.name}: ${stage.load}, ${moment(stage.startMs)} to ${moment(stage.endMs)}</title><rect class="stage${index % 2}" width="100%" height="${rowHeight}"/><text class="name" x="6" y="17">${stage.name}</text></svg>`;
  });
  return lane('Stages', '', rowHeight, parts, 'beside');
}

/** One strip a fault: shaded while it was active, an outline where it was planned and never injected. */
export function faultLanes(analysis: Analysis): Markup[] {
  const total = endOf(analysis) * 1_000;
  return analysis.faults.map((fault) => {
    const window = faultWindow(analysis, fault);
    const [from, to] = window ?? [fault.plannedAtMs, fault.plannedAtMs + fault.plannedForMs];
    const when = `${moment(from)} to ${moment(to)}${window === null ? ', not injected' : ''}`;
    const box = span(from, Math.min(total, to), total);
    const height = rowHeight / 2;
    const band = markup`<rect class="${window === null ? 'fault planned' : 'fault'}" x="${box.x}" width="${box.width}" y="1" height="${height - 2}" rx="2"><title>${fault.id}: ${when}</title></rect>`;
    return lane(`Fault ${fault.id}`, `${whatItDid(fault)}, ${when}`, height, from >= total ? [] : [band]);
  });
}

/** One strip a breaker, one row an instance: low and thin is closed, half is half-open, full is open. */
export function breakerLanes(analysis: Analysis): Markup[] {
  const total = endOf(analysis) * 1_000;
  return analysis.breakers.map((breaker) => {
    if (!breaker.answered)
      return lane(`Breaker ${breaker.name}`, breakerText(breaker), rowHeight, [
        markup`<rect class="silent" width="100%" y="3" height="${rowHeight - 6}"/>`,
      ]);
    const ids = [
      ...new Set([...breaker.instances.map((instance) => instance.id), ...breaker.transitions.map((transition) => transition.instance)]),
    ];
    const rows = ids.length === 0 ? [''] : ids;
    const parts = rows.flatMap((id, row) =>
      statesOf(
        breaker.transitions.filter((transition) => transition.instance === id),
        total,
      ).map((state) => stateBox(state, row * rowHeight, id, total)),
    );
    const moved = breaker.transitions.length > 0;
    const summary = `${breakerText(breaker)}${moved ? '; thin: closed, half: half-open, full: open' : ''}`;
    return lane(`Breaker ${breaker.name}`, summary, rowHeight * rows.length, parts);
  });
}

interface State {
  readonly state: string;
  readonly fromMs: number;
  readonly toMs: number;
}

function statesOf(transitions: Analysis['breakers'][number]['transitions'], total: number): State[] {
  const moves = transitions.map(({ from, to, atMs }) => ({ from, to, at: Math.min(total, Math.max(0, (atMs[0] + atMs[1]) / 2)) }));
  const states: State[] = [{ state: moves[0]?.from ?? 'closed', fromMs: 0, toMs: moves[0]?.at ?? total }];
  for (const [index, move] of moves.entries()) states.push({ state: move.to, fromMs: move.at, toMs: moves[index + 1]?.at ?? total });
  return states.filter((state) => state.toMs > state.fromMs);
}

function stateBox({ state, fromMs, toMs }: State, y: number, instance: string, total: number): Markup {
  const box = span(fromMs, toMs, total);
  const height = state === 'open' ? rowHeight - 6 : state === 'half-open' ? (rowHeight - 6) / 2 : 4;
  const where = instance === '' ? '' : `${instance}: `;
  return markup`<rect class="${state}" x="${box.x}" width="${box.width}" y="${y + rowHeight - 3 - height}" height="${height}"><title>${where}${state} ${moment(fromMs)} to ${moment(toMs)}</title></rect>`;
}

export function lane(title: string, aside: string, height: number, parts: readonly Markup[], where: 'beside' | 'above' = 'above'): Markup {
  return markup`<figure class="lane ${where}"><figcaption><b>${title}</b> <span>${aside}</span></figcaption><svg class="strip" height="${height}" width="100%" role="img" aria-label="${title} ${aside}"><svg class="view" x="0%" width="100%" height="${height}">${parts}</svg><line class="cursor" y1="0" y2="${height}" x1="-1" x2="-1"/></svg></figure>`;
}

export function span(fromMs: number, toMs: number, total: number): { x: string; width: string } {
  return { x: percent((fromMs / total) * 100), width: percent((Math.max(0, toMs - fromMs) / total) * 100) };
}

function percent(value: number): string {
  return `${Number(value.toFixed(3))}%`;
}
