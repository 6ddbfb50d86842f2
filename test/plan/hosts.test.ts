import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bareHost, hostAllowed, hostRefusal, isLoopback } from '../../src/plan/hosts.ts';

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
});
