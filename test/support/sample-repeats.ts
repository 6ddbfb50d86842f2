/** Repetitions of the sample run: what is different in each is given. */
import { repeatsOf, type Repeats } from '../../src/analysis/repeats/repeats.ts';
import type { Analysis, Recovery } from '../../src/analysis/analysis.ts';
import { held } from './sample-analysis.ts';

export interface RepetitionOf {
  readonly recovery: Partial<Recovery>;
  readonly earlierMs?: number;
  readonly more?: Partial<Analysis>;
}

export function repetition({ recovery, earlierMs = 0, more = {} }: RepetitionOf, index: number, of: number): Analysis {
  return {
    ...held,
    run: {
      ...held.run,
      id: `20261127-02010${index}-black-friday-aaa${index}`,
      attempt: { group: '20261127-020100-black-friday-x5-27d7', role: 'repeat', number: index + 1, of },
    },
    faults: held.faults.map((fault) => ({ ...fault, dither: { earlierMs, overMs: 2_000, waitMs: 2_000 } })),
    recovery: held.recovery.map((one) => ({
      ...one,
      ...recovery,
      perRoute: one.perRoute.map((route) => ({ ...route, ...recovery, scope: route.scope })),
    })),
    ...more,
  };
}

export function repetitionsOf(all: readonly RepetitionOf[]): Repeats {
  const [first, ...rest] = all.map((one, index) => repetition(one, index, 5));
  if (first === undefined) throw new Error('no repetition');
  return repeatsOf([first, ...rest]);
}

/** Five, of which one did not recover, one was good before and one can't be believed. */
export const mixed: readonly RepetitionOf[] = [
  { recovery: { status: 'recovered', recoveryMs: 1_200 }, earlierMs: 700 },
  { recovery: { status: 'recovered', recoveryMs: 400 }, earlierMs: 1_650 },
  {
    recovery: { status: 'censored', recoveryMs: null, censoredAtMs: 42_000 },
    earlierMs: 1_100,
    more: {
      verdict: 'breached',
      exitCode: 3,
      objectives: held.objectives.map((one, index) => (index === 0 ? { ...one, verdict: 'breached' as const } : one)),
    },
  },
  { recovery: { status: 'recovered-before-clear', recoveryMs: null }, earlierMs: 200 },
  {
    recovery: { status: 'recovered', recoveryMs: 99_000 },
    earlierMs: 300,
    more: { verdict: 'inconclusive', exitCode: 6, generator: { ...held.generator, saturated: true, saturatedWhy: 'late' } },
  },
];
