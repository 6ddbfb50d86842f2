import assert from 'node:assert/strict';
import type { LogSource } from '../../../src/breakers/source.ts';
import { pageOf } from '../../support/breaker-pages.ts';

const source: LogSource = {
  adapter: 'log',
  opened: String.raw`^(?<time>\S+ \S+) WARN .*breaker (?<breaker>\w+) opened`,
  halfOpened: String.raw`^(?<time>\S+ \S+) INFO .*breaker (?<breaker>\w+) half-open`,
  closed: String.raw`breaker (?<breaker>\w+) closed`,
};

const text = `2026-11-26 10:29:17,864 WARN [main] breaker payments opened after 5 failures\r
a line of something else
2026-11-26 10:29:18,100 WARN [main] breaker stock opened
2026-11-26 10:29:19,000 INFO [main] breaker payments half-open
breaker payments closed
`;

describe('log adapter', () => {
  it('tells lines apart, and breakers by the group of that name; a time where the line has one', () =>
    assert.deepEqual(pageOf(source, text).read(source, { breaker: 'payments' })?.log?.moves, [
      { from: null, to: 'open', atMs: Date.UTC(2026, 10, 26, 10, 29, 17, 864) },
      { from: null, to: 'half-open', atMs: Date.UTC(2026, 10, 26, 10, 29, 19) },
      { from: null, to: 'closed', atMs: null },
    ]));

  it('lines that say nothing of a breaker are no reading', () =>
    assert.equal(pageOf(source, 'a\nb\n').read(source, { breaker: 'payments' }), undefined));

  it('lists the breakers that were named', () =>
    assert.deepEqual(pageOf(source, text).list(source), [
      { name: 'payments', match: { breaker: 'payments' }, state: 'closed' },
      { name: 'stock', match: { breaker: 'stock' }, state: 'open' },
    ]));
});
