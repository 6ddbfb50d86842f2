import assert from 'node:assert/strict';
import { compileSignatures, knownSignatures, type SignedAnswer } from '../../../src/breakers/infer/signature.ts';

function answer(status: number, body = '', headers: Readonly<Record<string, string>> = {}): SignedAnswer {
  return { status, header: (name) => headers[name], bodyStart: () => Buffer.from(body) };
}

describe('signatures of answers', () => {
  const bears = compileSignatures(knownSignatures);

  for (const [what, of] of [
    [
      'Envoy over its limit',
      answer(503, 'upstream connect error or disconnect/reset before headers. reset reason: overflow', { 'x-envoy-overloaded': 'true' }),
    ],
    [
      'Envoy over its limit, its header taken off',
      answer(503, 'upstream connect error or disconnect/reset before headers. reset reason: overflow'),
    ],
    ['Envoy without a host', answer(503, 'no healthy upstream')],
    [
      'HAProxy',
      answer(503, '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>'),
    ],
    ['opossum', answer(500, '{"message":"Breaker is open","code":"EOPENBREAKER"}')],
    ['resilience4j', answer(500, "CircuitBreaker 'payments' is OPEN and does not permit further calls")],
  ] as const)
    it(`knows ${what}`, () => assert.ok(bears(of)));

  for (const [what, of] of [
    ['a plain 503', answer(503, 'Service Unavailable')],
    [
      'Envoy that could not connect',
      answer(503, 'upstream connect error or disconnect/reset before headers. reset reason: connection failure'),
    ],
    ['HAProxy whose server answered so', answer(502, 'No server is available to handle this request')],
    ['load shedding', answer(429, 'too many requests')],
  ] as const)
    it(`does not take ${what} for one`, () => assert.ok(!bears(of)));

  it('asks for all that a rule names', () => {
    const own = compileSignatures([{ status: 503, header: 'x-degraded-by: breaker', body: 'payments' }]);
    assert.ok(own(answer(503, 'no payments', { 'x-degraded-by': 'breaker' })));
    assert.ok(!own(answer(500, 'no payments', { 'x-degraded-by': 'breaker' })));
    assert.ok(!own(answer(503, 'no payments', { 'x-degraded-by': 'cache' })));
    assert.ok(!own(answer(503, 'no orders', { 'x-degraded-by': 'breaker' })));
    assert.ok(compileSignatures([{ header: 'X-Open' }])(answer(200, '', { 'x-open': '' })), 'any value');
  });

  it('reads the body once, and only where a rule comes to it', () => {
    let reads = 0;
    const of: SignedAnswer = { status: 404, header: () => undefined, bodyStart: () => ((reads += 1), Buffer.from('x')) };
    compileSignatures([{ status: 503, body: 'a' }])(of);
    assert.equal(reads, 0);
    compileSignatures([{ body: 'a' }, { body: 'b' }])(of);
    assert.equal(reads, 1);
  });
});
