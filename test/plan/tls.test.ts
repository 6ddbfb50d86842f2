/** A target's TLS in a plan: files found from where they are named, used before anything is sent, and never held in a plan. */
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { parse } from 'yaml';
import type { PlannedTls } from '../../src/plan/plan.ts';
import { printPlan } from '../../src/plan/print.ts';
import { otherKey, testCertificate, testKey } from '../support/tls-certificate.ts';
import { errorOf, mistakesOf, planOf, type Given } from '../support/plans.ts';

const load = 'load:\n  base: 10/s\n  stages: [{name: baseline, for: 20s, rate: 1x}]\n';
const scenario = (target: string): string => `version: 1\n${load}target: ${target}\n`;
const files = { 'tls/ca.pem': testCertificate, 'tls/shop.pem': testCertificate, 'tls/shop.key': testKey, 'tls/other.key': otherKey };
const given = (tls: string, url = 'https://127.0.0.1:8443'): Given => ({
  files: { ...files, 'my.yaml': scenario(`{url: "${url}", tls: {${tls}}}`) },
});
const tlsOf = async (of: Given): Promise<PlannedTls | null> => {
  const { plan } = await planOf(of);
  return plan.target.kind === 'url' ? plan.target.tls : null;
};

describe("a target's TLS", () => {
  it('is verified as usual where nothing is said', async () => {
    assert.equal(await tlsOf({ files: { 'my.yaml': scenario('https://127.0.0.1:8443') } }), null);
    assert.equal(await tlsOf({ files: { 'my.yaml': scenario('{url: "https://127.0.0.1:8443"}') } }), null);
  });

  it('names files from the scenario, and they are found from anywhere afterwards', async () => {
    const whole = given('ca: tls/ca.pem, cert: ./tls/shop.pem, key: /work/tls/shop.key, servername: shop.example');
    assert.deepEqual(await tlsOf(whole), {
      ca: '/work/tls/ca.pem',
      cert: '/work/tls/shop.pem',
      key: '/work/tls/shop.key',
      servername: 'shop.example',
      insecure: false,
    });
    const { plan, scenarioText } = await planOf(whole);
    assert.equal(parse(scenarioText).target.tls.ca, '/work/tls/ca.pem');
    for (const text of [JSON.stringify(plan), scenarioText, printPlan(plan)]) assert.doesNotMatch(text, /BEGIN|MIGH/);
    assert.match(
      printPlan(plan),
      /tls verified by \/work\/tls\/ca\.pem\n +tls server name shop\.example\n +tls client certificate \/work\/tls\/shop\.pem, key \/work\/tls\/shop\.key/,
    );
    assert.deepEqual(plan.warnings, []);
  });

  it('names them from the system file where that names them, and from the environment', async () => {
    const system = `version: 1\nenvironments:\n  local:\n    target: {url: "https://127.0.0.1:1", tls: {ca: ca.pem, cert: "\${env.PKI}/shop.pem", key: "\${env.PKI}/shop.key"}}\n`;
    const of: Given = {
      files: { ...files, 'my.yaml': `version: 1\n${load}`, 'tls/shop.yaml': system },
      overrides: { system: 'tls/shop.yaml', env: 'local' },
      env: { PKI: '/work/tls' },
    };
    const planned = await tlsOf(of);
    assert.deepEqual([planned?.ca, planned?.key], ['/work/tls/ca.pem', '${env.PKI}/shop.key']);
    assert.deepEqual(await mistakesOf({ ...of, env: {} }), [
      'tls/shop.yaml:4:66: the environment variable PKI is not set',
      'tls/shop.yaml:4:94: the environment variable PKI is not set',
    ]);
    assert.match(
      (await mistakesOf({ ...of, env: { PKI: 'tls' } }))[0] ?? '',
      /does not begin at the root once the environment is filled in$/,
    );
  });

  it('has no part in what makes two runs comparable', async () => {
    const [one, two] = await Promise.all([
      planOf(given('ca: tls/ca.pem')),
      planOf({ files: { 'my.yaml': scenario('https://127.0.0.1:8443') } }),
    ]);
    assert.equal(one.plan.hash, two.plan.hash);
  });

  it('unverified is said before the run, and with it in every report', async () => {
    const { plan } = await planOf(given('insecure: true'));
    assert.deepEqual(plan.warnings, [
      'the TLS certificate of the target is not verified (insecure: true): whoever answered at its address was believed',
    ]);
    assert.match(printPlan(plan), /tls not verified/);
  });

  const mistakes: readonly (readonly [title: string, tls: string, expected: readonly string[], url?: string])[] = [
    ['a file that is not there', 'ca: tls/none.pem', ['my.yaml:5:51: tls/none.pem: there is no such file']],
    ['a file that is no certificate', 'ca: tls/shop.key', ['my.yaml:5:51: expected a certificate in PEM, -----BEGIN CERTIFICATE-----']],
    ['cert without key', 'cert: tls/shop.pem', ["my.yaml:5:47: cert without key: a client's certificate and its key come together"]],
    ['key without cert', 'key: tls/shop.key', ["my.yaml:5:47: key without cert: a client's certificate and its key come together"]],
    ['ca beside insecure', 'ca: tls/ca.pem, insecure: true', ['my.yaml:5:47: ca has no use beside insecure: true, which verifies nothing']],
    ['a key nobody knows', 'cacert: tls/ca.pem', ['my.yaml:5:47: unknown key "cacert"; did you mean "cert"?']],
    [
      'tls for an http target',
      'ca: tls/ca.pem',
      ['my.yaml:5:40: tls is for an https target, and this one is http'],
      'http://127.0.0.1:8443',
    ],
  ];
  for (const [title, tls, expected, url] of mistakes)
    it(`refuses ${title}, with its place`, async () => assert.deepEqual(await mistakesOf(given(tls, url)), expected));

  it('refuses a key that is not of its certificate', async () => {
    assert.deepEqual(await mistakesOf(given('cert: tls/shop.pem, key: tls/other.key')), [
      'my.yaml:5:72: the key does not belong to the certificate',
    ]);
    // Nor one that can't be read at all.
    assert.deepEqual(await mistakesOf(given('cert: tls/shop.pem, key: tls/shop.pem')), [
      'my.yaml:5:72: expected a private key in PEM, -----BEGIN PRIVATE KEY-----',
    ]);
    const locked = { ...given('cert: tls/shop.pem, key: tls/locked.key') };
    const pem = createPrivateKey(testKey).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
    assert.deepEqual(await mistakesOf({ ...locked, files: { ...locked.files, 'tls/locked.key': pem } }), [
      'my.yaml:5:72: the key has a passphrase, and none can be given',
    ]);
  });
});

