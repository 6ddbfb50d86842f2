/** The tool's view of itself: how late it sends, how busy its event loop and its process are, since it was last asked. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EventBody } from '../../events/event.ts';
import { Histogram } from '../../events/histogram.ts';
import { onlyLane, type Lane } from './pace/lane.ts';

/** The delay monitor is a timer of this period, and its readings contain the period itself. */
const periodMs = 10;

export class Health {
  private readonly lane: Lane;
  private readonly lateness = new Histogram();
  private readonly handshakes = new Histogram();
  private readonly loop = monitorEventLoopDelay({ resolution: periodMs });
  private cpu = process.cpuUsage();
  private readonly total = { sent: 0, connectionsOpened: 0, connectionsFailed: 0 };
  private rssBytes = 0;
  /** The totals at the last report. */
  private reported = { ...this.total };

  constructor(lane: Lane = onlyLane) {
    this.lane = lane;
  }

  start(): void {
    this.loop.enable();
    this.cpu = process.cpuUsage();
  }

  stop(): void {
    this.loop.disable();
  }

  sentLate(lateMs: number): void {
    this.total.sent += 1;
    // To 10 µs: finer it says nothing, and would be the largest part of the log of a quiet load.
    this.lateness.record(Math.round(lateMs * 100) * 10);
  }

  connectionOpened(): void {
    this.total.connectionsOpened += 1;
  }

  /** `tookMs`: from the begin of the attempt, looking up the name and TLS included. */
  connectionEstablished(tookMs: number): void {
    this.handshakes.record(tookMs * 1_000);
  }

  connectionFailed(): void {
    this.total.connectionsFailed += 1;
  }

  /** Since the start. */
  totals(): { sent: number; connectionsOpened: number; connectionsFailed: number } {
    return { ...this.total };
  }

  /** The event for the time since the last one. */
  report(inFlight: number): EventBody {
    const cpu = process.cpuUsage(this.cpu);
    // The whole process is measured, all workers in it: it must stand in one line only.
    const cpuMicros = this.lane.index === 0 ? cpu.user + cpu.system : 0;
    const event: EventBody = {
      type: 'generator',
      worker: this.lane.index,
      sent: this.total.sent - this.reported.sent,
      inFlight,
      lateness: this.lateness.toSparse(),
      eventLoopP99Ms: this.loopMs(this.loop.percentile(99)),
      eventLoopMaxMs: this.loopMs(this.loop.max),
      cpuMicros,
      rssBytes: this.rss(),
      connectionsOpened: this.total.connectionsOpened - this.reported.connectionsOpened,
      connectionsFailed: this.total.connectionsFailed - this.reported.connectionsFailed,
      handshakes: this.handshakes.toSparse(),
    };
    this.cpu = process.cpuUsage();
    this.lateness.clear();
    this.handshakes.clear();
    this.loop.reset();
    this.reported = { ...this.total };
    return event;
  }

  /** Reading it opens a file, which a process that has run out of descriptors can't: then it is the last one. */
  private rss(): number {
    try {
      this.rssBytes = process.memoryUsage.rss();
    } catch {}
    return this.rssBytes;
  }

  private loopMs(nanoseconds: number): number {
    // Without a reading yet the percentile and the maximum are 0 or NaN.
    return Math.max(0, Math.round((nanoseconds || 0) / 1_000) / 1_000 - periodMs);
  }
}
