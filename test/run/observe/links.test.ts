import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Event, EventBody } from '../../../src/events/event.ts';
import type { Plan, PlannedLink } from '../../../src/plan/plan.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { watchLinks, type LinkWatch } from '../../../src/run/observe/links.ts';
import { eventually } from '../../support/toxiproxies.ts';
import { fault, startEcho } from '../../support/injecting.ts';
import { planOf, stage } from '../../support/synthetic-log.ts';

describe('the watch on links', () => {
  let echo: Awaited<ReturnType<typeof startEcho>>;
  let events: EventBody[];
  let nowMs: number;
  let looks: number;
  let watch: LinkWatch;

  beforeEach(async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    [events, nowMs, looks] = [[], 0, 0];
    echo = await startEcho();
  });
  afterEach(async () => {
    await watch.stop();
    mock.timers.reset();
    echo.close();
  });

  function begin(type: string, attributes: Record<string, unknown> = {}, more: Partial<PlannedLink> = {}): void {
    const planned = { ...fault('f', 'payments', type, attributes), atMs: 20_000, forMs: 5_000 };
    const base = planOf({ stages: [stage('load', 40, 1)], faults: [planned] });
    const plan: Plan = { ...base, links: base.links.map((link) => ({ ...link, ...more })) };
    watch = watchLinks({ plan, clock: systemClock, emit: (event) => void events.push(event) });
    const addresses = { proxy: 'p', listen: echo.address, upstream: '127.0.0.1:4001', toxiproxy: 'http://127.0.0.1:8474' };
    watch.see({ tMs: -1, type: 'link', link: 'payments', how: 'created', ...addresses, server: 'embedded' });
    watch.start({
      nowMs: () => nowMs,
      shiftMs: () => 0,
      target: { url: 'http://127.0.0.1:1/', headers: {}, tls: null },
      look: async () => {
        looks += 1;
        return { counters: null, endedBytes: looks };
      },
    });
  }

  /** The watch wakes at these moments. `told`: how many events there are afterwards in all, which is waited for. */
  async function at(...moments: readonly (number | readonly [atMs: number, told: number])[]): Promise<void> {
    for (const moment of moments) {
      const [atMs, count] = typeof moment === 'number' ? [moment, null] : moment;
      nowMs = atMs;
      mock.timers.tick(200);
      if (count === null) await new Promise((resolve) => setTimeout(resolve, 10));
      else await eventually(`${count} events at ${atMs}`, () => events.length >= count);
    }
  }

  function see(type: 'fault-injected' | 'fault-removed' | 'fault-skipped', tMs: number): void {
    nowMs = tMs;
    const call = { fault: 'f', sentMs: tMs, confirmedMs: tMs, counters: null };
    const event = { tMs, type, ...call, why: 'planned' };
    watch.see(event as unknown as Event);
  }

  const told = (): string[] =>
    events.map((event) =>
      event.type === 'link-probed'
        ? `${event.how} ${event.outcome}`
        : event.type === 'link-counted'
          ? `look ${event.endedBytes}`
          : event.type,
    );

  it('looks before, as it comes, as it goes and after; connects once before an outage, through it, and once after', async () => {
    begin('down');
    await at(9_000, 14_000);
    assert.deepEqual(told(), []);
    await at([15_000, 1], 16_000, [18_000, 2], 19_000);
    assert.deepEqual(told(), ['look 1', 'connect answered']);
    see('fault-injected', 20_000);
    await at([20_200, 4], 20_400, [21_200, 5], [22_200, 6]);
    assert.deepEqual(told().slice(2), ['look 2', ...Array<string>(3).fill('connect answered')]);
    see('fault-removed', 25_000);
    await at([25_200, 7], [26_000, 8], [27_000, 9], 28_000, 29_000, 40_000);
    assert.deepEqual(told().slice(6), ['look 3', 'connect answered', 'look 4']);
  });

  it('sends nothing through a link of its own accord where a connect shows nothing', async () => {
    begin('latency', { latency: '100ms' });
    await at(15_000, 18_000);
    see('fault-injected', 20_000);
    await at(20_200, 21_400);
    assert.deepEqual(told(), ['look 1', 'look 2']);
  });

  it('sends what the scenario says, each second from shortly before', async () => {
    begin('latency', { latency: '100ms' }, { probe: { send: 'PING' } });
    await at([15_000, 2], [16_000, 3], 16_200, [17_000, 4]);
    assert.deepEqual(told().toSorted(), ['exchange answered', 'exchange answered', 'exchange answered', 'look 1']);
  });

  it('makes no connection where that is off', async () => {
    begin('down', {}, { probe: 'off' });
    await at(15_000, 18_000);
    see('fault-injected', 20_000);
    await at(20_200, 21_400);
    assert.deepEqual(told(), ['look 1', 'look 2']);
  });

  it('reads what the system counts, and says why it can not', async () => {
    begin('latency', { latency: '100ms' }, { metric: { url: 'http://127.0.0.1:1/metrics', requests: 'a', failures: 'b', seconds: null } });
    await at(9_900, [10_000, 1], 10_200, [11_000, 2]);
    assert.deepEqual(told(), ['link-metric', 'link-metric']);
    assert.ok(events[0]?.type === 'link-metric' && events[0].requests === null && events[0].detail === 'ECONNREFUSED');
  });

  it('forgets a fault that never came, and is silent once stopped', async () => {
    begin('down');
    await at(15_000);
    see('fault-skipped', 20_000);
    await at(20_200, 21_000);
    assert.deepEqual(told(), ['look 1']);
    await watch.stop();
    see('fault-injected', 22_000);
    await at(22_200, 24_000);
    assert.deepEqual(told(), ['look 1']);
  });
});