describe('protocols that are not spoken', () => {
  for (const [scheme, name] of [
    ['h2', 'HTTP/2'],
    ['h2c', 'HTTP/2'],
    ['grpc', 'gRPC'],
    ['ws', 'WebSocket'],
    ['wss', 'WebSocket'],
  ] as const) {
    it(`${scheme}:// is refused by name, as a key, a flag, a step and in the scenario's place`, async () => {
      const url = `${scheme}://127.0.0.1:1`;
      const message = `expected a URL such as http://127.0.0.1:8080: ${name} is not spoken by this version, load is HTTP/1.1`;
      assert.deepEqual(await mistakesOf({ files: { 'my.yaml': scenario(url) } }), [`my.yaml:5:9: ${message}`]);
      assert.deepEqual(await mistakesOf({ scenario: undefined, overrides: { target: url } }), [`flag --target: ${message}`]);
      assert.deepEqual(await mistakesOf({ scenario: url }), [`flag --target: ${message}`]);
      const steps = `${scenario('http://127.0.0.1:1').replace('\ntarget', `\n  journeys: [{name: a, steps: [{get: "${url}/x"}]}]\ntarget`)}`;
      assert.deepEqual(await mistakesOf({ files: { 'my.yaml': steps } }), [`my.yaml:5:38: ${message}`]);
    });
  }

  it('http2 as a key of the target is refused by name', async () => {
    const error = await errorOf({ files: { 'my.yaml': scenario('{url: "https://127.0.0.1:1", http2: true}') } });
    assert.deepEqual([error.code, error.message], ['NOT_SUPPORTED', 'http2 is not supported by this version: load is HTTP/1.1']);
  });
});
