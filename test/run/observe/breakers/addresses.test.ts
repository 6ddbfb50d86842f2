import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instanceAt } from '../../../../src/run/observe/breakers/addresses.ts';
import { until, watching } from '../../../support/breaker-watching.ts';

describe('all addresses of a name', () => {
  let servers: Server[] = [];
  const hosts: string[] = [];
  let port: number;
  const listen = (address: string, at = 0): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((request, response) => {
        hosts.push(`${address} ${request.headers.host}`);
        response.end(`circuit{name="payments",event="success"} ${hosts.length}`);
      });
      server.listen(at, address, () => resolve(server));
    });
  before(async () => {
    servers = [await listen('127.0.0.1')];
    ({ port } = servers[0]!.address() as AddressInfo);
    servers.push(await listen('127.0.0.2', port), await listen('127.0.0.3', port));
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('are instances; one that is new joins, one that is gone is named and asked no more', async () => {
    let addresses = ['127.0.0.1', '127.0.0.2'];
    const breaker = { name: 'payments', preset: 'opossum', urls: [`http://shop.invalid:${port}/metrics`], dns: 'shop.invalid' };
    const { first, stop, of } = watching([breaker], { resolve: () => Promise.resolve(addresses), lookupMs: 40 });
    assert.deepEqual(await first, []);
    const seen = (): string[] => of('breaker-source').flatMap(({ instance, seen: here }) => (here ? [instance] : []));
    await until(() => seen().length === 2);
    addresses = ['127.0.0.2', '127.0.0.3'];
    await until(() => of('breaker-source').some(({ gone }) => gone === true) && seen().includes(`127.0.0.3:${port}`));
    const gone = of('breaker-source').filter((event) => event.gone === true);
    assert.deepEqual(
      gone.map(({ instance, answering, detail }) => [instance, answering, detail]),
      [[`127.0.0.1:${port}`, false, '127.0.0.1 is no longer among the addresses of shop.invalid']],
    );
    const asked = hosts.filter((host) => host.startsWith('127.0.0.1 ')).length;
    await until(() => hosts.filter((host) => host.startsWith('127.0.0.3 ')).length > 1);
    await stop({ lastReading: true });
    assert.equal(hosts.filter((host) => host.startsWith('127.0.0.1 ')).length, asked);
    assert.ok(hosts.every((host) => host.endsWith(` shop.invalid:${port}`)));
  });

  it('a name without any is a source that does not answer', async () => {
    const breaker = { name: 'payments', preset: 'opossum', urls: [`http://shop.invalid:${port}/`], dns: 'shop.invalid' };
    const { first, stop } = watching([breaker], { resolve: () => Promise.resolve([]) });
    assert.deepEqual(await first, [{ url: 'shop.invalid', problem: 'no address: it has no address' }]);
    await stop({ lastReading: false });
  });

  it('are named with the port that is asked', () => {
    assert.equal(instanceAt('fd00::7', new URL('https://shop/')), '[fd00::7]:443');
    assert.equal(instanceAt('10.0.0.7', new URL('http://shop:8080/')), '10.0.0.7:8080');
  });
});
