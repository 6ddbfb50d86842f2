import assert from 'node:assert/strict';
import { readLinkText } from '../../src/scenario/link-text.ts';

describe('a link in one line', () => {
  it('is a name, where it listens and where it leads', () => {
    assert.deepEqual(readLinkText(' payments=127.0.0.1:21001,127.0.0.1:4001 '), {
      name: 'payments',
      link: { listen: '127.0.0.1:21001', upstream: '127.0.0.1:4001' },
    });
  });

  it('has the keys of a file besides', () => {
    assert.deepEqual(readLinkText('pay=0.0.0.0:1,db:2,connect=shop-proxy:1,protocol=http,toxiproxy=http://h:8474').link, {
      listen: '0.0.0.0:1',
      upstream: 'db:2',
      connect: 'shop-proxy:1',
      protocol: 'http',
      toxiproxy: 'http://h:8474',
    });
    assert.deepEqual(readLinkText('pay=proxy=stock').link, { proxy: 'stock' });
  });

  it('says what was expected', () => {
    for (const text of ['', 'pay', 'pay=', 'pay=127.0.0.1:1', 'pay=a:1,b:2,c:3', '=a:1,b:2', 'pay=a:1,b:2,listen=c:3', 'pay=a:1,'])
      assert.equal(readLinkText(text).problem, 'expected NAME=LISTEN,UPSTREAM', text);
    assert.match(readLinkText('pay=a:1,b:2,conect=c:3').problem ?? '', /no "conect"; there are .*; did you mean "connect"\?/);
    assert.equal(readLinkText('pay=a:1,b:2,connect=').problem, 'connect has no value');
    assert.equal(readLinkText('pay=proxy=a,proxy=b').problem, 'proxy is given twice');
  });
});
