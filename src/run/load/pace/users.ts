/**
 * Arrivals of a closed model: so many users, each of whom starts the next journey when the one before has ended, plus a pause.
 * Users are alike, so they are counted, not named. At the beginning of a stage users join, spread over one think time so that
 * they don't walk in step, or leave: first those who are between two journeys, then whoever ends one.
 */
import type { ArrivalSource } from './arrivals.ts';
import { onlyLane, shareOf, type Lane } from './lane.ts';

export interface UsersStage {
  readonly startMs: number;
  readonly forMs: number;
  /** Of the whole load. */
  readonly users: number | null;
}

/** Entries at the front that were taken, before the list is cut. */
const mostTaken = 1_024;

export class Users implements ArrivalSource {
  private readonly stages: readonly UsersStage[];
  private readonly thinkMs: number;
  private readonly lane: Lane;
  number: number;
  private readonly plannedEndMs: number;
  /** When those between two journeys go on, in order; those before `head` have gone. */
  private due: number[] = [];
  private head = 0;
  /** Who should be there in this stage, and who is: between two journeys or in one. */
  private wanted = 0;
  private present = 0;
  private shiftMs = 0;
  private heldAtMs: number | null = null;

  /** `stages` in order of time and without gaps. */
  constructor(stages: readonly UsersStage[], thinkMs: number, lane: Lane = onlyLane) {
    this.stages = stages;
    this.thinkMs = thinkMs;
    this.lane = lane;
    this.number = lane.index;
    const last = stages.at(-1);
    this.plannedEndMs = last === undefined ? 0 : last.startMs + last.forMs;
  }

  get endMs(): number {
    return this.heldAtMs === null ? this.plannedEndMs + this.shiftMs : Number.POSITIVE_INFINITY;
  }

  next(): number {
    const dueMs = this.due[this.head] ?? Number.POSITIVE_INFINITY;
    return dueMs < this.endMs ? dueMs : Number.POSITIVE_INFINITY;
  }

  advance(): void {
    this.number += this.lane.of;
    this.head += 1;
    if (this.head < mostTaken || 2 * this.head < this.due.length) return;
    this.due = this.due.slice(this.head);
    this.head = 0;
  }

  stageBegins(stage: number, tMs: number): void {
    const { index, of } = this.lane;
    this.wanted = shareOf(this.stages[stage]?.users ?? 0, this.lane);
    const joining = this.wanted - this.present;
    if (joining > 0) {
      const joined = Array.from({ length: joining }, (_, i) => tMs + (this.thinkMs * (i + index / of)) / joining);
      // From here on whoever ends a journey comes back after all of these.
      this.due = [...this.due.slice(this.head), ...joined].toSorted((a, b) => a - b);
      this.head = 0;
      this.present = this.wanted;
    } else {
      const leaving = Math.min(-joining, this.due.length - this.head);
      this.due.length -= leaving;
      this.present -= leaving;
    }
  }

  journeyEnded(tMs: number): void {
    if (this.present > this.wanted) this.present -= 1;
    else this.due.push(tMs + this.thinkMs);
  }

  hold(tMs: number): void {
    if (this.heldAtMs === null && tMs < this.endMs) this.heldAtMs = tMs;
  }

  release(tMs: number): number {
    if (this.heldAtMs === null) return 0;
    const heldMs = Math.max(0, tMs - this.heldAtMs);
    this.heldAtMs = null;
    this.shiftMs += heldMs;
    return heldMs;
  }
}
