import assert from 'node:assert/strict';
import { parseAbort } from '../../src/objectives/parse-abort.ts';

describe('parseAbort', () => {
  it('reads a measure and how long it must hold', () => {
    const rule = parseAbort('error rate of checkout > 95% for 30s');
    assert.ok('measure' in rule);
    assert.equal(rule.forMs, 30_000);
    assert.equal(rule.measure.kind === 'share' && rule.measure.bound, 0.95);
    const slow = parseAbort('p99 > 10s for 1m');
    assert.ok('measure' in slow && slow.forMs === 60_000 && slow.measure.kind === 'percentile');
  });

  for (const [text, column, message] of [
    ['error rate > 95%', 17, /expected `for`, got the end/],
    ['error rate > 95% for 500ms', 22, /at least 1s/],
    ['error rate > 95% during peak for 30s', 18, /expected `for`, got `during`/],
    ['breaker x opens for 30s', 1, /expected `p99`/],
    ['p99 > 1s for 30s please', 18, /expected the end, got `please`/],
  ] as const) {
    it(`refuses: ${text}`, () => {
      const result = parseAbort(text);
      assert.ok('message' in result);
      assert.match(result.message, message);
      assert.equal(result.column, column);
    });
  }
});
