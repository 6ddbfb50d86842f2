/** What to change in a plan so that it brings what is missing, in numbers that are enough. */
import { formatMs, formatRate } from '../units.ts';
import type { Facts } from './provability.ts';

/** `make peak last 34 s`: up to the next whole second. */
export function makeLast(what: string, ms: number): string {
  return `make ${what} last ${formatMs(wholeSeconds(ms))}`;
}

/** The last stage, longer by that much. */
export function lengthenEnd({ load }: Facts, byMs: number): string | null {
  const last = load.stages.at(-1);
  return last === undefined ? null : makeLast(last.name, last.forMs + byMs);
}

/** `raise base to 60/s`, where there is one: that many times the load, in the steps in which people write rates. */
export function moreLoad({ load }: Facts, times: number): string | null {
  if (load.basePerSecond === null) return 'let more users come';
  return `raise base to ${formatRate(roundUp(load.basePerSecond * times))}, and its rates with it`;
}

/** The ways there are, each of which is enough. */
export function either(...ways: readonly (string | null)[]): string | null {
  const known = ways.filter((way) => way !== null);
  return known.length === 0 ? null : known.join(', or ');
}

function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000 - 1e-6) * 1_000;
}

/** To two digits, never down. */
function roundUp(value: number): number {
  if (value <= 0) return value;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(3));
}
