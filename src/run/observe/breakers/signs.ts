/** What an answer over HTTP tells of the process that gave it. Pure. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Signs } from '../../../breakers/one-process.ts';
import type { Reading } from '../../../breakers/reading.ts';

/** Headers by which services and proxies name themselves. */
const naming =
  /^(server|x-(served-by|(app(lication)?-)?instance(-id)?|pod(-name)?|host(name)?|node(-name|-id)?|server(-id|-name)?|backend(-server)?|upstream|container(-id)?|replica|worker|pid))$/;

/** Counters of a whole process that libraries show without being asked, and of requests: what differs first between two. */
const counting =
  /^((?:process_(?:cpu_|io_|network_)?\w*_total|(?:nodejs|jvm|go|python)_gc_\w*_(?:count|total|sum)|go_memstats_\w+_total|jvm_classes_\w*_total|http_(?!\w*active)\w+_(?:count|total)|haproxy_process_\w+_total)(?:\{[^}\n]*\})?) +([\d.eE+]+)/gm;
const mostCounters = 200;

export interface Answered {
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

/** `readings`: of the breakers in it, by name. */
export function signsOf({ text, headers }: Answered, readings: ReadonlyMap<string, Reading>): Signs {
  const counters = new Map<string, number>();
  for (const [breaker, reading] of readings) {
    const { opened, halfOpened, closed, passed = null } = reading;
    const rejected = reading.rejectedSlides === true ? null : reading.rejected;
    for (const [what, count] of Object.entries({ opened, halfOpened, closed, rejected, passed }))
      if (count !== null) counters.set(`${breaker} ${what}`, count);
  }
  for (const [, name, value] of text.matchAll(counting)) {
    if (counters.size >= mostCounters) break;
    if (Number.isFinite(Number(value))) counters.set(name!, Number(value));
  }
  for (const [name, value] of haproxySessions(text)) counters.set(name, value);
  const starts = [...readings.values()].flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt]));
  return {
    marks: Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (naming.test(name) ? [[name, String(value)]] : []))),
    startedAt: starts[0] ?? startIn(text),
    counters,
    states: [...readings].map(([breaker, { state }]) => `${breaker} ${state}`).join(),
    // Who has counters of breakers needs no more.
    sliding: counters.size > 0 ? new Map() : numbersIn(text),
  };
}

/** All numbers of a JSON document, by their paths; none of what is no JSON. */
function numbersIn(text: string): Map<string, number> {
  const numbers = new Map<string, number>();
  const visit = (value: unknown, path: string): void => {
    if (numbers.size >= mostCounters) return;
    if (typeof value === 'number') numbers.set(path, value);
    else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) visit(item, `${path}/${key}`);
  };
  try {
    visit(JSON.parse(text), '');
  } catch {
    // It is in another format.
  }
  return numbers;
}

function startIn(text: string): number | null {
  const value = Number(/^(?:haproxy_)?process_start_time_seconds(?:\{[^}\n]*\})? +([\d.eE+]+)/m.exec(text)?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}

/** The sessions of each line of HAProxy's statistics. */
function haproxySessions(text: string): [string, number][] {
  if (!text.startsWith('# pxname,svname,')) return [];
  const [head = '', ...lines] = text.split('\n');
  const at = head.split(',').indexOf('stot');
  return lines.slice(0, mostCounters).flatMap((line): [string, number][] => {
    const cells = line.split(',', at + 1);
    return cells[at] === undefined || cells[at] === '' ? [] : [[`${cells[0]}/${cells[1]} stot`, Number(cells[at])]];
  });
}
