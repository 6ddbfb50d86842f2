import assert from 'node:assert/strict';
import type { Event } from '../../../src/events/event.ts';
import { counters, failing, faultLog, judged, looked, metered, probed, untouched, type FaultLog } from '../../support/fault-log.ts';
import { latencyFault, stage, syntheticLog } from '../../support/synthetic-log.ts';
import { analyse } from '../../../src/analysis/analyse.ts';

const httpError = { type: 'http_error', attributes: { status: 503 } } as const;
const down = { type: 'down', attributes: {}, toxicity: 1 } as const;
const refused = [probed(13_000), ...[16_000, 18_000, 20_000].map((tMs) => probed(tMs, { outcome: 'refused', ms: null })), probed(26_500)];
const exchange = { how: 'exchange', status: 200, bytes: 300 } as const;
const slow = [
  ...[11_000, 12_000].map((tMs) => probed(tMs, { ...exchange, ms: 4 })),
  ...[18_500, 20_500].map((tMs) => probed(tMs, { ...exchange, ms: 2_004 })),
];
const advice = /Point the system at 127\.0\.0\.1:21001 where it now uses 127\.0\.0\.1:4001: docs\/wiring\.md$/;

const cases: readonly (readonly [title: string, log: FaultLog, verified: boolean, kind: string, says: RegExp])[] = [
  [
    'counters: it held what crossed, on some of the connections',
    {
      before: counters(10, 3_000, { open: 4 }, { connections: 2 }),
      after: counters(16, 9_000, { open: 3 }, { connections: 5, chunks: 8, bytes: 800, delayedMs: 16_000 }),
    },
    true,
    'counters',
    /^6 new connections and 6 KB crossed link payments; it was active on 5 of 10 connections, held 8 chunks for 2 s on average \(counters of the proxy\)$/,
  ],
  [
    'counters: requests, of a fault that is about those',
    {
      spec: httpError,
      before: counters(10, 3_000, { open: 1 }, { requests: 0 }),
      after: counters(10, 9_000, { open: 1 }, { connections: 1, requests: 40 }),
    },
    true,
    'counters',
    /it was active on 1 of 1 connection, met 40 requests/,
  ],
  [
    'an outage: what it closed, and what was refused, after traffic shortly before',
    {
      spec: down,
      justBefore: counters(12, 4_000, { open: 3 }, null),
      before: counters(12, 4_000, { open: 0 }, null),
      after: counters(12, 4_000, { open: 0 }, null),
      events: [looked(10_000, counters(9, 1_000, { open: 3 }, null)), ...refused],
    },
    true,
    'counters',
    /^2 connections and 3 KB crossed link payments in the 5 s before it; it closed 3 open connections, and 3 of 3 probe connections were refused while it was in, and none of 1 before/,
  ],
  [
    'an outage, and a connection that had closed by itself before',
    {
      spec: down,
      justBefore: counters(12, 4_000, { open: 0 }, null),
      before: counters(12, 4_000, { open: 0 }, null),
      after: counters(12, 4_000, { open: 0 }, null),
      events: [looked(10_000, counters(9, 1_000, { open: 3 }, null))],
    },
    false,
    'none',
    /and no connection of it was seen to be closed$/,
  ],
  [
    'an outage of a link on which a connection was open, and nothing more',
    {
      spec: down,
      justBefore: counters(9, 1_000, { open: 1 }, null),
      before: counters(9, 1_000, { open: 0 }, null),
      after: counters(9, 1_000, { open: 0 }, null),
      events: [looked(10_000, counters(9, 1_000, { open: 1 }, null))],
    },
    false,
    'none',
    /^nothing crossed link payments in the 5 s before it/,
  ],
  [
    'nothing ever crossed: gone around',
    { meets: failing, before: counters(0, 0, { open: 0 }), after: counters(0, 0, { open: 0 }) },
    false,
    'none',
    /^nothing crossed link payments while it was in, and nothing ever did: the system goes around its proxy\. Point/,
  ],
  [
    'probes are not the traffic of the system',
    {
      before: counters(2, 600, { open: 0 }),
      after: counters(4, 1_400, { open: 0 }, { connections: 2, chunks: 2, bytes: 400, delayedMs: 4_000 }),
      events: slow,
    },
    false,
    'none',
    /^nothing crossed link payments while it was in, and nothing ever did/,
  ],
  [
    'idle',
    { before: counters(3, 900, { open: 0 }), after: counters(3, 900, { open: 0 }) },
    false,
    'none',
    /while it was in: it was idle\. Point/,
  ],
  [
    'idle since shortly before',
    { before: counters(3, 900, { open: 0 }), after: counters(3, 900, { open: 0 }), events: [looked(10_000, counters(1, 0))] },
    false,
    'none',
    /while it was in, though 2 connections and 900 B did in the seconds before\. Point/,
  ],
  [
    'crossed and spared by toxicity',
    { spec: { toxicity: 0.1 }, before: counters(3, 900, { open: 1 }), after: counters(5, 4_900, { open: 1 }) },
    false,
    'none',
    /^2 new connections and 4 KB crossed link payments, but it touched none of it \(toxicity 10 %, drawn once a connection: none of 3 was drawn\)$/,
  ],
  [
    'crossed, and none of it was a request that it is for',
    { spec: httpError, before: counters(3, 900, { open: 1 }, { requests: 0 }), after: counters(5, 4_900, { open: 1 }, { requests: 0 }) },
    false,
    'none',
    /but it touched none of it: no request was one that it is for \(method, path, share\)$/,
  ],
  [
    'crossed in the other direction only',
    {
      spec: { stream: 'upstream' },
      before: counters(3, 900, { open: 1 }),
      after: { ...counters(4, 900, { open: 1 }), bytesDown: 4_000 },
    },
    false,
    'none',
    /but it touched none of it: no data went upstream$/,
  ],
  [
    'touched without an effect',
    {
      spec: { type: 'slow_close', attributes: { delay: 1_000 } },
      before: counters(3, 900, { open: 1 }, { connections: 1, requests: 0 }),
      // Requests that pass a toxic are counted, and are no effect of it.
      after: counters(5, 4_900, { open: 3 }, { connections: 3, requests: 50 }),
    },
    false,
    'none',
    /^2 new connections and 4 KB crossed link payments; it was active on 3 of 3 connections and changed nothing there: none of them ended$/,
  ],
  [
    'only a probe was touched, though the system crossed',
    {
      spec: { toxicity: 0.1 },
      before: counters(3, 900, { open: 1 }),
      after: counters(8, 4_900, { open: 1 }, { connections: 2, chunks: 2, bytes: 300, delayedMs: 4_000 }),
      events: slow,
    },
    false,
    'none',
    /^3 new connections and 3\.4 KB crossed link payments, but it touched none of it \(toxicity 10 %/,
  ],
  [
    'requests that may all have been probes',
    {
      spec: httpError,
      before: counters(3, 900, { open: 1 }, { connections: 1, requests: 0 }),
      after: counters(8, 4_900, { open: 1 }, { connections: 6, requests: 2 }),
      events: [18_500, 20_500].map((tMs) => probed(tMs, { ...exchange, ms: 4 })),
    },
    false,
    'none',
    /it was active on 4 of 4 connections, and all requests that it met there may have been probes$/,
  ],
  [
    'requests of the system, and a probe that only connected',
    {
      spec: httpError,
      before: counters(3, 900, { open: 1 }, { connections: 0, requests: 0 }),
      after: counters(4, 4_900, { open: 1 }, { connections: 1, requests: 52 }),
      events: [probed(18_500)],
    },
    true,
    'counters',
    /it was active on 1 of 1 connection, met 52 requests/,
  ],
  [
    'held back for nothing that could be measured',
    {
      spec: { type: 'bandwidth', attributes: { rate: 1_000_000 } },
      before: counters(3, 900, { open: 1 }, { connections: 1 }),
      after: counters(5, 4_900, { open: 3 }, { connections: 3, chunks: 80, bytes: 4_000, delayedMs: 0.8 }),
    },
    false,
    'none',
    /it was active on 3 of 3 connections and held back nothing that could be measured$/,
  ],
  [
    'what was dropped',
    {
      spec: { type: 'timeout', attributes: { timeout: 1_000 } },
      before: counters(3, 900, { open: 1 }, { connections: 1 }),
      after: counters(5, 4_900, { open: 3 }, { connections: 3, chunks: 80, bytes: 4_000, delayedMs: 0.8 }),
    },
    true,
    'counters',
    /it was active on 3 of 3 connections, dropped 4 KB on 3 connections \(counters/,
  ],
  [
    'broken bodies: none was long enough',
    {
      spec: { type: 'http_corrupt', attributes: { mode: 'truncate', bytes: 100 } },
      before: counters(3, 900, { open: 1 }, { requests: 0 }),
      after: counters(5, 4_900, { open: 1 }, { requests: 0 }),
    },
    false,
    'none',
    /\(method, path, share\), or no body was that long$/,
  ],
  [
    'touched without a counted effect, and a step',
    {
      meets: failing,
      before: counters(3, 900, { open: 1 }, { connections: 1 }),
      after: counters(3, 1_900, { open: 1 }, { connections: 1 }),
    },
    true,
    'step',
    /^failures of home rose/,
  ],
  [
    'a probe, with connections that ended on the link',
    { spec: down, server: 'external', events: [looked(10_000, null, 5_000), looked(15_050, null, 8_000), ...refused] },
    true,
    'probe',
    /^3 of 3 probe connections were refused while it was in, and none of 1 before; connections that carried 3 KB ended on link payments as it came \(the server's metrics\) \(a probe through the link\)$/,
  ],
  [
    'a probe, with a step',
    { server: 'external', meets: failing, events: slow },
    true,
    'probe',
    /^2 of 2 probes took 2 s at the median while it was in, and none of 2 before; failures of home rose/,
  ],
  [
    'a probe alone proves the effect, and not that the system crosses',
    { server: 'external', events: slow },
    false,
    'probe',
    /but nothing shows that the system's own traffic crosses link payments: a probe proves the effect alone\. Point/,
  ],
  [
    'a probe that was bad before tells nothing',
    { server: 'external', events: [probed(13_000, { outcome: 'refused', ms: null }), ...refused.slice(1, 4)] },
    false,
    'none',
    /^nothing was seen of it/,
  ],
  [
    "the system's own count: failures",
    {
      server: 'external',
      events: [
        metered(8_000, 1_000, 10, null),
        metered(14_500, 1_300, 10, null),
        metered(15_300, 1_310, 12, null),
        metered(24_500, 1_700, 390, null),
      ],
    },
    true,
    'metric',
    /^the system's calls on link payments failed in 96\.9 % \(390\) while it was in, and in 0 % \(300\) before \(as the system counts\)$/,
  ],
  [
    "the system's own count: durations",
    {
      server: 'external',
      events: [
        metered(8_000, 1_000, null, 20),
        metered(14_500, 1_300, null, 26),
        metered(15_300, 1_310, null, 26),
        metered(24_500, 1_400, null, 206),
      ],
    },
    true,
    'metric',
    /^the system's calls on link payments took 2 s on average \(90\) while it was in, and 20 ms \(300\) before/,
  ],
  [
    'a system that began to count anew, or counted a handful, says nothing',
    {
      server: 'external',
      events: [
        metered(8_000, 1_000, 10, null),
        metered(14_500, 1_010, 10, null),
        metered(15_300, 3, 2, null),
        metered(24_500, 20, 20, null),
      ],
    },
    false,
    'none',
    /^nothing was seen of it/,
  ],
  ['a step', { server: 'external', meets: failing }, true, 'step', /weakest/],
  [
    'nothing, and too few requests for a step',
    { server: 'external', perSecond: 1 },
    false,
    'none',
    /^nothing shows that it bit \(15 requests before it and \d+ while it was in: a step needs 30 of a route on each side\)\. Point/,
  ],
];

describe('the evidence of a fault on a link', () => {
  for (const [title, log, verified, kind, says] of cases) {
    it(title, () => {
      const fault = judged(log);
      assert.match(fault.evidence, says);
      assert.deepEqual([fault.verified, fault.evidenceKind], [verified, kind]);
      if (/Point/.test(fault.evidence)) assert.match(fault.evidence, advice);
    });
  }

  it('says what it touched, or why that is not known', () => {
    const named = (title: string) => judged(cases.find(([of]) => of.startsWith(title))![1]);
    const [counted, probeOnly] = [named('counters: requests'), named('a probe alone')];
    assert.deepEqual(counted?.touched, { connections: 1, ofConnections: 1, requests: 40, chunks: 0, bytes: 0, delayedMs: 0 });
    assert.deepEqual([probeOnly?.touched, probeOnly?.touchedReason], [null, 'toxiproxy-server does not count what a toxic touches']);
    assert.deepEqual(named('an outage').touched, { connections: 3, ofConnections: 3, requests: null, chunks: 0, bytes: 0, delayedMs: 0 });
    assert.match(judged({ spec: down, before: counters(1, 0), after: counters(1, 0) }).touchedReason ?? '', /never reach the proxy/);
    assert.match(judged({ before: counters(1, 0) }).touchedReason ?? '', /did not say in time/);
  });

  it('a fault of its own link is told from another on the same link', () => {
    const both = (connections: number, chunks: number) => ({
      ...counters(connections, connections * 100, { open: 1 }),
      toxics: {
        f: { connections: 0, chunks: 0, bytes: 0, delayedMs: 0 },
        other: { connections: 1, chunks, bytes: chunks, delayedMs: chunks },
      },
    });
    assert.equal(judged({ before: both(1, 0), after: both(5, 50) }).verified, false);
  });

  it('a loss is judged and told by what came late, and not by the ceiling that all connections have', () => {
    const counted = (open: number, late: number) => ({
      ...counters(open, open * 1_000, { open: 1 }),
      toxics: {
        f: { connections: late, chunks: late, bytes: late * 100, delayedMs: late * 200 },
        ceiling: { connections: open, chunks: open, bytes: open * 1_000, delayedMs: open * 10 },
      },
    });
    const of = (late: number) => {
      const spec = { type: 'loss', attributes: { loss: 0.02, rtt: 50, segments: 10 } };
      const log = faultLog({ spec, before: counted(1, 0), after: counted(9, late) });
      return analyse(log.map((event): Event => (event.type === 'fault-injected' ? { ...event, toxics: ['f', 'ceiling'] } : event)))
        .faults[0]!;
    };
    assert.equal(of(0).verified, false);
    assert.match(of(0).evidence, /but it touched none of it \(toxicity 18\.3 %, drawn once a connection/);
    assert.equal(of(2).verified, true);
    assert.deepEqual(of(2).touched, { connections: 2, ofConnections: 9, requests: null, chunks: 2, bytes: 200, delayedMs: 400 });
  });

  it('does not measure by what another fault did on the same link', () => {
    const fault = latencyFault('f', 15_000, 5_000);
    const other = { ...latencyFault('other', 8_000, 4_000) };
    const log = (events: readonly Event[]) =>
      analyse(
        syntheticLog({
          stages: [stage('load', 32, 20)],
          meets: untouched,
          faults: [other, { ...fault, spec: { ...fault.spec, ...down } }],
          events,
        }),
      ).faults[1]!.evidence;
    const during = [16_000, 17_000].map((tMs) => probed(tMs, { outcome: 'refused', ms: null }));
    assert.match(log([probed(9_000), ...during]), /^2 of 2 probe connections were refused while it was in, and none of 1 before/);
    const slowed = [probed(9_000, { how: 'exchange', ms: 2_000 }), probed(13_500, { how: 'exchange', ms: 4 })];
    assert.match(log([...slowed, ...during]), /and none of 1 before/);
    assert.match(log([...slowed.slice(0, 1), ...during]), /^nothing was seen of it/);
  });

  it('does not take for its own what the system, or a breaker, saw of another fault that was in too', () => {
    const fault = (id: string, atMs: number, forMs: number) => latencyFault(id, atMs, forMs);
    const breaker = { name: 'pay', preset: 'opossum', urls: [], match: {}, link: 'payments', waitMs: null } as const;
    const opened = (atMs: number): Event => {
      const move = { breaker: 'pay', instance: 'a', from: 'closed', to: 'open', evidence: 'A', atLeast: false } as const;
      return { tMs: atMs + 50, type: 'breaker', ...move, atMs: [atMs - 50, atMs + 50] };
    };
    const of = (other: ReturnType<typeof fault> | null, events: readonly Event[]) => {
      const faults = [fault('f', 15_000, 10_000), ...(other === null ? [] : [other])];
      const log = syntheticLog({ stages: [stage('load', 32, 20)], meets: untouched, faults, events, plan: { breakers: [breaker] } });
      return analyse(log).faults[0]!;
    };
    const calls = [metered(8_000, 1_000, 10, null), metered(14_500, 1_300, 10, null)];
    const failed = [metered(15_300, 1_310, 12, null), metered(18_000, 1_400, 12, null), metered(24_500, 1_700, 300, null)];
    for (const events of [[...calls, ...failed], [opened(21_000)]]) {
      assert.equal(of(null, events).verified, true);
      const both = of(fault('other', 19_000, 5_000), events);
      assert.deepEqual([both.verified, both.evidenceKind], [false, 'none']);
      assert.match(both.evidence, /but other was in too: whose doing it is can't be told apart/);
      // One that names the link and acts elsewhere.
      const elsewhere = { type: 'kill', attributes: { process: 'stock' }, stream: 'downstream', toxicity: 1 } as const;
      assert.equal(of({ ...fault('other', 19_000, 5_000), spec: elsewhere }, events).verified, false);
      assert.equal(of({ ...fault('other', 19_000, 5_000), link: 'stock' }, events).verified, true);
    }
    assert.equal(of(fault('other', 19_000, 5_000), [opened(16_000)]).verified, true);
  });

  it('makes the run inconclusive where there is none', () => {
    assert.equal(analyse(faultLog({ server: 'external' })).exitCode, 6);
    assert.equal(analyse(faultLog({ server: 'external', meets: failing })).exitCode, 0);
  });
});
