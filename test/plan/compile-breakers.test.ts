/** Breakers as the plan has them: what is read of each, and where; and what is wrong with an entry, in which words. */
import assert from 'node:assert/strict';
import { presets } from '../../src/breakers/shelf.ts';
import { broken, mistakesOf, planOf, whole } from '../support/plans.ts';

const entry = /- \{name: payments, preset: opossum.*\}/.exec(whole)![0];
const rest = 'name: payments, link: payments';

async function breaker(yaml: string) {
  const { plan } = await planOf({ files: { 'my.yaml': broken(entry, `- {${yaml}, ${rest}}`) } });
  return plan.breakers[0]!;
}

async function wrong(yaml: string): Promise<readonly string[]> {
  return mistakesOf({ files: { 'my.yaml': broken(entry, `- {${yaml}, ${rest}}`) } });
}

const url = 'url: "http://127.0.0.1:8080/metrics"';
const gauge = 'state: {metric: breaker_state, values: {0: closed, 1: open, 2: half-open}}';

describe('breakers in a plan', () => {
  it('a preset brings its settings, and its label for the name', async () => {
    const planned = await breaker(`preset: envoy, ${url}`);
    assert.equal(planned.source?.adapter, 'prometheus');
    assert.deepEqual(planned.match, { envoy_cluster_name: 'payments' });
    assert.deepEqual(JSON.parse(JSON.stringify(planned)), planned);
  });

  it('series of any exposition', async () => {
    const planned = await breaker(
      `preset: prometheus, ${url}, match: {backend: pay}, ${gauge}, trips: {metric: breaker_trips_total}, rejected: {metric: calls_total, labels: {outcome: rejected}}`,
    );
    assert.deepEqual(planned.source, {
      adapter: 'prometheus',
      nameLabels: ['backend'],
      state: { metric: 'breaker_state', labels: {}, label: null, values: { '0': 'closed', '1': 'open', '2': 'half-open' } },
      opened: [{ metric: 'breaker_trips_total', labels: {} }],
      halfOpened: [],
      closed: [],
      rejected: [{ metric: 'calls_total', labels: { outcome: 'rejected' } }],
      passed: [],
    });
  });

  it('nodes of any JSON document', async () => {
    const planned = await breaker(
      'preset: json, url: "http://127.0.0.1:8080/health", path: "$.breakers.*", state: {path: $.open, values: {true: open, false: closed}}, rejected: {path: $.refused, sliding: true}',
    );
    assert.ok(planned.source?.adapter === 'json');
    assert.deepEqual(planned.source.state, [{ path: '$.open', values: { true: 'open', false: 'closed' } }]);
    assert.equal(planned.source.rejectedSlides, true);
    assert.deepEqual(planned.match, { name: 'payments' });
  });

  it('lines of a log, found beside the file that names it; without a group for the name it speaks of one breaker', async () => {
    const planned = await breaker("preset: log, file: logs/shop.log, lines: {opened: 'breaker open', closed: 'breaker closed'}");
    assert.match(planned.files?.[0] ?? '', /^\/.*logs\/shop\.log$/);
    assert.deepEqual(planned.match, {});
    const named = await breaker(String.raw`preset: log, command: [tail, -f, x], lines: {opened: '(?<breaker>\w+) opened'}`);
    assert.deepEqual([named.command, named.match], [['tail', '-f', 'x'], { breaker: 'payments' }]);
  });

  it('every address of a name; the host of the URL need not be allowed, which is never asked', async () => {
    const planned = await breaker('preset: opossum, url: "http://shop:8080/metrics", dns: localhost');
    assert.deepEqual([planned.urls, planned.dns], [['http://shop:8080/metrics'], 'localhost']);
  });

  it('a Prometheus server, asked for the series of the preset, or for what the user says', async () => {
    const planned = await breaker('preset: resilience4j, prometheus: {url: "http://127.0.0.1:9090"}');
    assert.deepEqual(planned.server, {
      url: 'http://127.0.0.1:9090',
      query:
        '{__name__=~"resilience4j_circuitbreaker_state|resilience4j_circuitbreaker_not_permitted_calls_total|resilience4j_circuitbreaker_calls_total",name="payments"}',
      instance: 'instance',
    });
    const own = await breaker('preset: opossum, prometheus: {url: "http://127.0.0.1:9090", query: \'circuit{job="shop"}\', instance: pod}');
    assert.deepEqual(own.server, { url: 'http://127.0.0.1:9090', query: 'circuit{job="shop"}', instance: 'pod' });
  });

  it('the environment fills in where it is read', async () => {
    const { plan } = await planOf({
      files: { 'my.yaml': broken(entry, '- {name: payments, preset: opossum, url: "http://${env.SHOP}/metrics"}') },
      env: { SHOP: '127.0.0.1:8080' },
    });
    assert.deepEqual(plan.breakers[0]?.urls, ['http://${env.SHOP}/metrics']);
  });

  describe('by a flag', () => {
    const flagged = async (text: string) => {
      const { plan } = await planOf({ files: { 'my.yaml': whole }, overrides: { breakers: [text] } });
      return plan.breakers.find(({ name }) => name === text.split(' ')[0])!;
    };
    it('any preset that knows how it shows itself, with labels, link, wait and a name for its instances', async () => {
      const planned = await flagged(
        'stock haproxy http://127.0.0.1:8404/stats;csv proxy=stock server=a link=payments wait=30s dns=localhost',
      );
      assert.equal(planned.source?.adapter, 'haproxy');
      assert.deepEqual(planned.match, { proxy: 'stock', server: 'a' });
      assert.deepEqual([planned.link, planned.waitMs, planned.dns], ['payments', 30_000, 'localhost']);
    });
    it('what is inferred has no URL', async () => {
      const planned = await flagged('payments inferred');
      assert.deepEqual([planned.source, planned.urls, planned.link], [{ adapter: 'inferred' }, [], 'payments']);
      assert.equal((await flagged('other inferred link=payments')).link, 'payments');
    });
    it('what the scenario has to say by keys is named', async () => {
      const told = await mistakesOf({ files: { 'my.yaml': whole }, overrides: { breakers: ['x prometheus http://127.0.0.1:1/metrics'] } });
      assert.match(told.join('\n'), /^flag --breaker: breaker x: state, trips and rejected are all missing/);
    });
  });

  const rows: readonly (readonly [title: string, yaml: string, mistakes: readonly RegExp[]])[] = [
    ['two kinds of places', `preset: opossum, ${url}, urls: ["http://127.0.0.1:1/"]`, [/url and urls exclude each other/]],
    [
      'a preset nobody knows',
      `preset: opposum, ${url}`,
      [new RegExp(`:7:14: no breaker preset "opposum"; there are ${Object.keys(presets).join(', ')}; did you mean "opossum"\\?$`)],
    ],
    [
      'a name that nobody allowed, without a URL to put its addresses into',
      'preset: opossum, dns: shop.example',
      [
        /:7:\d+: dns without url: expected a URL in which the addresses take the place of the host$/,
        /:7:\d+: shop.example is not this machine, and nobody allowed it$/,
      ],
    ],
    ['dns beside urls', `preset: opossum, dns: localhost, urls: ["http://127.0.0.1:1/"]`, [/dns without url/]],
    ['no place', 'preset: hystrix', [/:7:5: breaker payments: url is missing; expected where its state is read/]],
    ['a place for what is read nowhere', `preset: inferred, ${url}`, [/url is not for preset inferred, which reads nothing/]],
    ['a file for what is polled', 'preset: opossum, file: x.log', [/file is for preset log; preset opossum is read at url or urls/]],
    [
      'a server for what it does not have',
      'preset: haproxy, prometheus: {url: "http://127.0.0.1:9090"}',
      [/a Prometheus server has no haproxy/],
    ],
    [
      'series that nobody named',
      `preset: prometheus, ${url}`,
      [/state, trips and rejected are all missing; expected the series that show it/],
    ],
    ['trips without an end', `preset: prometheus, ${url}, trips: {metric: a_total}`, [/trips alone do not tell when it closes again/]],
    [
      'a value that means a state nobody knows',
      `preset: prometheus, ${url}, state: {metric: a, values: {0: closed, 1: opened}}`,
      [/expected closed or open or half-open, got "opened"; did you mean "open"/],
    ],
    ['a map without open', `preset: prometheus, ${url}, state: {metric: a, values: {0: closed}}`, [/no value means open/]],
    ['a value map that is missing', `preset: prometheus, ${url}, state: {metric: a}`, [/values is missing; expected a map/]],
    [
      'a metric that is none',
      `preset: prometheus, ${url}, state: {metric: "a{b}", values: {1: open}}`,
      [/expected the name of a metric such as/],
    ],
    [
      'a path for series',
      `preset: prometheus, ${url}, state: {path: $.a, values: {1: open}}`,
      [/expected metric, got path: preset prometheus reads series/],
    ],
    ['series for a document', `preset: json, ${url}, path: $.a, ${gauge}`, [/expected path, got metric: preset json reads JSON/]],
    ['a document without a path', `preset: sse, ${url}, state: {path: $.a, values: {1: open}}`, [/path is missing; expected a JSONPath/]],
    [
      'a path that is none',
      `preset: json, ${url}, path: breakers, state: {path: $.a, values: {1: open}}`,
      [/expected a JSONPath such as .*got "breakers"/],
    ],
    [
      'keys that a preset knows itself',
      `preset: opossum, ${url}, ${gauge}`,
      [/state is not for preset opossum, which knows how it shows itself/],
    ],
    ['a log without patterns', 'preset: log, file: x.log', [/lines is missing; expected how a line tells that it opened/]],
    [
      'a pattern that is none',
      "preset: log, file: x.log, lines: {opened: '(open'}",
      [/expected a regular expression, got "\(open": Unterminated group/],
    ],
  ];
  for (const [title, yaml, mistakes] of rows)
    it(`is told of ${title}`, async () => {
      const told = await wrong(yaml);
      assert.equal(told.length, mistakes.length, told.join('\n'));
      for (const [at, mistake] of mistakes.entries()) assert.match(told[at]!, mistake);
      for (const line of told) assert.match(line, /^my\.yaml:7:\d+: /);
    });
});
