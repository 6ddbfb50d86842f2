import assert from 'node:assert/strict';
import { publicHosts } from '../../src/run/public-hosts.ts';

const known: Record<string, string[]> = {
  'shop.example': ['203.0.113.7'],
  'shop.internal': ['10.0.0.7', 'fd00::7'],
  'both.example': ['10.0.0.7', '203.0.113.7'],
  'here.example': ['127.0.0.1'],
};
const resolve = async (name: string): Promise<string[]> => {
  const found = known[name];
  if (found === undefined) throw new Error('ENOTFOUND');
  return found;
};

describe('public hosts', () => {
  it('are names of which an address is public, and addresses that are', async () => {
    const hosts = ['shop.example', 'shop.internal', 'both.example', 'here.example', '203.0.113.7', '10.0.0.7', '::1', '2001:db8::1'];
    assert.deepEqual(await publicHosts(hosts, resolve), ['shop.example', 'both.example', '203.0.113.7', '2001:db8::1']);
  });

  it('are names that do not resolve: they may be anywhere when they do', async () => {
    assert.deepEqual(await publicHosts(['gone.example'], resolve), ['gone.example']);
    assert.deepEqual(await publicHosts(['empty.example'], async () => []), ['empty.example']);
  });

  it('are not this machine, which is never asked about', async () => {
    const refuse = async (): Promise<string[]> => assert.fail('it was resolved');
    assert.deepEqual(await publicHosts(['localhost', 'shop.localhost', '127.0.0.1'], refuse), []);
  });

  it("asks the system's resolver", async () => {
    assert.deepEqual(await publicHosts(['no-such-name.invalid']), ['no-such-name.invalid']);
  });
});
