import assert from 'node:assert/strict';
import { broken, mistakesOf, planOf } from '../support/plans.ts';

const link = 'payments: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}';
const watched = (keys: string): string => broken(link, link.replace('}', `, ${keys}}`));
const linkOf = async (keys: string) => (await planOf({ files: { 'my.yaml': watched(keys) } })).plan.links[0];

describe('how a fault on a link is to be seen', () => {
  it('is nothing unless the scenario says so', async () => {
    const plain = (await planOf({ files: { 'my.yaml': watched('') } })).plan.links[0];
    assert.ok(plain && !('probe' in plain) && !('metric' in plain));
  });

  it('is a probe: none, a GET, or a text', async () => {
    assert.equal((await linkOf('probe: off'))?.probe, 'off');
    assert.deepEqual((await linkOf('probe: {get: /health}'))?.probe, { get: '/health' });
    assert.deepEqual((await linkOf(String.raw`probe: {send: "PING\r\n"}`))?.probe, { send: 'PING\r\n' });
  });

  it('is what the system counts, a path taken on the target', async () => {
    const metric = `metric: {prometheus: /metrics, requests: 'calls_total{to="pay"}', failures: errors_total}`;
    assert.deepEqual((await linkOf(metric))?.metric, {
      url: 'http://127.0.0.1:8080/metrics',
      requests: 'calls_total{to="pay"}',
      failures: 'errors_total',
      seconds: null,
    });
  });

  for (const [title, keys, says] of [
    ['a probe of two kinds', 'probe: {get: /, send: x}', /my\.yaml:5:\d+: get and send exclude each other/],
    ['a probe that is not off', 'probe: on', /my\.yaml:5:\d+: /],
    ['a path that is none', 'probe: {get: health}', /my\.yaml:5:\d+: .*a path such as \/health/],
    [
      'a series that is none',
      'metric: {prometheus: /metrics, requests: "rate(a[1m])", seconds: b}',
      /my\.yaml:5:\d+: expected a series such as .*, got "rate\(a\[1m\]\)"/,
    ],
    ['calls alone', 'metric: {prometheus: /metrics, requests: a}', /my\.yaml:5:\d+: failures and seconds are both missing/],
    [
      'a host that nobody allowed',
      'metric: {prometheus: "http://192.0.2.1/metrics", requests: a, seconds: b}',
      /my\.yaml:5:\d+: 192\.0\.2\.1 is not this machine/,
    ],
    ['an unknown key', 'metric: {prometheus: /metrics, requests: a, seconds: b, errors: c}', /my\.yaml:5:\d+: .*errors/],
  ] as const)
    it(`refuses ${title}`, async () => assert.match((await mistakesOf({ files: { 'my.yaml': watched(keys) } })).join('\n'), says));
});
