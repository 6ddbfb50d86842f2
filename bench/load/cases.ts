/** What is measured: paced at some rates, flat out, and two faults. */

export type Fault = 'closed-port' | 'frozen';

export interface Case {
  readonly name: string;
  readonly title: string;
  /** Requests per second; null: as many as will go. */
  readonly ratePerSecond: number | null;
  readonly seconds: number;
  readonly connections: number;
  readonly fault: Fault | null;
}

/** From the first request. */
export const faultAtMs = 4_000;
export const faultForMs = 2_000;

const rates = [100, 1_000, 5_000, 10_000, 20_000];
const shortSeconds = 3;

/** `quick`: as short as shows that everything works. The faults need their time. */
export function casesOf(quick: boolean): Case[] {
  const seconds = quick ? shortSeconds : 10;
  const paced = rates.map((rate) => ({
    name: String(rate),
    title: `${rate.toLocaleString('en').replaceAll(',', ' ')}/s`,
    ratePerSecond: rate,
    seconds,
    connections: rate > 5_000 ? 100 : 50,
    fault: null,
  }));
  const faulty = { ratePerSecond: 200, seconds: 12, connections: 100 };
  return [
    ...paced,
    { name: 'flat-out', title: 'Flat out', ratePerSecond: null, seconds, connections: 100, fault: null },
    { name: 'closed-port', title: 'Port closed for 2 s at 200/s', ...faulty, fault: 'closed-port' },
    { name: 'frozen', title: 'Target frozen for 2 s at 200/s', ...faulty, fault: 'frozen' },
  ];
}

/** The same work, just to warm the machine up; its figures are thrown away. */
export function warmUpOf(one: Case): Case {
  return { ...one, seconds: shortSeconds, fault: null };
}
