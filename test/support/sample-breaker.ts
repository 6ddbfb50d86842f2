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

/** Three trips, as its source told them. */
export const reportedBreaker: Analysis['breakers'][number] = {
  name: 'payments',
  link: 'payments',
  answered: true,
  grade: 'A',
  unknownWhy: null,
  evidence: breakerEvidence,
  trips: 3,
  reopens: 2,
  atLeast: false,
  openMs: 15_100,
  instances: [{ id: 'orders', trips: 3, reopens: 2, openMs: 15_100 }],
  unwatched: [],
  sources: [
    {
      instance: 'orders',
      answered: true,
      seen: true,
      stateAtFirst: 'closed',
      unusable: null,
      missed: null,
      silentMs: 0,
      unheardFromMs: null,
      lastProblem: null,
      cost: { by: 'poll', looks: 500, failed: 0, meanMs: 3.2, p95Ms: 5.1, bytes: 2_100_000, everyMs: 200, share: 0.016 },
    },
  ],
  transitions: (
    [
      ['closed', 'open', 48_900, 49_150],
      ['open', 'half-open', 51_000, 51_250],
      ['half-open', 'open', 53_000, 53_250],
      ['open', 'half-open', 55_100, 55_350],
      ['half-open', 'open', 57_200, 57_450],
      ['open', 'half-open', 65_300, 65_550],
      ['half-open', 'closed', 65_700, 65_950],
    ] as const
  ).map(([from, to, earliest, latest]) => ({ instance: 'orders', from, to, atMs: [earliest, latest], evidence: 'A' })),
};
