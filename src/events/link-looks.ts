/** The looks at a link as they stand in the log, taken apart again. */
import type { EventOf } from './event.ts';

export interface LoggedLook {
  /** When the look before was begun: none of the calls came earlier. */
  readonly fromMs: number;
  /** When this one was over: none came later. */
  readonly toMs: number;
  readonly tookMs: number;
  /** -1: the counters began anew. */
  readonly calls: number;
}

export function looksOf({ fromMs, looks }: Pick<EventOf<'link-activity'>, 'fromMs' | 'looks'>): LoggedLook[] {
  const list: LoggedLook[] = [];
  let atMs = fromMs;
  for (let i = 0; i + 2 < looks.length; i += 3) {
    const [since, tookMs, calls] = looks.slice(i, i + 3) as [number, number, number];
    list.push({ fromMs: atMs, toMs: atMs + since + tookMs, tookMs, calls });
    atMs += since;
  }
  return list;
}
