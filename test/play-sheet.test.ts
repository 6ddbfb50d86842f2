import assert from 'node:assert/strict';
import { playSheet, renderSheet } from '../src/play-sheet.ts';

describe('play-sheet', () => {
  const shop = {
    url: 'http://127.0.0.1:4000',
    services: {},
    links: [],
    breakers: [
      { name: 'payments', preset: 'opossum', urls: ['http://127.0.0.1:4004/metrics'], match: {}, link: 'payments', waitMs: 2_000 },
    ],
    reconcile: { url: 'http://127.0.0.1:4000/ledger', ids: '$.orders[*].id', settleMs: 1 },
    business: { revenuePerHour: 1, currency: 'USD' },
    pid: 1,
    startedInMs: 1,
    wire: async () => undefined,
    stop: async () => undefined,
    exited: Promise.resolve(0),
  };
  const listen = '127.0.0.1:21001';
  const link = { link: 'catalogue', listen, upstream: '127.0.0.1:4001', proxy: 'p', connect: listen, toxiproxy: 'http://127.0.0.1:8474' };
  const sheet = playSheet('fragile', { shop, toxiproxy: { url: 'http://127.0.0.1:8474', server: 'embedded' }, links: [link] });

  it('tells of every link, breaker and URL', () => {
    const text = renderSheet(sheet, 'chaos');
    for (const part of ['fragile', shop.url, '/metrics', '/ledger', 'http://127.0.0.1:8474 (embedded)', 'http://127.0.0.1:4004/metrics']) {
      assert.ok(text.includes(part), part);
    }
    assert.match(text, /catalogue +127\.0\.0\.1:21001 -> 127\.0\.0\.1:4001/);
  });

  it('gives a spike to paste, each argument one word for the shell', () => {
    const line = renderSheet(sheet, 'chaos')
      .split('\n')
      .find((each) => each.includes('chaos spike'));
    assert.equal(
      line?.trim(),
      "chaos spike --target http://127.0.0.1:4000 --rate 50/s --duration 60s --toxiproxy http://127.0.0.1:8474 --link catalogue=127.0.0.1:21001,127.0.0.1:4001 --fault 'catalogue latency 1s for 15s at 25s' --breaker 'payments opossum http://127.0.0.1:4004/metrics' --objective 'p99 < 300ms during peak'",
    );
  });
});
