import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import type { LinkCounters } from '../../src/events/link-counters.ts';
import { readFault } from '../../src/faults/read-fault.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

type Meets = SyntheticOptions['meets'];
const untouched: Meets = (_, random) => ({ ms: around(20, random) });
const during =
  (met: (random: () => number) => ReturnType<Meets>, toMs = 25_000): Meets =>
  ({ tMs }, random) =>
    tMs >= 15_000 && tMs < toMs ? met(random) : { ms: around(20, random) };

const before: LinkCounters = {
  connections: 10,
  bytesUp: 1_000,
  bytesDown: 2_000,
  toxics: { f: { connections: 0, chunks: 0, bytes: 0, delayedMs: 0 } },
};
const after = (connections: number, bytesUp: number, chunks: number): LinkCounters => ({
  connections,
  bytesUp,
  bytesDown: 2_000,
  toxics: { f: { connections: chunks > 0 ? 2 : 0, chunks, bytes: chunks * 100, delayedMs: chunks * 2_000 } },
});

function verified(
  meets: Meets,
  counters: LinkCounters | null,
  more: Partial<SyntheticOptions> = {},
  removal: { lost?: boolean } = {},
): Analysis['faults'][number] {
  const log = syntheticLog({ stages: [stage('load', 40, 50)], meets, faults: [latencyFault('f', 15_000, 10_000)], ...more });
  const counted = log.map((event): Event => {
    if (counters === null) return event;
    if (event.type === 'fault-injected') return { ...event, counters: before };
    return event.type === 'fault-removed' ? { ...event, counters, ...removal } : event;
  });
  return analyse(counted).faults[0]!;
}

const opened = (atMs: number, link: string | null = 'payments'): Partial<SyntheticOptions> => ({
  plan: { breakers: [{ name: 'pay', preset: 'opossum', urls: [], match: {}, link, waitMs: null }] },
  events: [
    {
      tMs: atMs,
      type: 'breaker',
      breaker: 'pay',
      instance: 'a',
      from: 'closed',
      to: 'open',
      atMs: [atMs - 100, atMs],
      evidence: 'A',
      atLeast: false,
    },
  ],
});

