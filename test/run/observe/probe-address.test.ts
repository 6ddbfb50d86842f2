import assert from 'node:assert/strict';
import { probeAddress } from '../../../src/run/observe/probe-address.ts';

const none = { allowHosts: [], denyHosts: [] };

describe('where a probe reaches a link', () => {
  for (const [title, link, rules, found] of [
    ['where it listens', { listen: '127.0.0.1:21001', toxiproxy: 'http://127.0.0.1:8474' }, none, '127.0.0.1:21001'],
    ['where clients do', { listen: '[::]:21001', connect: 'localhost:5432', toxiproxy: 'http://127.0.0.1:8474' }, none, 'localhost:5432'],
    ['on all interfaces: on the host of the server', { listen: '[::]:21001', toxiproxy: 'http://localhost:8474' }, none, 'localhost:21001'],
    [
      'on the loopback of another machine: not',
      { listen: '127.0.0.1:21001', toxiproxy: 'http://10.0.3.7:8474' },
      { ...none, allowHosts: ['10.0.3.7'] },
      null,
    ],
    ['on a host that nobody allowed: not', { listen: '10.0.3.7:21001', toxiproxy: 'http://127.0.0.1:8474' }, none, null],
    [
      'on one that was allowed',
      { listen: '0.0.0.0:21001', toxiproxy: 'http://10.0.3.7:8474' },
      { ...none, allowHosts: ['10.0.3.7'] },
      '10.0.3.7:21001',
    ],
  ] as const)
    it(title, () => {
      const address = probeAddress(link, rules);
      assert.equal(address && `${address.host}:${address.port}`, found);
    });
});
