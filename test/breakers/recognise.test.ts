import assert from 'node:assert/strict';
import { recognise } from '../../src/breakers/recognise.ts';
import { payload } from '../support/breaker-pages.ts';

const found = (text: string, transport: 'poll' | 'frames' = 'poll'): string[] =>
  recognise(text, transport).map(
    ({ preset, breakers }) => `${preset.key}: ${breakers.map(({ name, state }) => `${name} ${state}`).join(', ')}`,
  );

describe('recognising what shows breakers', () => {
  for (const [file, told] of [
    ['resilience4j/open.prom', ['resilience4j: payments open, stock closed']],
    ['resilience4j/open.circuitbreakers.json', ['resilience4j-actuator: payments open, stock closed']],
    ['resilience4j/reopened.events.json', ['resilience4j-events: payments open, stock null']],
    ['haproxy/down.csv', ['haproxy: payments/s1 open, payments open, stock/a closed, stock closed']],
    ['haproxy/down.prom', ['haproxy-prometheus: payments/s1 open, stock/a closed, stock/b closed']],
    [
      'envoy/stats.prom',
      [
        'envoy: payments open, stock closed',
        'envoy-limits: payments open, stock closed, late null',
        'istio: payments.shop.svc.cluster.local null',
      ],
    ],
  ] as const)
    it(file, () => assert.deepEqual(found(payload(file)), told));

  it('a frame of a stream', () =>
    assert.deepEqual(found(payload('hystrix/frames.txt').split('\n\n')[1]!, 'frames'), ['hystrix: payments closed']));

  it('nothing in what shows none', () => {
    for (const text of ['', '<html>', '{}', 'up 1\n', 'null']) assert.deepEqual(found(text), []);
  });
});
