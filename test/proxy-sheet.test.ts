import assert from 'node:assert/strict';
import { renderProxySheet } from '../src/proxy-sheet.ts';

describe('the sheet of chaos proxy', () => {
  it('is one line where there are no proxies', () => {
    assert.equal(
      renderProxySheet({ url: 'http://127.0.0.1:8474', pid: 1, proxies: [] }),
      'Toxiproxy-compatible server on http://127.0.0.1:8474',
    );
  });

  it('has a line for each proxy, with what is on it', () => {
    const proxy = { listen: '127.0.0.1:1', upstream: 'db:5432', enabled: true, toxics: [] };
    assert.equal(
      renderProxySheet({
        url: 'http://127.0.0.1:8474',
        pid: 1,
        proxies: [
          { ...proxy, name: 'a', enabled: false, toxics: ['slow', 'cut'] },
          { ...proxy, name: 'long', listen: '127.0.0.1:10001' },
        ],
      }),
      [
        'Toxiproxy-compatible server on http://127.0.0.1:8474',
        '  a     127.0.0.1:1     -> db:5432  (disabled, slow, cut)',
        '  long  127.0.0.1:10001 -> db:5432',
      ].join('\n'),
    );
  });

  it('has what is on a proxy below it where a usual terminal would cut the line', () => {
    const toxics = Array.from({ length: 5 }, (_, index) => `slow_for_the_payments_${index}`);
    const proxy = { name: 'payments', listen: '127.0.0.1:21001', upstream: 'payments.internal.example.com:8080', enabled: true, toxics };
    const lines = renderProxySheet({ url: 'http://127.0.0.1:8474', pid: 1, proxies: [proxy] }).split('\n');
    assert.equal(lines[1], '  payments  127.0.0.1:21001 -> payments.internal.example.com:8080');
    assert.equal(
      lines
        .slice(2)
        .map((line) => line.trim())
        .join(' '),
      `(${toxics.join(', ')})`,
    );
    assert.ok(
      lines.every((line) => line.length <= 80),
      lines.join('\n'),
    );
  });
});
