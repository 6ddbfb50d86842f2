import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { fillEnvironment } from '../../src/plan/environment.ts';
import { ChaosError } from '../../src/errors.ts';
import { redactError, redactPlan, redactText, redactValue, resolveEnv, secretsOf } from '../../src/plan/redact.ts';
import { errorOf, everyFile, planOf, whole } from '../support/plans.ts';

const text = whole
  .replace(
    'target: http://127.0.0.1:8080\n',
    'target: {url: "http://admin:hunter22@127.0.0.1:8080/?api_key=k-123456&page=2", headers: {Authorization: "Bearer ${env.TOKEN}", x-shop-token: abcdefg, accept: text/plain}}\n',
  )
  .replace('json: {sku: 1}', 'headers: {cookie: "sid=0123456"}\n          json: {sku: 1, login: {password: open-sesame}}')
  .replace('capture: {cart: "$.id"}', 'capture: {cart: "$.id", token: "$.t"}');
const env = { TOKEN: 'tok-987654' };
const secrets = ['hunter22', 'k-123456', 'tok-987654', 'abcdefg', '0123456', 'open-sesame'];

describe('secrets', () => {
  it('no secret of a plan is in the redacted plan, and the rest is', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': text }, env });
    const shown = JSON.stringify(redactPlan(plan));
    for (const secret of secrets) assert.ok(!shown.includes(secret), secret);
    for (const kept of ['text/plain', 'page=2', '127.0.0.1:8080', '$.t', 'checkout']) assert.ok(shown.includes(kept), kept);
  });

  it('all of them are known as texts to blacken, those of the environment too', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': text }, env });
    const all = secretsOf(plan, env);
    const blackened = redactText(`log: ${secrets.join(' ')}`, all);
    for (const secret of secrets) assert.ok(!blackened.includes(secret), secret);
    assert.ok(!all.includes('text/plain'));
  });

  it('a stored scenario is blackened and can be read again: what is blackened is a text in it', async () => {
    const numeric = text.replace('password: open-sesame', 'password: "12345678", pin: 12345678, 12345678: x');
    const { scenarioText } = await planOf({ files: { 'my.yaml': numeric }, env });
    for (const secret of [...secrets.slice(0, 5), '12345678']) assert.ok(!scenarioText.includes(secret), secret);
    const stored = parse(scenarioText) as { target: { url: string; headers: object }; load: { journeys: { steps: { json: object }[] }[] } };
    assert.deepEqual(stored.target.headers, { Authorization: 'Bearer ${env.TOKEN}', 'x-shop-token': '[redacted]', accept: 'text/plain' });
    assert.match(stored.target.url, /^http:\/\/\[redacted\]@127/);
    assert.deepEqual(stored.load.journeys[1]?.steps[0]?.json, {
      sku: 1,
      login: { password: '[redacted]', pin: '[redacted]', '[redacted]': 'x' },
    });
    const again = await planOf({ files: { 'my.yaml': scenarioText }, env });
    assert.equal(again.plan.load.journeys.length, 2);
  });

  it('the filled plan has what the run needs', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': text }, env });
    assert.equal(fillEnvironment(plan, env).target.headers['Authorization'], 'Bearer tok-987654');
    assert.equal(plan.target.headers['Authorization'], 'Bearer ${env.TOKEN}');
  });

  it('auth is as secret as the header it becomes: token, password, and both as they are sent', async () => {
    const files = { ...everyFile, 'my.yaml': everyFile['my.yaml'].replace('bearer: "${csrf}"', 'bearer: tok-0815') };
    const { plan, scenarioText } = await planOf({ files, env: { PASSWORD: 'pass-4711' } });
    const shown = JSON.stringify(redactPlan(plan));
    assert.doesNotMatch(shown, /tok-0815|PASSWORD/);
    assert.match(shown, /"user":"load"/);
    const all = secretsOf(plan, { PASSWORD: 'pass-4711' });
    const sent = Buffer.from('load:pass-4711').toString('base64');
    for (const secret of ['tok-0815', 'pass-4711', sent]) assert.ok(all.includes(secret), secret);
    assert.doesNotMatch(scenarioText, /tok-0815|pass-4711/);
    const { target } = fillEnvironment(plan, { PASSWORD: 'pass-4711' });
    assert.equal(target.headers['authorization'], `Basic ${sent}`);
    assert.ok(!('auth' in target));
  });

  it('a mistake in a header does not repeat it', async () => {
    const error = await errorOf({ files: { 'my.yaml': whole }, overrides: { headers: ['abcdefg'] } });
    assert.doesNotMatch(error.message, /abcdefg/);
  });

  it('a missing variable is an error of usage', () => {
    assert.throws(() => resolveEnv('a ${env.NOT_SET} b', {}), { code: 'USAGE', message: 'the environment variable NOT_SET is not set' });
    assert.equal(resolveEnv('$${env.X} ${env.X} ${uuid}', { X: '1' }), '$${env.X} 1 ${uuid}');
  });

  it('blackening leaves no secret behind, one inside another included', () => {
    const word = fc.string({ minLength: 4, maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.string(), (words, between) => {
        const left = redactText(words.join(between), words).replaceAll('[redacted]', '\n');
        return words.every((each) => !left.includes(each));
      }),
    );
  });

  it('a value stays what it was but for its texts, so that its JSON can be read', () => {
    const value = { tMs: 10_007, list: ['at 1000 and on', 1_000, null], token: 'secret1', 1000: true };
    assert.deepEqual(redactValue(value, ['1000', 'secret1']), {
      tMs: 10_007,
      list: ['at [redacted] and on', 1_000, null],
      token: '[redacted]',
      1000: true,
    });
  });

  it('an error keeps its kind, and loses its secrets', () => {
    const clean = redactError(new ChaosError('USAGE', 'no secret1', 'not secret1', { problems: [{ message: 'secret1' }] }), ['secret1']);
    assert.ok(clean instanceof ChaosError);
    assert.deepEqual(
      [clean.code, clean.message, clean.hint, clean.problems],
      ['USAGE', 'no [redacted]', 'not [redacted]', [{ message: '[redacted]' }]],
    );
    assert.equal((redactError(new Error('a secret1'), ['secret1']) as Error).message, 'a [redacted]');
  });

  it("a port and this machine's own name are no secrets, though the environment fills them in", async () => {
    const { plan } = await planOf({
      files: { 'my.yaml': whole.replace('target: http://127.0.0.1:8080', 'target: "http://${env.HOST}:${env.PORT}/${env.TOKEN}"') },
      env: { HOST: '127.0.0.1', PORT: '8080', TOKEN: 'tok-1' },
    });
    assert.deepEqual(secretsOf(plan, { HOST: '127.0.0.1', PORT: '8080', TOKEN: 'tok-1' }), ['tok-1']);
  });
});
