import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { mistakesOf } from '../support/plans.ts';
import { bareHost, hostAllowed, hostRefusal, isLoopback, isPublicAddress } from '../../src/plan/hosts.ts';

const nobody = { allowHosts: [], denyHosts: [] };

describe('hosts', () => {
  it('this machine is allowed, however it is written', () => {
    for (const host of ['127.0.0.1', '127.9.8.7:80', 'localhost', 'LOCALHOST:8080', 'shop.localhost', '::1', '[::1]:443'])
      assert.ok(hostAllowed(host, nobody), host);
  });

  it('nobody else is, private networks and look-alikes included', () => {
    for (const host of [
      '10.0.0.1',
      '192.168.1.1',
      '0.0.0.0',
      '127.0.0.1.example.com',
      'localhost.example.com',
      '128.0.0.1',
      '[fe80::1]',
      'mylocalhost',
    ]) {
      assert.equal(hostRefusal(host, nobody), 'not allowed', host);
    }
  });

  it('a name in so many words is allowed; a pattern allows nothing', () => {
    assert.ok(hostAllowed('Shop.Example.com:443', { allowHosts: ['shop.example.com'], denyHosts: [] }));
    assert.ok(!hostAllowed('shop.example.com', { allowHosts: ['*.example.com'], denyHosts: [] }));
  });

  it('what is denied stays denied, this machine too', () => {
    assert.equal(hostRefusal('db.prod.example.com', { allowHosts: ['db.prod.example.com'], denyHosts: ['*.prod.example.com'] }), 'denied');
    assert.equal(hostRefusal('127.0.0.1', { allowHosts: [], denyHosts: ['127.0.0.1'] }), 'denied');
    assert.equal(hostRefusal('x', { allowHosts: ['x'], denyHosts: ['*'] }), 'denied');
  });

  it('allowing more never allows what is denied', () => {
    const name = fc.constantFrom('a.example', 'b.example', 'localhost', '127.0.0.1', '10.0.0.1');
    fc.assert(
      fc.property(
        name,
        fc.array(name),
        fc.array(name),
        (host, allowHosts, denyHosts) =>
          hostAllowed(host, { allowHosts, denyHosts }) === (!denyHosts.includes(host) && (isLoopback(host) || allowHosts.includes(host))),
      ),
    );
  });

  it('a bare host has no port, brackets or final dot', () => {
    assert.deepEqual(['a:1', '[::1]:1', '::1', 'A.', ' b '].map(bareHost), ['a', '::1', '::1', 'a', 'b']);
  });

  it("an address is public unless it is of a machine or a network of one's own", () => {
    for (const own of ['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.1.1', '100.64.0.1', '0.0.0.0'])
      assert.ok(!isPublicAddress(own), own);
    for (const own of ['::1', '::', 'fd00::1', 'fe80::1', '::ffff:10.0.0.1', '::ffff:127.0.0.1']) assert.ok(!isPublicAddress(own), own);
    for (const other of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '203.0.113.7', '2001:db8::1', '::ffff:8.8.8.8'])
      assert.ok(isPublicAddress(other), other);
    assert.ok(!isPublicAddress('shop.example.com'), 'a name is no address');
  });
});

describe('hosts in a scenario', () => {
  const system = 'target: http://127.0.0.1:8080\n';
  const load = 'load: {base: 5/s, stages: [{name: baseline, for: 20s, rate: 1x}]}\n';
  const link = (more: string): string => `${system}${load}links: {a: {${more}}}\n`;
  const places: Record<string, string> = {
    target: `target: http://10.9.9.9\n${load}`,
    "a step's URL": `${system}load: {base: 5/s, stages: [{name: a, for: 9s, rate: 1x}], journeys: [{name: j, steps: [{get: "http://10.9.9.9/"}]}]}\n`,
    toxiproxy: `${system}${load}toxiproxy: http://10.9.9.9:8474\n`,
    "a link's toxiproxy": link('proxy: p, toxiproxy: "http://10.9.9.9:8474"'),
    "a link's listen": link('listen: 10.9.9.9:1, upstream: 127.0.0.1:2'),
    "a link's upstream": link('listen: 127.0.0.1:1, upstream: 10.9.9.9:2'),
    "a link's connect": link('listen: 127.0.0.1:1, upstream: 127.0.0.1:2, connect: 10.9.9.9:1'),
    "a breaker's url": `${system}${load}breakers: [{name: b, preset: opossum, url: "http://10.9.9.9/"}]\n`,
    "one of a breaker's urls": `${system}${load}breakers: [{name: b, preset: opossum, urls: ["http://127.0.0.1/", "http://10.9.9.9/"]}]\n`,
    reconcile: `${system}${load}reconcile: {url: "http://10.9.9.9/", ids: "$.id"}\n`,
    identity: `${system}${load}identity: {url: "http://10.9.9.9/", equals: {a: 1}}\n`,
  };

  for (const [place, text] of Object.entries(places)) {
    it(`${place}: what nobody allowed is refused with its place, and what is denied whatever allows it`, async () => {
      const said = async (hosts: string): Promise<string> =>
        (await mistakesOf({ files: { 'my.yaml': `version: 1\n${text}${hosts}` } })).join('\n');
      assert.match(await said(''), /^my\.yaml:\d+:\d+: 10\.9\.9\.9 is not this machine, and nobody allowed it$/);
      assert.match(await said('allowHosts: [10.9.9.9]\ndenyHosts: ["10.9.9.9"]\n'), /^my\.yaml:\d+:\d+: 10\.9\.9\.9 is in denyHosts$/);
    });
  }
});
