/** Live opossum breakers in processes of their own, against what each of them knows to be true. */
import assert from 'node:assert/strict';
import { inside, until, watching, type Watching } from '../../../support/breaker-watching.ts';
import { startBalancer, startOpossum, type OpossumService, type ServiceSettings } from '../../../support/opossum-services.ts';

describe('watching live opossum breakers', () => {
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
      assert.ok(looks > 2 && meanMs! > 0 && p95Ms! > 0 && bytes > 0 && everyMs! >= 200 && share! > 0 && share! < 1);
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
});
