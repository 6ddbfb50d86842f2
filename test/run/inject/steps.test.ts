/** Faults that change while they are in, on both servers: every step told, and all of them taken back at once. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ChaosError } from '../../../src/errors.ts';
import { kindOf } from '../../../src/faults/shelf.ts';
import { systemClock as clock } from '../../../src/run/clock.ts';
import type { FaultInjector } from '../../../src/run/inject/contract.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { collectEvents, type Emitted, fault, link, startEcho } from '../../support/injecting.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

async function roundTripMs(listen: string): Promise<number> {
  const [host, port] = listen.split(':');
  const socket = connect(Number(port), host);
  const began = performance.now();
  try {
    await once(socket, 'connect');
    socket.write('ping');
    await once(socket, 'data', { signal: AbortSignal.timeout(5_000) });
    return performance.now() - began;
  } finally {
    socket.destroy();
  }
}

for (const kind of serverKinds) {
  describe(`steps of faults on the ${kind} server`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    let echo: Awaited<ReturnType<typeof startEcho>>;
    let journal: Journal;
    let seen: Emitted;
    let injector: FaultInjector;

    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
      echo = await startEcho();
    });
    after(async () => {
      echo?.close();
      await found?.stop();
    });
    beforeEach(async () => {
      journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
      seen = collectEvents();
      const toxiproxy = { ...found, server: 'external' as const, pid: null };
      injector = createInjector({ runId: 'r1', toxiproxy, clock, emit: seen.emit, journal, toRunMs: (ms) => ms });
    });
    afterEach(async () => {
      await injector.undoAll();
      await journal.close();
    });

    it('does the later steps of a fault, tells of each, and takes all of them back', async () => {
      const [{ listen } = { listen: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      const ramp = fault('ramp', 'a', 'latency', { latency: { ramp: [0, '300ms'] } });
      const [, ...later] = kindOf(ramp.spec).steps(ramp.spec, ramp.forMs);
      await injector.inject(ramp);
      assert.ok((await roundTripMs(listen)) < 295);
      for (const step of later) await injector.step('ramp', step);
      assert.ok((await roundTripMs(listen)) >= 295);
      assert.deepEqual(
        seen.of('fault-step').map(({ fault: id, what }) => [id, what]),
        [75, 150, 225, 300].map((ms) => ['ramp', `latency ${ms} ms`]),
      );
      for (const { sentMs, confirmedMs } of seen.of('fault-step')) assert.ok(sentMs < confirmedMs);
      assert.equal(journal.entries.length, 2, 'proxy and toxic');
      await injector.remove('ramp', 'planned');
      assert.deepEqual((await server.proxies())[0]?.toxics, []);
      await injector.step('ramp', later[0]!);
      assert.equal(seen.of('fault-step').length, 4, 'a fault that is gone does nothing more');
    });

    it('flaps with one line in the journal, and leaves the link up', async () => {
      const [{ listen } = { listen: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      const flap = fault('flap', 'a', 'flap', { period: '200ms' });
      const [, ...later] = kindOf(flap.spec).steps(flap.spec, flap.forMs);
      await injector.inject(flap);
      await assert.rejects(roundTripMs(listen), /ECONNREFUSED/);
      for (const [index, step] of later.entries()) {
        await injector.step('flap', step);
        if (step.do === 'enable-proxy') await roundTripMs(listen);
        else await assert.rejects(roundTripMs(listen), /ECONNREFUSED/, `step ${index}`);
      }
      assert.equal(journal.entries.filter(({ deed }) => deed.kind === 'proxy-disabled').length, 1);
      await injector.step('flap', { afterMs: 0, do: 'disable-proxy' });
      await injector.remove('flap', 'planned');
      await roundTripMs(listen);
    });

    it('does not put a link up that another fault keeps down, nor keep one down for a fault that is up', async () => {
      const [{ listen } = { listen: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      await injector.inject(fault('flap', 'a', 'flap', { period: '200ms' }));
      await injector.inject(fault('dead', 'a', 'down'));
      await injector.step('flap', { afterMs: 100, do: 'enable-proxy' });
      await assert.rejects(roundTripMs(listen), /ECONNREFUSED/);
      await injector.remove('dead', 'planned');
      await roundTripMs(listen);
      await injector.remove('flap', 'planned');
      await roundTripMs(listen);
    });

    it('says that a step failed, and can still remove the fault', async () => {
      const [{ proxy } = { proxy: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
      await server.removeToxic(proxy, 'stampede-r1-slow');
      const step = {
        afterMs: 1,
        do: 'update-toxic',
        toxic: 0,
        type: 'latency',
        stream: 'downstream',
        toxicity: 1,
        attributes: {},
      } as const;
      await assert.rejects(
        injector.step('slow', step),
        (error: unknown) => error instanceof ChaosError && error.code === 'TOXIPROXY_REFUSED' && /not found/.test(error.message),
      );
      await injector.remove('slow', 'planned');
      assert.equal(seen.of('fault-step').length, 0);
    });
  });
}
