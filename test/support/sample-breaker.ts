/** What is known of the breaker of the sample analyses, beside its own source. */
import type { Analysis } from '../../src/analysis/analysis.ts';

type Breaker = Analysis['breakers'][number];

export const breakerEvidence: Breaker['evidence'] = [
  { grade: 'A', used: true, trips: 3, openedAtMs: [48_900, 49_150], agrees: null, detail: 'its source answered' },
  {
    grade: 'B',
    used: false,
    trips: 3,
    openedAtMs: [48_920, 49_060],
    agrees: true,
    detail: 'no call for over 309 ms, 3 times, while checkout went on being answered; usual is 103 ms at most',
  },
  { grade: 'C', used: false, trips: null, openedAtMs: null, agrees: null, detail: 'no signature of its answers is given' },
  { grade: 'D', used: false, trips: null, openedAtMs: null, agrees: null, detail: '84 errors while it was in, 100 are needed' },
];

const nothing = { trips: 0, reopens: 0, openMs: 0, instances: [], transitions: [] } satisfies Partial<Breaker>;

export const closedBreaker = {
  ...nothing,
  evidence: breakerEvidence.map((one) => ({ ...one, trips: one.trips === null ? null : 0, openedAtMs: null })),
} satisfies Partial<Breaker>;

export const silentBreaker = {
  ...nothing,
  answered: false,
  grade: null,
  unknownWhy: 'its source did not answer, and it could not be inferred: link payments was not looked at while the load ran',
  evidence: [],
} satisfies Partial<Breaker>;
