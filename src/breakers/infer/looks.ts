/** What was counted on a link, look by look, and the stretches in which nothing came. */
import type { Interval } from '../../events/event.ts';

export interface Look {
  /** When the look before this one was asked for: none of these calls came earlier. */
  readonly fromMs: number;
  /** When this one was answered: none came later. */
  readonly toMs: number;
  /** How long it took: as late as that may a call be counted, too. */
  readonly tookMs: number;
  /** Calls since the look before; 1 stands for some, where only bytes are counted; negative: not known. */
  readonly calls: number;
}

/** A stretch without a call. */
export interface Gap {
  /** In which surely none came. */
  readonly silent: Interval;
  /** The look with the last call before it, and with the first one after; null: there is none. The last may be one that did not tell. */
  readonly last: Look | null;
  readonly next: Look | null;
  /** It begins with a time in which none could come; from when. */
  readonly blindFromMs: number | null;
}

/** In the order of time, within a stretch; of those that reach into time in which no call could come, what lies before and after that. */
export function gapsIn(looks: readonly Look[], [fromMs, toMs]: Interval, blind: readonly Interval[]): Gap[] {
  const gaps: Gap[] = [];
  let last: Look | null = null;
  let open: { startMs: number; endMs: number } | null = null;
  const close = (next: Look | null): void => {
    if (open !== null) gaps.push(...cut({ silent: [open.startMs, next?.fromMs ?? open.endMs], last, next, blindFromMs: null }, blind));
    open = null;
  };
  for (const look of looks) {
    if (look.toMs <= fromMs) {
      if (look.calls !== 0) last = look;
      continue;
    }
    if (look.fromMs >= toMs) break;
    if (look.calls === 0) {
      open ??= { startMs: Math.max(look.fromMs, last?.toMs ?? fromMs), endMs: look.toMs };
      open.endMs = look.toMs;
      continue;
    }
    close(look.calls > 0 ? look : null);
    last = look;
  }
  close(null);
  return gaps.filter(({ silent }) => silent[1] > silent[0]);
}

function cut(gap: Gap, blind: readonly Interval[]): Gap[] {
  let rest: Gap[] = [gap];
  for (const [from, to] of blind)
    rest = rest.flatMap((one) => {
      const [start, end] = one.silent;
      if (to <= start || from >= end) return [one];
      return [
        ...(from > start ? [{ ...one, silent: [start, from] as Interval, next: null }] : []),
        ...(to < end ? [{ ...one, silent: [to, end] as Interval, blindFromMs: Math.max(start, from) }] : []),
      ];
    });
  return rest;
}
