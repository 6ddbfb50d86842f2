import assert from 'node:assert/strict';
import { judgeOf as judgeWith, type Judgement } from '../../../../src/run/load/visit/answer.ts';
import { uuidsOf } from '../../../../src/run/load/visit/expression.ts';
import type { Answer } from '../../../../src/run/load/visit/received.ts';
import { TemplateCompiler } from '../../../../src/run/load/visit/template.ts';
import type { PlannedStep } from '../../../../src/plan/plan.ts';
import { Random } from '../../../../src/run/random.ts';
import { stepOf } from '../loads.ts';

function answer(status: number, body = '', headers: Record<string, string> = {}): Answer {
  return { status, header: (name) => headers[name], bodyText: () => body };
}

interface Judge {
  readonly readsBody: boolean;
  judge(answer: Answer, vars?: Record<string, unknown> | null, serviceMs?: number): Judgement;
}

function judgeOf(step: PlannedStep, known: readonly string[] = []): Judge {
  const compiler = new TemplateCompiler({ random: new Random(1), uuid: uuidsOf('run'), env: {} }, 'x', known);
  const { readsBody, judge } = judgeWith(step, compiler);
  return { readsBody, judge: (answer, vars = null, serviceMs = 1) => judge(answer, { k: 41, vars }, serviceMs) };
}

