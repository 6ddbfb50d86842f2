/** The offered load that was meant: a stage's curve on the run's clock. In a hold the rate of its moment goes on, and the curve after it. */
import { shapeOf } from '../shapes/shelf.ts';
import type { EventOf } from '../events/event.ts';
import type { PlannedStage } from '../plan/plan.ts';

interface Hold {
  readonly fromMs: number;
  readonly toMs: number;
}

/** As the commands were given; one that was never released lasts for ever. */
export function holdsOf(commands: readonly EventOf<'command'>[]): Hold[] {
  const holds: Hold[] = [];
  let fromMs: number | null = null;
  for (const { command, tMs } of commands) {
    if (command === 'hold') fromMs ??= tMs;
    if (command === 'release' && fromMs !== null) {
      holds.push({ fromMs, toMs: tMs });
      fromMs = null;
    }
  }
  return fromMs === null ? holds : [...holds, { fromMs, toMs: Number.POSITIVE_INFINITY }];
}

/** Mean journey arrivals per second between two times of the stage; of a closed model its users, for who asks whether two times are alike. */
export type OfferedBetween = (fromMs: number, toMs: number) => number;

export function offeredIn(
  { planned, startMs, endMs }: { readonly planned: PlannedStage; readonly startMs: number; readonly endMs: number },
  holds: readonly Hold[],
): OfferedBetween {
  const { shape, users, forMs } = planned;
  if (shape === null) return () => users ?? 0;
  if (shape.shape === 'constant') return () => shape.perSecond;
  const curve = shapeOf(shape, forMs);
  const own = holds.filter(({ fromMs }) => fromMs >= startMs && fromMs < endMs);
  /** Arrivals from the stage's beginning to t. Beyond its planned end the last rate goes on: a hold nobody told of. */
  const sentBy = (tMs: number): number => {
    let [heldMs, inHolds] = [0, 0];
    for (const { fromMs, toMs } of own) {
      if (fromMs >= tMs) break;
      const ms = Math.min(toMs, tMs) - fromMs;
      inHolds += (curve.rateAt(within(fromMs - startMs - heldMs)) * ms) / 1_000;
      heldMs += ms;
    }
    const atMs = tMs - startMs - heldMs;
    return inHolds + curve.sentBy(within(atMs)) + (Math.max(0, atMs - forMs) * curve.rateAt(forMs)) / 1_000;
  };
  const within = (atMs: number): number => Math.min(Math.max(0, atMs), forMs);
  return (fromMs, toMs) => ((sentBy(toMs) - sentBy(fromMs)) * 1_000) / (toMs - fromMs);
}
