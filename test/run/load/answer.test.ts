import assert from 'node:assert/strict';
import { judgeOf as judgeWith, type Answer, type Judgement } from '../../../src/run/load/answer.ts';
import { uuidsOf } from '../../../src/run/load/expression.ts';
import { TemplateCompiler } from '../../../src/run/load/template.ts';
import type { PlannedStep } from '../../../src/plan/plan.ts';
import { Random } from '../../../src/run/random.ts';
import { stepOf } from './loads.ts';

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
});
