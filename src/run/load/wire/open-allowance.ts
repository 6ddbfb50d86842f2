/**
 * How many connections may be opened before answers are read again. It grows with time, twice as fast as the plan's peak
 * would need if nothing ever came back, so it holds up nobody as long as this process keeps its time. After a stall of the
 * process it does: hundreds of sends are due at once, and the connections that carried the last ones are free again, which is
 * not known before their answers are read. To open one for each would take longer than the stall did, and make the next.
 */
const factor = 2;
/** What it may grow to at the least: a few visitors may always come at once. */
const least = 16;
const leastPerMs = 4;

export class OpenAllowance {
  private readonly perMs: number;
  private readonly most: number;
  private left: number;
  private grownMs = Number.NEGATIVE_INFINITY;

  /** `perSecond`: connections that the plan may need each second. */
  constructor(perSecond: number) {
    this.perMs = Math.max(leastPerMs, (factor * perSecond) / 1_000);
    this.most = Math.max(least, this.perMs);
    this.left = this.most;
  }

  get isSpent(): boolean {
    return this.left < 1;
  }

  spend(): void {
    this.left -= 1;
  }

  grow(nowMs: number): void {
    this.left = Math.min(this.most, Math.max(0, this.left) + (nowMs - this.grownMs) * this.perMs);
    this.grownMs = nowMs;
  }
}