describe('judgeOf', () => {
  it('below 400 is ok, unless the step says otherwise', () => {
    const plain = judgeOf(stepOf());
    assert.deepEqual(
      [200, 302, 399, 400, 503].map((status) => plain.judge(answer(status)).cause),
      [null, null, null, 'status 400', 'status 503'],
    );
    const strict = judgeOf(stepOf({ expect: { status: [404], degraded: null } }));
    assert.deepEqual(
      [404, 200].map((status) => strict.judge(answer(status)).cause),
      [null, 'status 200'],
    );
    assert.equal(plain.readsBody, false);
  });

  it('429, and 503 with Retry-After, is shed', () => {
    const { judge } = judgeOf(stepOf());
    assert.deepEqual(
      [judge(answer(429)).shed, judge(answer(503)).shed, judge(answer(503, '', { 'retry-after': '1' })).shed, judge(answer(500)).shed],
      [true, false, true, false],
    );
    assert.equal(judge(answer(200)).shed, false, 'and nothing is left over for the next answer');
  });

  it('captures and acknowledges by JSONPath, and says what was missing', () => {
    const { judge, readsBody } = judgeOf(
      stepOf({ capture: { cart: '$.cart.id', second: '$.items[1]', any: '$..deep' }, acknowledge: '$.orderId' }),
    );
    assert.equal(readsBody, true);
    const good = judge(answer(201, '{"cart":{"id":7},"items":["a","b"],"x":{"deep":true},"orderId":12}'));
    assert.deepEqual([good.cause, good.captured, good.acknowledged], [null, { cart: 7, second: 'b', any: true }, '12']);
    const bad = judge(answer(201, '{"items":["a","b"],"x":{"deep":1},"orderId":"o-1"}'));
    assert.deepEqual([bad.cause, bad.acknowledged], ['capture cart: nothing at $.cart.id', 'o-1']);
    assert.equal(judge(answer(201, '{"cart":{"id":7},"items":["a","b"],"x":{"deep":1}}')).cause, 'acknowledge: nothing at $.orderId');
    assert.equal(judge(answer(201, 'oops')).cause, 'acknowledge: the body is not JSON');
    const refused = judge(answer(500, '{"orderId":"o-2"}'));
    assert.deepEqual([refused.cause, refused.acknowledged], ['status 500', null]);
  });

  it('captures from headers and by regular expressions, and says what was missing', () => {
    const { judge, readsBody } = judgeOf(
      stepOf({
        capture: { place: { header: 'Location' }, id: { header: 'location', regex: '/(\\d+)$' }, csrf: { regex: 'value="([^"]+)"' } },
      }),
    );
    assert.equal(readsBody, true);
    const good = judge(answer(201, '<input value="a&b">', { location: '/orders/17' }));
    assert.deepEqual([good.cause, good.captured], [null, { place: '/orders/17', id: '17', csrf: 'a&b' }]);
    assert.equal(judge(answer(200, 'value="x"')).cause, 'capture place: no header Location');
    assert.equal(judge(answer(200, 'value="x"', { location: '/' })).cause, 'capture id: nothing in header location matches /(\\d+)$');
    assert.equal(judge(answer(200, '', { location: '/1' })).cause, 'capture csrf: nothing in the body matches value="([^"]+)"');
    assert.equal(judgeOf(stepOf({ capture: { place: { header: 'location', regex: '(.)' } } })).readsBody, false, 'a header needs no body');
  });

  it('each check that fails is the cause of an http-error, named without what came', () => {
    const expect = {
      status: null,
      degraded: null,
      header: { 'Content-Type': '/^application\\/JSON/i', 'x-id': 'present', etag: 'v1' },
      body: ['fine', 'for ${name}'],
      json: { '$.total': 5, '$.items': [{ of: '${name}' }, null], '$.n': '${seq}' },
      maxTimeMs: 250,
    };
    const { judge, readsBody } = judgeOf(stepOf({ expect }), ['name']);
    assert.equal(readsBody, true);
    const headers = { 'content-type': 'application/json; charset=utf-8', 'x-id': '77', etag: 'v1' };
    const body = { ok: 'fine', say: 'for ada', total: 5, items: [{ of: 'ada' }, null], n: 42 };
    const cause = (over: { headers?: object; body?: object | string; ms?: number }): string | null => {
      const text = typeof over.body === 'string' ? over.body : JSON.stringify({ ...body, ...over.body });
      return judge(answer(200, text, { ...headers, ...over.headers }), { name: 'ada' }, over.ms ?? 250).cause;
    };
    assert.equal(cause({}), null);
    assert.equal(cause({ ms: 250.1 }), 'slower than 250 ms');
    assert.equal(cause({ headers: { 'content-type': 'text/html' } }), 'header Content-Type is not as expected');
    assert.equal(cause({ headers: { 'x-id': undefined } }), 'no header x-id');
    assert.equal(cause({ headers: { etag: 'v2' } }), 'header etag is not as expected');
    assert.equal(cause({ body: { ok: 'no' } }), 'the body does not hold "fine"');
    assert.equal(cause({ body: { say: 'for grace' } }), 'the body does not hold "for ${name}"');
    assert.equal(cause({ body: 'fine for ada' }), '$.total: the body is not JSON');
    assert.equal(cause({ body: { total: '5' } }), '$.total is not as expected');
    assert.equal(cause({ body: { total: undefined } }), 'nothing at $.total');
    assert.equal(cause({ body: { items: [{ of: 'grace' }, null], say: 'for ada' } }), '$.items is not as expected');
    assert.equal(cause({ body: { n: '42' } }), '$.n is not as expected');
  });

  it('what fails a check may still be degraded by no means, shed, or acknowledged: that was promised', () => {
    const step = stepOf({ acknowledge: '$.id', expect: { status: [200, 429], degraded: { header: 'x-d', equals: null }, body: ['yes'] } });
    const { judge } = judgeOf(step);
    const late = judge(answer(200, '{"id":"o-1"}', { 'x-d': '1' }));
    assert.deepEqual([late.cause, late.acknowledged, late.degraded, late.shed], ['the body does not hold "yes"', 'o-1', false, false]);
    assert.equal(judge(answer(429, '{"id":"o-1"}')).shed, true);
    assert.equal(judge(answer(429, '{"id":"yes"}')).shed, false, 'an expected one is ok');
    assert.equal(judgeOf(stepOf({ expect: { status: null, degraded: null, maxTimeMs: 5 } })).readsBody, false);
  });
});
