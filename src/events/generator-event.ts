/** How the tool itself fares while it sends: how late, how busy, with how many connections. */
import type { SparseHistogram } from './histogram.ts';

export type GeneratorEvent = {
  type: 'generator';
  /** Which of the threads that send, from 0; absent in logs of versions that had only one. */
  worker?: number;
  sent: number;
  inFlight: number;
  /** Send lateness, microseconds to the nearest ten, of the sends since the line before. */
  lateness: SparseHistogram;
  eventLoopP99Ms: number;
  eventLoopMaxMs: number;
  /** Of the whole process, all threads; stands in the lines of worker 0, and is 0 in the others'. */
  cpuMicros: number;
  rssBytes: number;
  /** Attempts to open a connection, those that fail included. */
  connectionsOpened: number;
  connectionsFailed: number;
  /** Microseconds from the begin of an attempt until the connection stood, name and TLS included. */
  handshakes: SparseHistogram;
};
