import assert from 'node:assert/strict';
import { wireOf, wireSchema } from '../../src/analysis/wire.ts';
import type { Event } from '../../src/events/event.ts';
import { readFault } from '../../src/faults/read-fault.ts';
import { counters } from '../support/fault-log.ts';
import { around, journey, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

const { spec } = readFault('latency', { latency: '300ms' });
const faults = ['payments', 'stock'].map((link, at) => ({ ...latencyFault(`wire-${link}`, 3_000 + at * 6_000, 3_000, link), spec: spec! }));
const journeys = ['home', 'checkout'].map((route) => journey(route, 1, [{ route }]));
const slowIn = (fromMs: number, tMs: number): boolean => tMs >= fromMs && tMs < fromMs + 3_000;

function wire(meets: SyntheticOptions['meets'], more: Partial<SyntheticOptions> = {}, change: (event: Event) => Event = (event) => event) {
  const log = syntheticLog({ stages: [stage('wire', 13, 12)], journeys, faults, meets, ...more });
  return wireSchema.parse(wireOf(log.map(change)));
}
const words = ({ links }: ReturnType<typeof wire>): string[] =>
  links.flatMap(({ link, felt, routes }) => [`${link} ${felt}`, ...routes.map(({ route, felt: own, how }) => `  ${route} ${own} ${how}`)]);

/** checkout waits for payments, home for stock. */
const wired: SyntheticOptions['meets'] = ({ route, tMs }, random) => {
  const slow = route === 'checkout' ? slowIn(3_000, tMs) : slowIn(9_000, tMs);
  return { ms: around(20, random) + (slow ? 300 : 0) };
};

describe('a wiring check', () => {
  it('shows which route felt which link, and by how much', () => {
    const found = wire(wired);
    assert.deepEqual(words(found), [
      'payments true',
      '  home false null',
      '  checkout true slow',
      'stock true',
      '  home true slow',
      '  checkout false null',
    ]);
    assert.deepEqual([found.exitCode, found.reason], [0, 'Every link was felt.']);
    const added = found.links[0]!.routes[1]!.addedMs ?? 0;
    assert.ok(Math.abs(added - 300) < 15, `${added}`);
  });

  it('a route may feel it by failing or by falling back, or in part of its requests', () => {
    const failing = wire(({ route, tMs }, random) =>
      route === 'home' && slowIn(3_000, tMs) ? { ms: 5, outcome: 'timeout' } : { ms: around(20, random) },
    );
    assert.deepEqual(words(failing).slice(0, 2), ['payments true', '  home true failed']);
    const falling = wire(({ route, tMs }, random) => ({ ms: around(20, random), degraded: route === 'home' && slowIn(3_000, tMs) }));
    assert.deepEqual(words(falling).slice(0, 2), ['payments true', '  home true degraded']);
    const partly = wire(({ tMs }, random) => ({ ms: around(20, random) + (slowIn(3_000, tMs) && random() < 0.6 ? 300 : 0) }));
    const { share } = partly.links[0]!.routes[0]!;
    assert.ok(share !== null && share > 0.3 && share < 0.95, `${share}`);
  });

  it('says how to wire a link that nobody felt, and is then inconclusive', () => {
    const found = wire(({ route, tMs }, random) => ({ ms: around(20, random) + (route === 'checkout' && slowIn(3_000, tMs) ? 300 : 0) }));
    assert.deepEqual([found.exitCode, found.reason], [6, 'No route was seen to feel stock.']);
    assert.equal(found.links[1]?.felt, false);
    assert.match(found.links[1]?.advice ?? '', /Does the system reach stock through its proxy\?/);
    assert.equal(found.links[0]?.advice, null);
  });

  it('tells traffic that no route waits for from a link that is gone around', () => {
    const found = wire(wired, { meets: (_, random) => ({ ms: around(20, random) }) }, (event) => {
      if (event.type === 'fault-injected') return { ...event, counters: counters(4, 0, { open: 4 }) };
      return event.type === 'fault-removed' ? { ...event, counters: counters(4, 5_000, { open: 4 }) } : event;
    });
    assert.deepEqual(found.links[0]?.crossed, { connections: 0, bytes: 5_000 });
    assert.equal(found.links[0]?.advice, '5000 bytes crossed it, but no route waits for them');
  });

  it("can't tell from fewer than a handful of requests", () => {
    const found = wire(wired, { stages: [stage('wire', 13, 2)] });
    assert.equal(found.exitCode, 6);
    assert.ok(found.links.every(({ routes }) => routes.some(({ felt }) => felt === null)));
  });

  it('does not take chance for a link that is felt', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const found = wire((_, random) => ({ ms: around(60, random), ...(random() < 0.03 ? { outcome: 'httpError' as const } : {}) }), {
        seed,
      });
      assert.ok(!found.links.some(({ felt }) => felt === true), `seed ${seed}`);
    }
  });

  it('what stopped it comes first, and a link that was never slowed is not judged', () => {
    const found = wire(wired, { killedAtMs: 7_000 });
    assert.equal(found.exitCode, 143);
    assert.match(found.links[1]?.advice ?? '', /never slowed: the run ended before/);
  });
});
