import assert from 'node:assert/strict';
import { parseAbort } from '../../src/objectives/parse-abort.ts';

describe('parseAbort', () => {
  it('reads a measure and how long it must hold', () => {
    const rule = parseAbort('error rate of checkout > 95% for 30s');
    assert.ok('condition' in rule);
    assert.equal(rule.forMs, 30_000);
    assert.equal(rule.condition.kind === 'share' && rule.condition.bound, 0.95);
    const slow = parseAbort('p99 > 10s for 1m');
    assert.ok('condition' in slow && slow.forMs === 60_000 && slow.condition.kind === 'percentile');
  });

  it('reads what is so or is not, for a while or at once', () => {
    assert.deepEqual(parseAbort('breaker pay is open on 50% for 1m'), {
      condition: { kind: 'breaker-open', breaker: 'pay', onShare: 0.5 },
      forMs: 60_000,
    });
    assert.deepEqual(parseAbort('probe health fails for 500ms'), { condition: { kind: 'probe-fails', probe: 'health' }, forMs: 500 });
    assert.deepEqual(parseAbort('alert "Checkout down" fires'), { condition: { kind: 'alert-fires', alert: 'Checkout down' }, forMs: 0 });
  });

  it('reads from when on it looks', () => {
    const from = (text: string): unknown => {
      const rule = parseAbort(`error rate > 5% for 10s ${text}`);
      return 'condition' in rule ? rule.from : rule.message;
    };
    assert.deepEqual(from(''), undefined);
    assert.deepEqual(from('from 20s'), { stage: null, offsetMs: 20_000 });
    assert.deepEqual(from('from peak'), { stage: 'peak', offsetMs: 0 });
    assert.deepEqual(from('from peak + 10s'), { stage: 'peak', offsetMs: 10_000 });
    assert.deepEqual(from('from peak+10s'), { stage: 'peak', offsetMs: 10_000 });
    assert.deepEqual(from('from "the +1 stage" + 1 s'), { stage: 'the +1 stage', offsetMs: 1_000 });
  });

  for (const [text, column, message] of [
    ['error rate > 95%', 17, /expected `for`, got the end/],
    ['error rate > 95% for 500ms', 22, /at least 1s/],
    ['error rate > 95% during peak for 30s', 18, /expected `for`, got `during`/],
    ['breaker x opens for 30s', 11, /expected `is`, got `opens`/],
    ['breaker x is closed', 14, /expected `open`, got `closed`/],
    ['alert x fires now', 15, /expected `for TIME`, `from STAGE` or the end, got `now`/],
    ['probe health fals for 5s', 14, /^expected `fails`, got `fals`; did you mean "fails"\?$/],
    ['alert x fires form peak', 15, /got `form`; did you mean "from"\?$/],
    ['brekaer x is open', 1, /got `brekaer`; did you mean "breaker"\?$/],
    ['everything is down', 1, /expected a condition: .*`probe NAME fails`.*got `everything`/],
    ['p99 > 1s for 30s from', 22, /expected a time from the start of the load, or STAGE \[\+ time\], got the end/],
    ['p99 > 1s for 30s from peak + soon', 30, /expected a time with its unit, such as `10s`, got `soon`/],
    ['p99 > 1s for 30s please', 18, /expected `from STAGE` or the end, got `please`/],
  ] as const) {
    it(`refuses: ${text}`, () => {
      const result = parseAbort(text);
      assert.ok('message' in result);
      assert.match(result.message, message);
      assert.equal(result.column, column);
    });
  }
});
