/**
 * When the next journey starts: the schedule's counts on the run's clock, with room for a hold. While a stage is held
 * the count goes on at the rate of that moment; on release the schedule goes on where it was left, later by the hold's length
 * and with the count moved on by what came meanwhile, so that the fraction is carried through the hold as well.
 */
import { arrivalCounts, type Arrival } from '../../../shapes/arrivals.ts';
import { roundingSlack, scheduleOf, type Schedule, type ScheduledStage } from '../../../shapes/schedule.ts';
import { onlyLane, type Lane } from './lane.ts';

/** Where a run gets its arrivals from. Times are milliseconds from t = 0. */
export interface ArrivalSource {
  /** When the next arrival is due; Infinity when there is none to come. */
  next(): number;
  /** The number of that arrival among those of the whole load, from 0. */
  readonly number: number;
  /** Moves on to the arrival after the one that `next` told. */
  advance(): void;
  /** When the last stage ends; Infinity while held. */
  readonly endMs: number;
  hold(tMs: number): void;
  /** Gives the length of the hold, by which everything that follows is later; 0 if there was none. */
  release(tMs: number): number;
  /** Told at the beginning of each stage, before anything due in it is asked for; only where arrivals hang on it. */
  stageBegins?(stage: number, tMs: number): void;
  /** Told whenever a journey has ended, however it did; only where arrivals hang on it. Times never fall. */
  journeyEnded?(tMs: number): void;
}

export class Arrivals implements ArrivalSource {
  private readonly schedule: Schedule;
  private readonly integral: number;
  private readonly nextCount: () => number;
  private readonly lane: Lane;
  private count = 0;
  private dueMs: number;
  number: number;
  /** Arrivals that came in holds, beyond the schedule's own. */
  private extra = 0;
  private shiftMs = 0;
  private heldAtMs: number | null = null;
  private heldPerMs = 0;

  /** `random` must give the same sequence in every lane. */
  constructor(stages: readonly ScheduledStage[], arrival: Arrival, random: () => number, lane: Lane = onlyLane) {
    this.schedule = scheduleOf(stages);
    this.integral = this.schedule.sentBy(this.schedule.endMs);
    this.nextCount = arrivalCounts(arrival, random);
    this.lane = lane;
    this.number = lane.index;
    for (let k = 0; k <= lane.index; k += 1) this.count = this.nextCount();
    this.dueMs = this.timeOf(this.count);
  }

  get endMs(): number {
    return this.heldAtMs === null ? this.schedule.endMs + this.shiftMs : Number.POSITIVE_INFINITY;
  }

  next(): number {
    return this.dueMs;
  }

  advance(): void {
    const { of } = this.lane;
    // One after the other: the gaps of the other lanes' arrivals are part of this one's time.
    for (let k = 0; k < of; k += 1) this.count = this.nextCount();
    this.number += of;
    this.dueMs = this.timeOf(this.count);
  }

  /** What was due before must have been taken. */
  hold(tMs: number): void {
    if (this.heldAtMs !== null || tMs >= this.endMs) return;
    this.heldAtMs = tMs;
    this.heldPerMs = this.schedule.rateAt(tMs - this.shiftMs) / 1_000;
    this.dueMs = this.timeOf(this.count);
  }

  release(tMs: number): number {
    if (this.heldAtMs === null) return 0;
    const heldMs = Math.max(0, tMs - this.heldAtMs);
    this.heldAtMs = null;
    this.shiftMs += heldMs;
    this.extra += heldMs * this.heldPerMs;
    this.dueMs = this.timeOf(this.count);
    return heldMs;
  }

  private timeOf(due: number): number {
    const count = due - this.extra;
    if (this.heldAtMs !== null) {
      const ahead = count - this.schedule.sentBy(this.heldAtMs - this.shiftMs);
      if (ahead > 0) return this.heldAtMs + (this.heldPerMs > 0 ? ahead / this.heldPerMs : Number.POSITIVE_INFINITY);
    }
    if (count > this.integral + roundingSlack) return Number.POSITIVE_INFINITY;
    return this.schedule.timeOfCount(Math.min(this.integral, count)) + this.shiftMs;
  }
}
