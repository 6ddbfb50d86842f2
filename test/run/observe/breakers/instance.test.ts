import assert from 'node:assert/strict';
import type { PlannedBreaker } from '../../../../src/plan/plan.ts';
import { instanceIn, pathIn } from '../../../../src/run/observe/breakers/instance.ts';

describe('the name of an instance', () => {
  const breaker = (urls: readonly string[], more: Partial<PlannedBreaker> = {}): PlannedBreaker => ({
    name: 'pay',
    preset: 'opossum',
    urls: [...urls],
    match: {},
    link: null,
    waitMs: null,
    ...more,
  });
  const named = (...urls: string[]): string[] => urls.map((url) => instanceIn(url, [breaker(urls)]));

  it('is its host, as long as that tells it from the others', () => {
    assert.deepEqual(named('http://a:1/metrics', 'http://b:1/metrics'), ['a:1', 'b:1']);
    assert.deepEqual(named('http://user:word@a:1/metrics', 'http://a:2/metrics'), ['a:1', 'a:2']);
  });

  it('is its path too where a breaker is read in several places of one host, and its query where that differs', () => {
    assert.deepEqual(named('http://user:word@a:1/one/metrics', 'http://a:1/two/metrics'), ['a:1/one/metrics', 'a:1/two/metrics']);
    assert.deepEqual(named('http://a:1/m?of=1&token=abcdef', 'http://a:1/m?of=2'), ['a:1/m?of=1&token=[redacted]', 'a:1/m?of=2']);
  });

  it('of an address of a name is told apart likewise', () => {
    const urls = ['http://x:1/one', 'http://y:1/two', 'http://x:2/one'];
    const all = [breaker(urls, { dns: 'shop' })];
    assert.deepEqual(
      urls.map((url) => pathIn(url, all)),
      ['/one', '/two', ''],
    );
  });
});
