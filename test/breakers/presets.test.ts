import assert from 'node:assert/strict';
import { adapterOf, presets } from '../../src/breakers/shelf.ts';
import type { Reading } from '../../src/breakers/reading.ts';

/** What a preset reads of a payload. */
function read(preset: string, text: string, match: Record<string, string>): Reading | undefined {
  const source = presets[preset]?.source;
  assert.ok(source);
  const page = adapterOf(source)?.parse(text);
  assert.ok(page && !('problem' in page));
  return page.read(source, match);
}

describe('breaker presets', () => {
  it('opossum reads the counters of one circuit and not of its neighbour', () => {
    const text =
      'circuit{name="payments",event="open"} 2\ncircuit{name="payments",event="close"} 1\ncircuit{name="payments",event="reject"} 4\ncircuit{name="stock",event="open"} 9\ncircuit_perf{quantile="0.95",name="payments",event="failure"} 6';
    assert.deepEqual(read('opossum', text, { name: 'payments' }), {
      state: null,
      opened: 2,
      halfOpened: 0,
      closed: 1,
      rejected: 4,
      passed: 0,
    });
  });

  it('opossum with a prefix', () => assert.equal(read('opossum', 'shop_circuit{name="p",event="open"} 1', { name: 'p' })?.opened, 1));

  it('opossum says nothing of a circuit that has no series', () =>
    assert.equal(read('opossum', 'circuit{name="stock",event="open"} 9', { name: 'payments' }), undefined));

  it('resilience4j reads the state that is 1', () => {
    const text = ['closed', 'open', 'half_open']
      .map((state) => `resilience4j_circuitbreaker_state{name="p",state="${state}"} ${state === 'open' ? 1 : 0}`)
      .join('\n');
    assert.deepEqual(
      read('resilience4j', `${text}\nresilience4j_circuitbreaker_not_permitted_calls_total{kind="not_permitted",name="p"} 3.0`, {
        name: 'p',
      }),
      {
        state: 'open',
        opened: null,
        halfOpened: null,
        closed: null,
        rejected: 3,
      },
    );
  });
});
