/** Runs of a closed model that never were: users who ask again as soon as they are answered. */
import type { Event } from '../../src/events/event.ts';
import { LogBooks } from './log-books.ts';
import { around, constant, journey, latencyFault, planOf, randomOf, type Met, type Random } from './synthetic-log.ts';

export interface ClosedRun {
  readonly users: number;
  readonly injectedMs: number;
  readonly clearedMs: number;
  readonly totalMs: number;
  /** null: it is answered as in the best of times. */
  meets(tMs: number, random: Random): Met | null;
}

export function closedLog({ users, injectedMs, clearedMs, totalMs, meets }: ClosedRun): Event[] {
  const random = randomOf(4);
  const baselineMs = injectedMs;
  const plan = planOf({
    stages: [
      { name: 'baseline', forMs: baselineMs, shape: constant(1), users },
      { name: 'peak', forMs: totalMs - baselineMs, shape: constant(1), users },
    ],
    faults: [latencyFault('f', injectedMs, clearedMs - injectedMs)],
    journeys: [journey('browse', 1, [{ route: 'home' }])],
  });
  const books = new LogBooks();
  for (let user = 0; user < users; user += 1)
    for (let tMs = user; tMs < totalMs;) {
      const met = meets(tMs, random) ?? { ms: around(20, random) };
      books.count(tMs, tMs < baselineMs ? 0 : 1, 'home', met.outcome ?? 'ok', met.ms);
      tMs += met.ms;
    }
  const call = { fault: 'f', counters: null };
  return [
    {
      tMs: -2_000,
      type: 'opened',
      version: 2,
      runId: '20261127-090000-closed',
      tool: { name: 'stampede', version: '0.1.0', node: '24.0.0', platform: 'linux x64' },
      openedAt: '2026-11-27T08:59:58.000Z',
      plan,
    },
    { tMs: 0, type: 'started', startedAt: '2026-11-27T09:00:00.000Z' },
    ...plan.load.stages.map((stage, index): Event => ({ tMs: stage.startMs, type: 'stage', index, name: stage.name, forMs: stage.forMs })),
    ...books.lines(),
    { type: 'fault-injected', ...call, sentMs: injectedMs - 1, confirmedMs: injectedMs + 1, tMs: injectedMs + 1 },
    { type: 'fault-removed', ...call, sentMs: clearedMs - 1, confirmedMs: clearedMs + 1, why: 'planned', tMs: clearedMs + 1 },
    { tMs: totalMs + 5_000, type: 'ended', why: 'completed', detail: '' },
  ];
}
