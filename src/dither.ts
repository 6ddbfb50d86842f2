/**
 * When the faults of a repetition clear. Behind a breaker with a fixed wait the time to recover is mostly the part of that wait which
 * is left when the fault goes: one moment of clearing shows one phase of it. So the wait is cut into as many parts as there
 * are repetitions, and each repetition clears at a random moment of a part of its own, in a random order of the parts.
 *
 *     planned clear ─────────────────────────────┐
 *     fault  ████████████████████████│ 3 │ 1 │ 2 │     three repetitions: somewhere within its own third of the wait
 *
 * Always earlier than planned, never later: the fault still ends before the load does, and the watch after it gets longer, not shorter.
 */
import { needsOf } from './objectives/needs.ts';
import type { Plan, PlannedDither, PlannedFault } from './plan/plan.ts';
import { Random } from './run/random.ts';
import { formatMs } from './units.ts';

/** Where no wait is known. */
const leastMs = 1_000;
const shareOfFault = 0.1;
/** However long the wait: a fault stays in for so much of its planned time. */
const leastShare = 0.5;

/** The plan of repetition `number` (from 1) of `of`. Same plan, same numbers, same moments; its hash is the plan's own. */
export function dithered(plan: Plan, number: number, of: number): Plan {
  const random = new Random(plan.seed);
  return { ...plan, faults: plan.faults.map((fault) => ({ ...fault, dither: ditherOf(plan, fault, random, number, of) })) };
}

function ditherOf(plan: Plan, fault: PlannedFault, random: Random, number: number, of: number): PlannedDither {
  const waitMs = waitFor(plan, fault);
  const overMs = Math.min(waitMs ?? Math.max(leastMs, shareOfFault * fault.forMs), (1 - leastShare) * fault.forMs);
  const next = random.sequence(`dither of ${fault.id}`);
  const parts = shuffled(of, next);
  const within = Array.from({ length: of }, next);
  const phase = ((parts[number - 1] as number) + (within[number - 1] as number)) / of;
  return { earlierMs: Math.round(overMs * phase), overMs, waitMs };
}

/** The longest of the breakers on its link; null: none says. */
function waitFor({ breakers }: Plan, { link }: PlannedFault): number | null {
  const waits = breakers.flatMap((breaker) => (link !== null && breaker.link === link && breaker.waitMs !== null ? [breaker.waitMs] : []));
  return waits.length === 0 ? null : Math.max(...waits);
}

/** 0 to n - 1 in a random order (Fisher and Yates). */
function shuffled(n: number, next: () => number): number[] {
  const all = Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last -= 1) {
    const chosen = Math.floor(next() * (last + 1));
    [all[last], all[chosen]] = [all[chosen] as number, all[last] as number];
  }
  return all;
}

/** What to know of these repetitions before they run: sentences. */
export function ditherWarnings(repetitions: readonly Plan[]): string[] {
  const [first] = repetitions;
  if (first === undefined) return [];
  const short = first.faults.flatMap(({ id, dither }) =>
    dither !== undefined && dither.waitMs !== null && dither.overMs < dither.waitMs
      ? [
          `${id} clears at moments spread over ${formatMs(dither.overMs)}, not over the whole wait of its breaker (${formatMs(dither.waitMs)}): it is too short for that`,
        ]
      : [],
  );
  return [...short, ...first.objectives.flatMap(({ objective, provable }) => (provable ? lostTo(objective, repetitions) : []))];
}

/** Cleared earlier, a fault may end at another offered load, which has no equal before it. */
function lostTo(objective: Plan['objectives'][number]['objective'], repetitions: readonly Plan[]): string[] {
  const lost = repetitions.flatMap((plan, index) => {
    const faults = plan.faults.map((fault) => ({ ...fault, forMs: fault.forMs - (fault.dither?.earlierMs ?? 0) }));
    const { provable, reason } = needsOf(objective, { ...plan, faults });
    return provable ? [] : [{ number: index + 1, reason }];
  });
  const [one] = lost;
  if (one === undefined) return [];
  const which = lost.length === repetitions.length ? 'no repetition' : `repetition ${lost.map(({ number }) => number).join(', ')}`;
  const cant = lost.length === repetitions.length ? 'can judge' : "can't judge";
  return [`${which} ${cant} "${objective.text}", because its fault clears earlier: ${one.reason ?? 'too little data'}`];
}
