/** All that is known of a breaker, by grade: which of it counts, and whether the rest agrees. */
import { bestOf, gradeText } from '../breakers/infer/grade.ts';
import type { Inference } from '../breakers/infer/inference.ts';
import type { EvidenceGrade, Interval } from '../events/event.ts';
import type { Analysis } from './analysis.ts';
import { inferencesOf, type Inferences } from './breakers-inferred.ts';
import { reportedFacts, type Reported, type Transition } from './breakers-reported.ts';
import type { RunRecord } from './run-record.ts';

type Shown = Analysis['breakers'][number]['evidence'][number];

export interface BreakerRun extends Reported {
  /** null: nothing is known. */
  readonly grade: EvidenceGrade | null;
  readonly unknownWhy?: string;
  readonly evidence: readonly Shown[];
}

/** What is inferred is not told by instance. */
const together = 'all';
const instantMs = 0.001;
/** Two kinds of evidence mean the same trip where they are no further apart. */
const sameMs = 500;

/** What a breaker did: as its source reports it, else as the best inference has it. */
export function breakerRun(record: RunRecord, name: string): BreakerRun {
  const reported = reportedFacts(record, name);
  const planned = record.plan.breakers.find((breaker) => breaker.name === name);
  if (planned === undefined) return { ...reported, grade: reported.answered ? 'A' : null, evidence: [] };
  const inferences = inferencesOf(record, planned);
  const grade: EvidenceGrade | null = reported.answered ? 'A' : bestOf(inferences);
  const isInferred = planned.preset === 'inferred';
  const transitions = grade === 'A' ? reported.transitions : grade === null ? [] : movesOf(inferences[grade], grade);
  const evidence = (['A', 'B', 'C', 'D'] as const)
    .filter((one) => one !== 'A' || !isInferred)
    .map((one) =>
      shown(
        one,
        one === 'A' ? (reported.answered ? reported.transitions : null) : told(inferences[one], one),
        one === grade,
        transitions,
        detailOf(one, reported.answered, inferences),
      ),
    );
  const common = { grade, evidence, transitions };
  if (grade === 'A') return { ...reported, ...common };
  const reasons = new Set((['B', 'C', 'D'] as const).map((one) => inferences[one].declined ?? ''));
  const why = `${isInferred ? 'it' : 'its source did not answer, and it'} could not be inferred: ${[...reasons].join('; ')}`;
  if (grade === null) return { ...reported, ...common, answered: false, unknownWhy: why };
  return {
    ...common,
    answered: true,
    atLeast: true,
    inferred: gradeText(grade, transitions.length > 0),
    anyInstance: grade === 'C',
    instances: [together],
    spoke: new Set([together]),
    silences: between(inferences[grade].watched, record.loadEndMs).map((atMs) => ({ instance: together, atMs })),
  };
}

function movesOf({ moves }: Inference, evidence: EvidenceGrade): Transition[] {
  return moves.map((move) => ({ instance: together, ...move, evidence }));
}

/** null: it can't tell. */
function told(inference: Inference, grade: EvidenceGrade): Transition[] | null {
  return inference.declined === null ? movesOf(inference, grade) : null;
}

function detailOf(grade: EvidenceGrade, answered: boolean, inferences: Inferences): string {
  if (grade !== 'A') return inferences[grade].detail;
  return answered ? 'its source answered' : 'its source did not answer';
}

function shown(
  grade: EvidenceGrade,
  own: readonly Transition[] | null,
  used: boolean,
  counted: readonly Transition[],
  detail: string,
): Shown {
  const trips = own?.filter(({ to }) => to === 'open') ?? [];
  const first = trips[0]?.atMs;
  return {
    grade,
    used,
    trips: own === null ? null : trips.length,
    openedAtMs: first === undefined ? null : [first[0], first[1]],
    agrees: own === null || used ? null : agrees(first, counted),
    detail,
  };
}

/** Whether both saw the first trip of the one, or neither saw any. */
function agrees(first: Interval | undefined, counted: readonly Transition[]): boolean {
  const trips = counted.filter(({ to }) => to === 'open');
  if (first === undefined) return trips.length === 0;
  return trips.some(({ atMs }) => atMs[0] - sameMs <= first[1] && first[0] <= atMs[1] + sameMs);
}

/** The time that is not among these, from t = 0 to the end of the load. */
function between(watched: readonly Interval[], endMs: number): Interval[] {
  const holes: Interval[] = [];
  let fromMs = 0;
  for (const [from, to] of watched.toSorted((a, b) => a[0] - b[0])) {
    // The instant from which it is watched is not in the hole before.
    if (from > fromMs) holes.push([fromMs, from - instantMs]);
    fromMs = Math.max(fromMs, to);
  }
  if (endMs > fromMs) holes.push([fromMs, endMs]);
  return holes;
}
