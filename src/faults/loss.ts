import { z } from 'zod';
import { formatMs, formatShare } from '../units.ts';
import { patience, share, wholeNumber } from './attribute.ts';
import { formatBytes, value } from './describe.ts';
import type { FaultKind, FaultSpec } from './fault.ts';

/** Linux' least retransmission timeout above the round trip (tcp_rto_min); RFC 6298 section 2.4 says 1 s, and lets it be less. */
const leastRtoMs = 200;
/** Of an Ethernet frame: 1500 B less the IPv4 and TCP headers, with timestamps. */
const segmentBytes = 1_448;

/**
 * What lost packets come to for those who speak TCP: nothing goes missing, some of it comes late. An exchange of n segments meets a loss with
 * 1 - (1 - p)^n; it is mended within one round trip where segments behind the lost one tell of it (RFC 5681), and after a retransmission
 * timeout where none do. A long transfer gets no more than MSS / RTT * sqrt(3 / 2p) (Mathis, Semke, Mahdavi, Ott 1997).
 */
export const loss: FaultKind = {
  type: 'loss',
  summary: 'lost packets as TCP shows them: late answers on some connections, and a ceiling for long ones',
  on: 'link',
  toxic: false,
  preset: true,
  ramps: [],
  schema: z.strictObject({
    loss: share('the share of packets that is lost, e.g. 2%', { least: 0.0001, most: 0.5 }),
    rtt: patience('the round trip of the path that is imagined, e.g. 50ms', 1, 10_000, '50ms'),
    segments: wholeNumber('packets that an exchange consists of, each of which may be lost', 1, 10_000, '10'),
  }),
  steps: (spec) => {
    const { affected, latency, jitter, rate } = expanded(spec);
    const common = { afterMs: 0, do: 'add-toxic', stream: 'downstream' } as const;
    return [
      { ...common, toxic: 0, type: 'latency', toxicity: affected, attributes: { latency, jitter } },
      { ...common, toxic: 1, type: 'bandwidth', toxicity: 1, attributes: { rate } },
    ];
  },
  describe: (spec) => {
    const { affected, latency, jitter, rate } = expanded(spec);
    return `loss ${formatShare(value(spec, 'loss'))}: latency ${formatMs(latency)} +-${formatMs(jitter)} on ${formatShare(affected)} of connections, bandwidth ${formatBytes(rate * 1_000)}/s`;
  },
};

function expanded(spec: FaultSpec): { affected: number; latency: number; jitter: number; rate: number } {
  const [p, rttMs, segments] = [value(spec, 'loss'), value(spec, 'rtt'), value(spec, 'segments')];
  const affected = Math.round((1 - (1 - p) ** segments) * 1e4) / 1e4;
  // Anywhere between a round trip and a timeout.
  const jitter = leastRtoMs / 2;
  const bytesPerMs = (segmentBytes / rttMs) * Math.sqrt(3 / (2 * p));
  // A byte a millisecond is a KB/s.
  return { affected, latency: Math.round(rttMs + jitter), jitter, rate: Math.max(1, Math.min(1e7, Math.round(bytesPerMs))) };
}
