/** A real Prometheus server that scrapes live opossum breakers. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inside, until, watching } from '../../../support/breaker-watching.ts';
import { skipUnlessInstalled } from '../../../support/installed.ts';
import { startOpossum, type OpossumService } from '../../../support/opossum-services.ts';
import { startPrometheus, type PrometheusServer } from '../../../support/prometheus.ts';

describe('breakers that a Prometheus server scrapes', function () {
  this.timeout(30_000);
  let services: OpossumService[] = [];
  let server: PrometheusServer | undefined;
  before(async function () {
    const file = skipUnlessInstalled(this, 'prometheus');
    services = await Promise.all([300, 300].map((resetMs) => startOpossum({ name: 'payments', resetMs })));
    server = await startPrometheus(
      file,
      services.map(({ port }) => `127.0.0.1:${port}`),
    );
  });
  after(async () => {
    await Promise.all([server?.stop(), ...services.map((service) => service.stop())]);
  });
  const breaker = (query: string, label = 'instance') => ({
    name: 'payments',
    preset: 'opossum',
    server: { url: server!.url, query, instance: label },
  });

  it('are told apart by instance; each true time is inside its interval, and one that is not scraped any more is silent', async () => {
    const [trips, stays] = services.map(({ port }) => `127.0.0.1:${port}`) as [string, string];
    const { first, stop, of, times, moves } = watching([breaker('circuit{name="payments"}')]);
    assert.deepEqual(await first, []);
    await until(() => new Set(of('breaker-source').flatMap(({ seen, instance }) => (seen ? [instance] : []))).size === 2);
    await services[0]!.tell('fail').then(() => services[0]!.untilIn('open'));
    await services[0]!.tell('work').then(() => services[0]!.untilIn('closed'));
    const truth = await services[0]!.tell('tell');
    await until(() => times(trips, 'closed').length > 0);
    services[1]!.freeze();
    await until(() => of('breaker-source').some(({ instance, answering }) => instance === stays && !answering));
    services[1]!.thaw();
    await stop({ lastReading: true });
    for (const to of ['open', 'closed'])
      assert.ok(inside(truth, to, times(trips, to)).every(Boolean), JSON.stringify([truth, times(trips, to)]));
    assert.equal(times(trips, 'open').length, truth.filter(({ to }) => to === 'open').length);
    assert.deepEqual(moves(stays), []);
  });

  it('a query that is none is told with what the server says of it; another address is no such server', async () => {
    const wrong = watching([breaker('circuit{name=')]);
    assert.match((await wrong.first)[0]?.problem ?? '', /parse error/);
    await wrong.stop({ lastReading: false });
    const other = createServer((_, response) => response.end('<html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const elsewhere = watching([{ ...breaker('circuit'), server: { url, query: 'circuit', instance: 'instance' } }]);
    assert.match((await elsewhere.first)[0]?.problem ?? '', /does not answer as a Prometheus server does/);
    await elsewhere.stop({ lastReading: false });
    other.close();
  });
});
