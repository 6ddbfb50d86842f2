/**
 * Live breakers, opossum in processes of their own and HAProxy, read in every way there is, against what each of them knows to be true.
 * A Prometheus server takes five seconds until it scrapes: it is started first, and asked last.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { machineMs } from '../../../../src/run/clock.ts';
import { inside, until, watching, type Watching } from '../../../support/breaker-watching.ts';
import { startHaproxy } from '../../../support/haproxy.ts';
import { installed, skipUnlessInstalled } from '../../../support/installed.ts';
import { startBalancer, startOpossum, type OpossumService, type ServiceSettings } from '../../../support/opossum-services.ts';
import { startPrometheus, type PrometheusServer } from '../../../support/prometheus-scraping.ts';

describe('watching live breakers', function () {
  this.timeout(30_000);
  let scraped: OpossumService[] = [];
  let prometheus: Promise<PrometheusServer> | undefined;
  before(async () => {
    const file = installed('prometheus');
    if (file === null) return;
    scraped = await Promise.all([300, 300].map((resetMs) => startOpossum({ name: 'payments', resetMs })));
    prometheus = startPrometheus(
      file,
      scraped.map(({ port }) => `127.0.0.1:${port}`),
    );
    prometheus.catch(() => {});
  });
  after(async () => {
    await (await prometheus?.catch(() => undefined))?.stop();
    await Promise.all(scraped.map((service) => service.stop()));
  });
  const services: OpossumService[] = [];
  let seen: Watching | undefined;
  const start = async (settings: Partial<ServiceSettings> = {}): Promise<OpossumService> => {
    const service = await startOpossum({ name: 'payments', resetMs: 300, ...settings });
    services.push(service);
    return service;
  };
  const watch = (urls: readonly string[]): Watching => (seen = watching([{ name: 'payments', preset: 'opossum', urls }]));
  const host = ({ port }: OpossumService): string => `127.0.0.1:${port}`;
  afterEach(async () => {
    await seen?.stop({ lastReading: false });
    await Promise.all(services.splice(0).map((service) => service.stop()));
  });

  it('three instances: every trip is counted, each true time inside its interval', async () => {
    const [trips, flaps, stays] = await Promise.all([start(), start({ resetMs: 120 }), start()]);
    const { first, stop, ...told } = watch([trips, flaps, stays].map((service) => service.url('/metrics')));
    assert.deepEqual(await first, []);
    await Promise.all([
      trips.tell('fail').then(() => trips.untilIn('open')),
      // Fails its trial call more than once.
      flaps.tell('fail').then(() => flaps.untilIn('half-open')),
    ]);
    await flaps.untilIn('open');
    await Promise.all([trips, flaps].map((service) => service.tell('work').then(() => service.untilIn('closed'))));
    await stop({ lastReading: true });
    for (const service of [trips, flaps, stays]) {
      const truth = await service.tell('tell');
      for (const to of ['open', 'half-open', 'closed'])
        assert.ok(
          inside(truth, to, told.times(host(service), to)).every(Boolean),
          `${to}: ${JSON.stringify([truth, told.times(host(service), to)])}`,
        );
      assert.equal(told.times(host(service), 'open').length, truth.filter(({ to }) => to === 'open').length);
    }
    assert.deepEqual(told.moves(host(stays)), []);
    const costs = told.of('breaker-cost');
    assert.deepEqual(new Set(costs.map(({ instance }) => instance)), new Set([trips, flaps, stays].map(host)));
    for (const { looks, meanMs, p95Ms, bytes, everyMs, share } of costs)
      assert.ok(looks >= 2 && meanMs! > 0 && p95Ms! > 0 && bytes > 0 && everyMs! >= 200 && share! > 0 && share! < 1);
  });

  it('three with different states behind one address: nothing is told of them but that they are three, once', async () => {
    const all = await Promise.all([start(), start({ resetMs: 60_000 }), start({ resetMs: 80 })]);
    await all[1]!.tell('fail').then(() => all[1]!.untilIn('open'));
    await all[2]!.tell('fail').then(() => all[2]!.untilIn('half-open'));
    const balancer = await startBalancer(all.map(({ port }) => port));
    try {
      const { stop, told, of } = watch([`http://127.0.0.1:${balancer.port}/metrics`]);
      await until(() => of('breaker-source').some(({ unusable }) => unusable !== undefined));
      await all[2]!.tell('work').then(() => all[2]!.untilIn('closed'));
      await stop({ lastReading: true });
      const unusable = of('breaker-source').filter((event) => event.unusable !== undefined);
      assert.equal(unusable.length, 1);
      assert.match(unusable[0]!.detail, /^several processes answer at 127\.0\.0\.1:\d+ in turn \(.+\): name the URL of each under urls/);
      assert.deepEqual(of('breaker'), [], JSON.stringify(told));
    } finally {
      balancer.close();
    }
  });

  it('a restart in the middle: the counters begin anew, and the trips on both sides of it are counted', async () => {
    const before = await start();
    const { stop, times, of } = watch([before.url('/metrics')]);
    await before.tell('fail').then(() => before.untilIn('open'));
    await until(() => of('breaker-source').some(({ seen }) => seen));
    await until(() => times(host(before), 'open').length > 0);
    const truth = await before.tell('tell');
    await before.stop();
    await until(() => of('breaker-source').at(-1)?.answering === false);
    const after = await start({ port: before.port });
    await after.tell('fail').then(() => after.untilIn('open'));
    await stop({ lastReading: true });
    const all = [...truth, ...(await after.tell('tell'))];
    const opened = all.filter(({ to }) => to === 'open');
    assert.equal(times(host(before), 'open').length, opened.length);
    assert.ok(inside(all, 'open', times(host(before), 'open')).every(Boolean));
    assert.deepEqual(
      of('breaker-source').map(({ answering }) => answering),
      [true, false, true].slice(-of('breaker-source').length),
    );
  });

  it('one that is frozen is silent, by name, while the other answers; what it did before it froze is known when it goes on', async () => {
    const [frozen, fine] = await Promise.all([start(), start()]);
    const { first, stop, of, times } = watch([frozen, fine].map((service) => service.url('/metrics')));
    await first;
    const truth = await frozen.tell('fail').then(() => frozen.untilIn('open'));
    frozen.freeze();
    await until(() => of('breaker-source').some(({ instance, answering }) => instance === host(frozen) && !answering));
    assert.ok(of('breaker-source').every(({ instance, answering }) => instance !== host(fine) || answering));
    frozen.thaw();
    await until(() => of('breaker-source').findLast(({ instance }) => instance === host(frozen))?.answering === true);
    await stop({ lastReading: true });
    assert.ok(inside(truth.slice(0, 1), 'open', times(host(frozen), 'open'))[0]);
  });

  it('a Hystrix stream: every trip is counted, each true time inside its interval; a character that is cut in two is one', async () => {
    const service = await start();
    seen = watching([{ name: 'payments', preset: 'hystrix', urls: [service.url('/hystrix.stream')] }]);
    assert.deepEqual(await seen.first, []);
    for (let i = 0; i < 2; i++) {
      await service.tell('fail').then(() => service.untilIn('open'));
      await service.tell('work').then(() => service.untilIn('closed'));
      // It shows each state for as long as a frame takes, at least.
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    await seen.stop({ lastReading: true });
    const truth = await service.tell('tell');
    const trips = truth.filter(({ to }, i) => to === 'open' && (i === 0 || truth[i - 1]?.to === 'closed'));
    // It does not tell half-open from open.
    assert.deepEqual(seen.moves(host(service)).filter((move) => move === 'closed>open').length, trips.length);
    assert.ok(inside(trips, 'open', seen.times(host(service), 'open')).every(Boolean));
    assert.ok(inside(truth, 'closed', seen.times(host(service), 'closed')).every(Boolean));
    assert.equal(seen.of('breaker-cost')[0]?.by, 'stream');
  });

  it("HAProxy's statistics: every time its server is taken out is counted, inside its interval", async function () {
    const haproxy = await startHaproxy(skipUnlessInstalled(this, 'haproxy'));
    try {
      seen = watching([{ name: 'payments', preset: 'haproxy', urls: [haproxy.stats], match: { proxy: 'payments', server: 's1' } }]);
      assert.deepEqual(await seen.first, []);
      haproxy.fail();
      await haproxy.untilIn('down');
      await haproxy.untilIn('up');
      haproxy.work();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await seen.stop({ lastReading: true });
      const offsetMs = machineMs() - (performance.timeOrigin + performance.now());
      const truth = haproxy.moves.map(
        ({ to, wallMs }) => ({ to: to === 'down' ? 'open' : 'closed', machineMs: wallMs + offsetMs }) as const,
      );
      const instance = new URL(haproxy.stats).host;
      const opened = truth.filter(({ to }) => to === 'open').length;
      assert.ok(opened >= 1);
      assert.equal(seen.times(instance, 'open').length, opened);
      // Two wall clocks are compared, and its own moves on with its loop.
      assert.ok(inside(truth, 'open', seen.times(instance, 'open'), 20).every(Boolean), JSON.stringify([truth, seen.of('breaker')]));
    } finally {
      await haproxy.stop();
    }
  });

  describe('that a Prometheus server scrapes', () => {
    let url: string;
    before(async function () {
      skipUnlessInstalled(this, 'prometheus');
      ({ url } = await prometheus!);
    });
    const breaker = (query: string, at = url) => ({
      name: 'payments',
      preset: 'opossum',
      server: { url: at, query, instance: 'instance' },
    });

    it('are told apart by instance; each true time is inside its interval, and one that is not scraped any more is silent', async () => {
      const [trips, stays] = scraped as [OpossumService, OpossumService];
      seen = watching([breaker('circuit{name="payments"}')]);
      const { first, stop, of, times, moves } = seen;
      assert.deepEqual(await first, []);
      await until(() => new Set(of('breaker-source').flatMap((event) => (event.seen ? [event.instance] : []))).size === 2);
      await trips.tell('fail').then(() => trips.untilIn('open'));
      await trips.tell('work').then(() => trips.untilIn('closed'));
      stays.freeze();
      await until(() => of('breaker-source').some(({ instance, answering }) => instance === host(stays) && !answering));
      stays.thaw();
      await until(() => times(host(trips), 'closed').length > 0);
      await stop({ lastReading: true });
      const truth = await trips.tell('tell');
      for (const to of ['open', 'closed']) {
        assert.equal(times(host(trips), to).length, truth.filter((move) => move.to === to).length);
        assert.ok(inside(truth, to, times(host(trips), to)).every(Boolean), JSON.stringify([truth, times(host(trips), to)]));
      }
      assert.deepEqual(moves(host(stays)), []);
      const toTheEnd = of('breaker-source').findLast(({ instance }) => instance === host(trips));
      assert.ok(toTheEnd?.answering && toTheEnd.knownToMs !== undefined && toTheEnd.knownToMs < toTheEnd.tMs);
    });

    it('a query that is none is told with what the server says of it; another address is no such server', async () => {
      seen = watching([breaker('circuit{name=')]);
      assert.match((await seen.first)[0]?.problem ?? '', /parse error/);
      await seen.stop({ lastReading: false });
      const other = createServer((_, response) => response.end('<html>'));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      seen = watching([breaker('circuit', `http://127.0.0.1:${(other.address() as AddressInfo).port}`)]);
      assert.match((await seen.first)[0]?.problem ?? '', /does not answer as a Prometheus server does/);
      other.close();
    });
  });
});
