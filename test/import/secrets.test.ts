import assert from 'node:assert/strict';
import { hole } from '../../src/import/hole.ts';
import { createSecrets, isSecretField } from '../../src/import/secrets.ts';

describe('secrets', () => {
  for (const name of [
    'Authorization',
    'Cookie',
    'X-Api-Key',
    'apikey',
    'access_token',
    'client_secret',
    'password',
    'passwd',
    'pwd',
    'X-CSRF-Token',
    'sessionId',
    'JSESSIONID',
    'x-auth',
    'cvv',
    'card_number',
    'private_key',
    'X-Amz-Signature',
  ])
    it(`${name} is the name of one`, () => assert.ok(isSecretField(name)));
  for (const name of ['name', 'author', 'page', 'passenger', 'signed_up', 'keyboard', 'session_count', 'monkey', 'option'])
    it(`${name} is not`, () => assert.ok(!isSecretField(name)));

  it('the same value has the same variable, another one the next', () => {
    const secrets = createSecrets();
    const [a, b, again] = ['one-secret', 'two-secret', 'one-secret'].map((value) => secrets.conceal('x-api-key', value));
    assert.deepEqual([a, b, again], [hole('env.TARGET_X_API_KEY'), hole('env.TARGET_X_API_KEY_2'), hole('env.TARGET_X_API_KEY')]);
    assert.deepEqual(
      secrets.variables().map(({ name }) => name),
      ['TARGET_X_API_KEY', 'TARGET_X_API_KEY_2'],
    );
  });

  it('names have a prefix, so that no variable of the shell fills one', () => {
    const secrets = createSecrets();
    secrets.conceal('pwd', 'some-secret');
    secrets.conceal('§§', 'other-secret');
    assert.deepEqual(
      secrets.variables().map(({ name }) => name),
      ['TARGET_PWD', 'TARGET_SECRET'],
    );
  });

  it('a field that is called like the second of another has a variable of its own', () => {
    const secrets = createSecrets();
    for (const [field, value] of [
      ['token_2', 'value-a'],
      ['token', 'value-b'],
      ['token', 'value-c'],
      ['token_2', 'value-d'],
    ] as const)
      secrets.conceal(field, value);
    const names = secrets.variables().map(({ name }) => name);
    assert.deepEqual(new Set(names).size, 4, names.join(', '));
  });

  it('a value is found in every spelling', () => {
    const secrets = createSecrets();
    const variable = secrets.conceal('password', 'p&ss "wörd"!');
    for (const text of ['p&ss "wörd"!', 'p%26ss%20%22w%C3%B6rd%22!', 'p%26ss+%22w%C3%B6rd%22!', String.raw`p&ss \"wörd\"!`])
      assert.equal(secrets.sweep(`a=${text}&b`), `a=${variable}&b`, text);
  });

  it('a short value is not found inside words', () => {
    const secrets = createSecrets();
    const variable = secrets.conceal('password', 'secret');
    assert.equal(secrets.sweep('secretary secret'), `secretary ${variable}`);
    secrets.conceal('pin', '1234');
    assert.equal(secrets.sweep('/orders/1234'), '/orders/1234');
  });

  it('a dollar sign before a value goes into the variable: in a template it would make the hole a literal', () => {
    const secrets = createSecrets();
    secrets.remember('password', 'long-secret-value');
    assert.equal(secrets.sweep('a$long-secret-value'), `a${hole('env.TARGET_PASSWORD')}`);
    assert.doesNotMatch(secrets.sweep('a$$long-secret-value'), /\$|long-secret/);
  });

  it('what was only remembered gets a variable where it turns up', () => {
    const secrets = createSecrets();
    secrets.remember('sid', 'session-value-1');
    assert.deepEqual(secrets.variables(), []);
    assert.equal(secrets.sweep('/x/session-value-1'), `/x/${hole('env.TARGET_SID')}`);
    assert.deepEqual(secrets.variables(), [{ name: 'TARGET_SID', of: 'sid' }]);
  });

  for (const [what, value] of Object.entries({
    'a signed token': 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcDEF123',
    'a payment key': 'sk_live_abcdefgh1234',
    'a repository token': 'ghp_abcdefghij1234567890',
    'a cloud key': 'AKIAABCDEFGHIJKLMNOP',
    'a private key': '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----',
  }))
    it(`${what} is one by its form`, () => assert.equal(createSecrets().sweep(`see ${value}`), `see ${hole('env.TARGET_TOKEN')}`));

  it('URLs inside a text lose their credentials and secret parameters', () => {
    const swept = createSecrets().sweep('{"callback":"https://user:pass-9@h.example/x?token=tok-1&page=2"}');
    assert.equal(swept, `{"callback":"https://${hole('env.TARGET_CREDENTIALS')}@h.example/x?token=${hole('env.TARGET_TOKEN')}&page=2"}`);
  });
});
