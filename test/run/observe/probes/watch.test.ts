import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Event, EventBody } from '../../../../src/events/event.ts';
import type { PlannedSteadyProbe } from '../../../../src/plan/plan.ts';
import { systemClock } from '../../../../src/run/clock.ts';
import { watchProbes } from '../../../../src/run/observe/probes/watch.ts';

describe('probe watch', () => {
  let server: Server;
  let url: string;
  let status = 200;
  let asked = 0;
  const events: EventBody[] = [];

  beforeEach(async () => {
    [status, asked, events.length] = [200, 0, 0];
    server = createServer((_, response) => {
      asked += 1;
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const probe = (more: Partial<PlannedSteadyProbe> = {}): PlannedSteadyProbe => ({
    name: 'up',
    look: { how: 'http', url, expect: { status: null, degraded: null } },
    everyMs: 50,
    timeoutMs: 2_000,
    during: null,
    ...more,
  });
  const watch = (...probes: PlannedSteadyProbe[]) => {
    const target = { url, headers: {}, tls: null };
    return watchProbes(probes, { target, clock: systemClock, emit: (event) => events.push(event), toRunMs: (ms) => ms });
  };
  const told = () => events.flatMap((event) => (event.type === 'probe' ? [`${event.probe} ${event.ok}`] : []));
  const until = async (met: () => boolean): Promise<void> => {
    for (let i = 0; i < 500 && !met(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.ok(met());
  };

  it('names in its first round what does not hold', async () => {
    const seen = watch(probe(), probe({ name: 'port', look: { how: 'tcp', address: '127.0.0.1:1' } }));
    assert.deepEqual(await seen.first, [{ probe: 'port', detail: 'ECONNREFUSED' }]);
    await seen.stop({ lastLook: false });
  });

  it('looks again and again, and tells when the outcome changes; every look is in what it told', async () => {
    const seen = watch(probe());
    await seen.first;
    await until(() => asked >= 3);
    status = 500;
    await until(() => told().includes('up false'));
    status = 200;
    await seen.stop({ lastLook: true });
    assert.deepEqual([...new Set(told())], ['up true', 'up false']);
    assert.deepEqual(told().at(-1), 'up true');
    const looks = events.reduce((sum, event) => sum + (event.type === 'probe' ? 1 + (event.alikeAtMs?.length ?? 0) : 0), 0);
    assert.equal(looks, asked);
  });

  it('looks during a stage or a fault only, where it says so', async () => {
    const event = (body: object): Event => ({ tMs: 0, ...body }) as Event;
    const seen = watch(probe({ during: 'peak' }), probe({ name: 'hurt', during: 'slow' }));
    assert.deepEqual(await seen.first, []);
    seen.see(event({ type: 'stage', index: 0, name: 'baseline', forMs: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal(asked, 0);
    seen.see(event({ type: 'stage', index: 1, name: 'peak', forMs: 1 }));
    await until(() => asked >= 2);
    seen.see(event({ type: 'stage', index: 2, name: 'recovery', forMs: 1 }));
    seen.see(event({ type: 'fault-injected', fault: 'slow' }));
    await until(() => told().includes('hurt true'));
    seen.see(event({ type: 'fault-removed', fault: 'slow' }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal(asked, before);
    await seen.stop({ lastLook: true });
    assert.equal(asked, before, 'one that is not looked at has no last look');
  });

  it('ends a command that is under way when nobody waits for it, and takes nothing it did as the system’s', async () => {
    const seen = watch(probe({ look: { how: 'command', command: ['sleep', '61.7'], cwd: '/' }, timeoutMs: 60_000 }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const beganMs = performance.now();
    await seen.stop({ lastLook: false });
    assert.ok(performance.now() - beganMs < 5_000);
    assert.deepEqual(told(), []);
  });
});
