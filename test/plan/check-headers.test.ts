/** Headers that would be dropped or altered on their way into a request are refused, each where it stands. */
import assert from 'node:assert/strict';
import { broken, errorOf, mistakesOf, planOf } from '../support/plans.ts';

const ofStep = (headers: string): Record<string, string> => ({
  'my.yaml': broken('          name: home\n', `          name: home\n          headers: ${headers}\n`),
});
const ofTarget = (headers: string, env = {}) => ({
  files: { 'my.yaml': broken('target: http://127.0.0.1:8080\n', `target: {url: "http://127.0.0.1:8080", headers: ${headers}}\n`) },
  env,
});

describe('headers', () => {
  it('are refused where the message itself says them, with what to do instead', async () => {
    for (const [name, message, hint] of [
      ['Content-Length', /^Content-Length can't be given: it is counted from what is sent$/, /each body brings its own/],
      ['transfer-encoding', /sent whole/, /leave it out/],
      ['connection', /not said per request/, /load\.connections/],
      ['keep-alive', /not said per request/, /load\.connections/],
      ['Proxy-Connection', /not said per request/, /load\.connections/],
      ['upgrade', /HTTP\/1\.1/, /leave it out/],
      ['expect', /waits for no leave/, /leave it out/],
      ['trailer', /nothing follows/, /leave it out/],
    ] as const) {
      const error = await errorOf({ files: ofStep(`{${name}: x}`) });
      assert.match(error.message, message);
      assert.match(error.hint, hint);
      assert.deepEqual([error.where?.line, error.where?.column], [21, 21]);
      assert.match((await errorOf(ofTarget(`{${name}: x}`))).message, message);
    }
  });

  it('need a name that can be one, once', async () => {
    assert.deepEqual(await mistakesOf({ files: ofStep('{"bad header": x, "a:b": y, x-a: 1, X-A: 2}') }), [
      'my.yaml:21:21: expected the name of a header, got "bad header"',
      'my.yaml:21:38: expected the name of a header, got "a:b"',
      'my.yaml:21:56: X-A and x-a are one header',
    ]);
  });

  it('need a value of one line, the environment filled in, whose value is not repeated', async () => {
    const message = "a header's value is one line, and there is a line break in this one";
    assert.deepEqual(await mistakesOf({ files: ofStep('{x-a: "one\\ntwo", x-b: "tab\\tand ${uuid}"}') }), [`my.yaml:21:26: ${message}`]);
    const filled = await mistakesOf(ofTarget('{authorization: "Bearer ${env.TOKEN}"}', { TOKEN: 'abcdef\r\nx-admin: 1' }));
    assert.deepEqual(filled, [
      "my.yaml:3:65: a header's value is one line, and the environment puts a line break or a control character into this one",
    ]);
    const auth = await mistakesOf({ files: { 'my.yaml': broken('          name: home\n', '          auth: {bearer: "a\\nb"}\n') } });
    assert.equal(auth[0], `my.yaml:20:26: ${message}`);
    assert.match((await mistakesOf({ files: ofStep('{x-a: "\\0"}') }))[0] ?? '', /there is a control character in this one/);
  });

  it('may hold the host, and anything else', async () => {
    const { plan } = await planOf(ofTarget('{Host: shop.example, te: trailers}'));
    assert.deepEqual(plan.target.headers, { Host: 'shop.example', te: 'trailers' });
  });
});