describe('verification of a fault', () => {
  it('believes the counters of the proxy first', () => {
    const { verified: bit, evidence } = verified(untouched, after(12, 4_000, 7));
    assert.equal(bit, true);
    assert.match(
      evidence,
      /2 new connections and 3 KB crossed link payments; it was active on 2 connections, held 7 chunks for 2 s on average/,
    );
  });

  it('believes nothing of one that was gone before its time was over', () => {
    const gone = verified(untouched, after(12, 4_000, 7), {}, { lost: true });
    assert.equal(gone.verified, false);
    assert.match(gone.evidence, /no longer there when it was to be removed/);
  });

  it('is not deceived by a breaker or a step when the counters say that nothing crossed', () => {
    const { verified: bit, evidence } = verified(
      during(() => ({ outcome: 'reset', ms: 2 })),
      after(10, 1_000, 0),
      opened(16_000),
    );
    assert.equal(bit, false);
    assert.match(
      evidence,
      /nothing crossed link payments while it was in: it was idle\. Point the system at 127\.0\.0\.1:21001 where it now uses 127\.0\.0\.1:4001/,
    );
  });

  it('says so when traffic crossed and the toxic touched none of it', () => {
    const { verified: bit, evidence } = verified(untouched, after(12, 4_000, 0));
    assert.equal(bit, false);
    assert.match(evidence, /crossed link payments, but it touched none of it/);
  });

  it('looks past the counters of a link that is down: refused connections leave none', () => {
    const faults = [
      { ...latencyFault('f', 15_000, 10_000), spec: { type: 'down', attributes: {}, stream: 'downstream' as const, toxicity: 1 } },
    ];
    assert.equal(
      verified(
        during(() => ({ outcome: 'reset', ms: 2 })),
        after(10, 1_000, 0),
        { faults },
      ).verified,
      true,
    );
    assert.equal(verified(untouched, after(10, 1_000, 0), { faults }).verified, false);
  });

  it('believes a breaker on that link that opened while it was in, and names it', () => {
    const found = verified(untouched, null, opened(16_500));
    assert.equal(found.verified, true);
    assert.match(found.evidence, /breaker pay on link payments opened 1\.4 s to 1\.5 s after the injection/);
    assert.equal(found.breaker, 'pay');
    assert.equal(verified(untouched, null, opened(12_000)).verified, false);
    assert.equal(verified(untouched, null, opened(30_000)).verified, false);
    assert.equal(verified(untouched, null, opened(16_500, 'inventory')).verified, false);
  });

  it('takes a step in the requests last, and calls it the weakest', () => {
    const failing = verified(
      during(() => ({ outcome: 'reset', ms: 2 })),
      null,
    );
    assert.equal(failing.verified, true);
    assert.match(
      failing.evidence,
      /failures of home rose from 0 % to 100 % with the injection and fell to 0 % with the removal \(step in the run's own requests \(weakest\)\)/,
    );
    assert.match(
      verified(
        during((random) => ({ ms: 200 + around(20, random) })),
        null,
      ).evidence,
      /slow answers of home/,
    );
    assert.match(
      verified(
        during((random) => ({ ms: around(20, random), degraded: true })),
        null,
      ).evidence,
      /fallbacks of home/,
    );
  });

  it('takes no rise that outlasts the removal for a step, and says so', () => {
    const lasting = verified(
      during(() => ({ outcome: 'reset', ms: 2 }), 99_000),
      null,
    );
    assert.deepEqual([lasting.verified, lasting.evidenceKind], [false, 'none']);
    assert.match(lasting.evidence, /failures of home rose from 0 % to 100 % with the injection and did not fall with the removal/);
  });

  it('says that nothing came after the removal, where nothing did', () => {
    const toTheEnd = verified(
      during(() => ({ outcome: 'reset', ms: 2 }), 99_000),
      null,
      { faults: [latencyFault('f', 15_000, 25_000)] },
    );
    // Not that no route changed when it came: one did.
    assert.match(
      toTheEnd.evidence,
      /^nothing shows that it bit \(failures of home rose from 0 % to 100 % with the injection and no request came after the removal: a step ends with the removal\)\. Point/,
    );
  });

  it('does not take a stall for a step, though it makes many requests slow', () => {
    const stalled = (fromMs: number, toMs: number): Meets => {
      return ({ tMs }, random) => ({ ms: tMs >= fromMs && tMs < toMs ? toMs - tMs + 100 : around(20, random) });
    };
    for (const fromMs of [15_100, 17_000, 23_000]) assert.equal(verified(stalled(fromMs, fromMs + 1_500), null).verified, false);
    assert.equal(verified(stalled(15_100, 24_900), null).verified, true);
  });

  it('does not take chance, nor a handful of requests, for a step', () => {
    for (let seed = 1; seed <= 10; seed += 1)
      assert.equal(
        verified((_, random) => (random() < 0.05 ? { outcome: 'httpError', ms: 5 } : { ms: around(20, random) }), null, { seed }).verified,
        false,
      );
    assert.equal(
      verified(
        during(() => ({ outcome: 'reset', ms: 2 })),
        null,
        { stages: [stage('load', 40, 2)] },
      ).verified,
      false,
    );
  });

  it('counts the requests that failed in its window', () => {
    const { requestsFailed } = verified(
      during(() => ({ outcome: 'reset', ms: 2 }), 30_000),
      null,
    );
    assert.ok(Math.abs((requestsFailed ?? 0) - 500) <= 4, `${requestsFailed}`);
  });

  it('knows what was touched from the counters, or says why it does not', () => {
    const link = (server: 'embedded' | 'external'): Event => {
      const addresses = { proxy: 'p', listen: '127.0.0.1:21001', upstream: '127.0.0.1:4001', toxiproxy: 'http://127.0.0.1:8474' };
      return { tMs: -500, type: 'link', link: 'payments', how: 'created', ...addresses, server };
    };
    const reasonOf = (server: 'embedded' | 'external', removed: boolean): string | null | undefined => {
      const faults = [latencyFault('f', 15_000, 10_000)];
      const log = syntheticLog({ stages: [stage('load', 40, 50)], meets: untouched, faults, events: [link(server)] });
      return analyse(log.filter(({ type }) => removed || type !== 'fault-removed')).faults[0]?.touchedReason;
    };
    assert.equal(reasonOf('embedded', true), 'the proxy server did not say in time');
    assert.equal(reasonOf('embedded', false), 'it was not seen to be removed');
    for (const removed of [true, false])
      assert.equal(reasonOf('external', removed), 'toxiproxy-server does not count what a toxic touches');
  });

  it('lays nothing on a link to a fault that acts elsewhere, though it names that link', () => {
    const { spec } = readFault('kill', { process: 'stock' });
    assert.ok(spec);
    const killed = verified(untouched, after(12, 4_000, 7), { faults: [{ ...latencyFault('f', 15_000, 10_000), spec }] });
    assert.deepEqual([killed.verified, killed.touched, killed.touchedReason], [false, null, 'it acts on no link']);
    assert.match(killed.evidence, /^nothing was seen of it: it has no check of its own/);
  });

  it('keeps null for what was never injected', () => {
    const log = syntheticLog({ stages: [stage('load', 40, 50)], meets: untouched, faults: [latencyFault('f', 15_000, 10_000)] });
    const skipped: Event = { tMs: 15_000, type: 'fault-skipped', fault: 'f', why: 'the link was gone' };
    const fault = analyse([...log.filter((event) => !event.type.startsWith('fault-')), skipped]).faults[0];
    assert.equal(fault?.verified, null);
    assert.equal(fault?.injectedAtMs, null);
    assert.match(fault?.evidence ?? '', /never injected: the link was gone/);
  });
});
