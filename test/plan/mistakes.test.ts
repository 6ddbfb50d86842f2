/** What is wrong with a scenario, where, and in which words: the texts are part of the interface. */
import assert from 'node:assert/strict';
import { exitCode } from '../../src/exit-codes.ts';
import { faultKinds } from '../../src/faults/shelf.ts';
import { broken, errorOf, mistakesOf, planOf, whole } from '../support/plans.ts';

type Row = readonly [title: string, piece: string, by: string, mistakes: readonly string[]];

const rows: readonly Row[] = [
  ['a key nobody knows, with a guess', '  timeout: 5s', '  tiemout: 5s', ['my.yaml:10:3: unknown key "tiemout"; did you mean "timeout"?']],
  ['a key nobody knows at the top', 'name: shop', 'nmae: shop', ['my.yaml:2:1: unknown key "nmae"; did you mean "name"?']],
  [
    'a time without its unit',
    'for: 20s, rate: 1x}\n    - {name: peak',
    'for: 20, rate: 1x}\n    - {name: peak',
    ['my.yaml:12:29: 20 of what? write 20s'],
  ],
  ['a time with a foreign unit', 'timeout: 5s', 'timeout: 20 sec', ['my.yaml:10:12: expected a time such as 20s, got "20 sec"; write 20s']],
  ['a rate without its unit', 'base: 100/s', 'base: 100', ['my.yaml:9:9: 100 of what? write 100/s']],
  [
    'a rate in another spelling',
    'base: 100/s',
    'base: 100 rps',
    ['my.yaml:9:9: expected a rate such as 100/s, got "100 rps"; write 100/s'],
  ],
  ['trace headers said in another way', 'timeout: 5s', 'trace: false', ['my.yaml:10:10: expected on or off or a map, got false']],
  ['a trace key nobody knows', 'timeout: 5s', 'trace: {name: x}', ['my.yaml:10:11: unknown key "name"']],
  [
    'a trace header that can be no header',
    'timeout: 5s',
    'trace: {header: "x: y"}',
    ['my.yaml:10:19: expected the name of a header, got "x: y"'],
  ],
  [
    'a trace header that frames the message',
    'timeout: 5s',
    'trace: {baggage: Content-Length}',
    ['my.yaml:10:20: expected the name of a header that is free, got Content-Length'],
  ],
  [
    'one header for both parts of a trace',
    'timeout: 5s',
    'trace: {header: baggage}',
    ['my.yaml:10:10: header and baggage are both baggage'],
  ],
  ['a stage rate without its unit', 'rate: 5x', 'rate: 500', ['my.yaml:13:36: 500 of what? write 500/s, or 500x for 500 times the base']],
  [
    'a shape nobody knows',
    'rate: 5x',
    'rate: {rampe: [1x, 5x]}',
    [
      'my.yaml:13:36: expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}; others: step, spike, wave, replay), got {"rampe":["1x","5x"]}',
    ],
  ],
  ['a stage without a length', 'for: 60s, ', '', ['my.yaml:13:7: for is missing; expected a time such as 20s']],
  [
    'a stage without a rate',
    ', rate: 5x',
    '',
    ['my.yaml:13:7: rate is missing; expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}; others: step, spike, wave, replay)'],
  ],
  ['no base', '  base: 100/s\n', '', ['my.yaml:8:1: base is missing; expected a rate such as 100/s']],
  ['a version nobody reads', 'version: 1', 'version: 2', ['my.yaml:1:10: expected 1, the version this chaos reads, got the number 2']],
  ['no version', 'version: 1\n', '', ['my.yaml:1:1: version is missing; expected 1, the version this chaos reads']],
  [
    'a name that is not kebab-case',
    'name: shop',
    'name: My Shop',
    ['my.yaml:2:7: expected a kebab-case name such as black-friday, got "My Shop"'],
  ],
  [
    'two stages of one name',
    'name: peak',
    'name: baseline',
    ['my.yaml:13:14: a stage named baseline stands above already', 'my.yaml:35:9: no stage "peak"; stages: baseline, recovery'],
  ],
  [
    'a fault called like a stage',
    'id: payments-slow',
    'id: peak',
    [
      'my.yaml:31:9: peak is the name of a stage: stages and faults share their names',
      'my.yaml:39:40: no fault "payments-slow"; there are peak',
    ],
  ],
  [
    'a fault on a link nobody knows',
    'link: payments\n    type',
    'link: payment\n    type',
    ['my.yaml:32:11: no link "payment"; there are payments; did you mean "payments"?'],
  ],
  [
    'a type of fault nobody knows',
    'type: latency',
    'type: latancy',
    ['my.yaml:33:11: no fault of type "latancy"; there are ' + [...faultKinds.keys()].join(', ')],
  ],
  [
    'an attribute of another fault',
    'latency: 2s',
    'latency: 2s\n    rate: 5',
    ['my.yaml:35:5: latency has no attribute "rate"; it takes latency, jitter, stream, toxicity'],
  ],
  [
    'a fault at a stage nobody knows',
    'at: peak + 10s',
    'at: paek + 10s',
    ['my.yaml:35:9: no stage "paek"; stages: baseline, peak, recovery'],
  ],
  ['a moment without its unit', 'at: peak + 10s', 'at: peak + 10', ['my.yaml:35:9: 10 of what? write peak + 10s']],
  ['a moment that is a number', 'at: peak + 10s', 'at: 30', ['my.yaml:35:9: 30 of what? write 30s']],
  ['a fault before the load', 'at: peak + 10s', 'at: baseline - 5s', ['my.yaml:35:9: "baseline - 5s" is before the load begins']],
  [
    'a fault that outlives the load',
    'for: 20s\nobj',
    'for: 70s\nobj',
    ['my.yaml:36:10: the fault ends at 100s, and the load at 100s: a fault must end before the load does'],
  ],
  [
    'a name that is a part of another word, where it stands',
    'error rate < 1%',
    'p99 of p < 1s during peak',
    ['my.yaml:38:12: no route or journey "p"; there are home, add, checkout, browse, buy'],
  ],
  [
    'a host that is not this machine',
    'http://127.0.0.1:8080\n',
    'http://10.1.2.3:8080\n',
    ['my.yaml:3:9: 10.1.2.3 is not this machine, and nobody allowed it'],
  ],
  [
    'an upstream that is not this machine',
    'upstream: 127.0.0.1:4001',
    'upstream: pay.example.com:443',
    ['my.yaml:5:49: pay.example.com is not this machine, and nobody allowed it'],
  ],
  [
    'a target without its scheme',
    'http://127.0.0.1:8080\n',
    '127.0.0.1:8080\n',
    ['my.yaml:3:9: expected a URL such as http://127.0.0.1:8080, got "127.0.0.1:8080"; write http://127.0.0.1:8080'],
  ],
  [
    'an address without its port',
    'listen: 127.0.0.1:21001',
    'listen: "21001"',
    ['my.yaml:5:22: expected HOST:PORT such as 127.0.0.1:21001, got "21001"; write 127.0.0.1:21001'],
  ],
  [
    'a link without its upstream',
    ', upstream: 127.0.0.1:4001',
    '',
    ['my.yaml:5:3: link payments needs listen and upstream, or the name of an existing proxy'],
  ],
  [
    'a link that calls itself',
    'upstream: 127.0.0.1:4001',
    'upstream: 127.0.0.1:21001',
    ['my.yaml:5:49: link payments would call itself: listen and upstream are the same'],
  ],
  [
    'clients that connect to every interface',
    '{listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}',
    '{proxy: pay, connect: "0.0.0.0:1"}',
    ['my.yaml:5:35: 0.0.0.0:1 means every interface: nobody can connect to it'],
  ],
  [
    'clients that connect without a port',
    'upstream: 127.0.0.1:4001',
    'upstream: 127.0.0.1:4001, connect: shop-proxy',
    ['my.yaml:5:74: expected HOST:PORT such as 127.0.0.1:21001, got "shop-proxy"'],
  ],
  [
    'clients at a host that nobody allowed',
    'upstream: 127.0.0.1:4001',
    'upstream: 127.0.0.1:4001, connect: "shop-proxy:1"',
    ['my.yaml:5:74: shop-proxy is not this machine, and nobody allowed it'],
  ],
  [
    "a host of a link's own Toxiproxy that nobody allowed",
    'upstream: 127.0.0.1:4001',
    'upstream: 127.0.0.1:4001, toxiproxy: "http://10.0.3.7:8474"',
    ['my.yaml:5:76: 10.0.3.7 is not this machine, and nobody allowed it'],
  ],
  [
    'a protocol that is none',
    'upstream: 127.0.0.1:4001',
    'upstream: 127.0.0.1:4001, protocol: grpc',
    ['my.yaml:5:75: expected tcp or http, got "grpc"'],
  ],
  [
    'two links that would listen on one port of one server',
    'payments: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}',
    'payments: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}\n  stock: {listen: "0.0.0.0:21001", upstream: 127.0.0.1:4002}',
    ['my.yaml:6:19: 0.0.0.0:21001 is where link payments listens already'],
  ],
  [
    'a query without a comparison',
    'reconcile:',
    'probes: [{name: up, prometheus: {url: "http://127.0.0.1:9090", query: up, is: "5"}}]\nreconcile:',
    ['my.yaml:42:79: expected a comparison with a number such as "< 5", got "5"'],
  ],
  [
    'a command in one text',
    'reconcile:',
    'probes: [{name: up, command: check.sh --strict}]\nreconcile:',
    ['my.yaml:42:30: expected a list, got "check.sh --strict"'],
  ],
  [
    'what no visit knows',
    'reconcile:',
    'probes: [{name: up, http: {url: /, expect: {body: "no. ${seq}"}}}]\nreconcile:',
    ['my.yaml:42:51: only ${env.NAME} may stand here'],
  ],
  ['time that passes faster', 'reconcile:', 'timeScale: 10\nreconcile:', ['my.yaml:42:1: timeScale is not supported by this version']],
  [
    'a step without a method',
    '- get: /\n',
    '- think: 1s\n',
    ['my.yaml:19:11: a step needs exactly one of get, post, put, patch, delete, head, options; this one has none'],
  ],
  [
    'a step with two methods',
    '- get: /\n',
    '- get: /\n          put: /\n',
    ['my.yaml:20:11: a step needs exactly one of get, post, put, patch, delete, head, options; this one has get and put'],
  ],
  [
    'a path without its slash',
    '- get: /\n',
    '- get: products\n',
    ['my.yaml:19:16: expected a path that begins with / or a whole URL, got "products"; write /products'],
  ],
  [
    'a function nobody knows',
    '- get: /\n',
    '- get: "/p/${zipff(1, 5)}"\n',
    ['my.yaml:19:16: "${zipff(1, 5)}": there is no function zipff; there are zipf, uniform, uuid, seq'],
  ],
  [
    'a variable that is captured later',
    'json: {sku: 1}',
    'json: {sku: "${cart}"}',
    [
      'my.yaml:25:23: ${cart} is not captured by an earlier step; known here: ${zipf(1, 500)}, ${uniform(1, 500)}, ${uuid}, ${seq}, ${env.NAME}',
    ],
  ],
  ['a JSONPath that is none', '"$.id"', '"id"', ['my.yaml:26:27: expected a JSONPath such as $.orderId, got "id"; it begins with $']],
  [
    'a template in braces without quotes',
    '- get: /\n          name: home',
    '- {get: /products/${zipf(1, 500)}, name: home}',
    ['my.yaml:19:17: the value /products/${zipf(1, 500)} must be quoted: inside { } a plain ${ ends it'],
  ],
  [
    'a bracket in braces without quotes',
    'ids: "$.orders[*].id"',
    'ids: $.orders[*].id',
    ['my.yaml:42:32: the value $.orders[*].id must be quoted: a plain [ begins a list'],
  ],
  [
    'a comma in braces without quotes',
    '- get: /\n          name: home',
    '- {get: /search?q=a,b, name: home}',
    ['my.yaml:19:29: unknown key "b"'],
  ],
  ['a key that stands twice', 'name: shop', 'name: shop\nname: shop', ['my.yaml:3:1: the key name stands here twice']],
  ['indentation with a tab', '  base: 100/s', '	base: 100/s', ['my.yaml:9:1: a tab cannot indent YAML']],
  ['a list that is not closed', 'json: {sku: 1}', 'json: [1, 2', ['my.yaml:26:11: a [ before this place is not closed']],
  ['a rate above the guard', 'rate: 5x', 'rate: 300x', ['my.yaml:13:36: stage peak reaches 30000/s, above guard.maxRate 20000/s']],
  [
    'a load longer than the guard',
    'for: 60s',
    'for: 2h',
    ['my.yaml:11:3: the load lasts 2 h 00 m 40 s, longer than guard.maxDuration 1 h'],
  ],
  [
    'a variable that is not set',
    'name: shop',
    'name: shop\ntoxiproxy: "http://${env.TOXI}:1"',
    ['my.yaml:3:12: the environment variable TOXI is not set'],
  ],
];

describe('mistakes in a scenario', () => {
  it('the scenario they are made in has none', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': whole } });
    assert.equal(plan.name, 'shop');
  });

  for (const [title, piece, by, mistakes] of rows) {
    it(title, async () => {
      const given = { files: { 'my.yaml': broken(piece, by) } };
      assert.deepEqual(await mistakesOf(given), mistakes);
      assert.equal((await errorOf(given)).exit, exitCode.usage);
    });
  }

  it('all of them are told at once, in the order of the file', async () => {
    const text = whole
      .replace('base: 100/s', 'base: 100')
      .replace('link: payments\n    type', 'link: pay\n    type')
      .replace('error rate < 1%', 'error')
      .replace('rate: 5x', 'rat: 5x');
    assert.deepEqual(
      (await mistakesOf({ files: { 'my.yaml': text } })).map((line) => line.split(':').slice(1, 3).join(':')),
      ['9:9', '13:7', '13:30', '32:11', '38:10'],
    );
  });

  it('a value that needs quotes is shown with them', async () => {
    const error = await errorOf({
      files: { 'my.yaml': broken('- get: /\n          name: home', '- {get: /products/${zipf(1, 500)}, name: home}') },
    });
    assert.equal(error.hint, 'write "/products/${zipf(1, 500)}"');
  });

  it('a kind of mistake of its own keeps its code', async () => {
    const code = async (piece: string, by: string): Promise<string> => (await errorOf({ files: { 'my.yaml': broken(piece, by) } })).code;
    assert.equal(await code('upstream: 127.0.0.1:4001', 'upstream: 10.0.0.1:1'), 'HOST_NOT_ALLOWED');
    assert.equal(await code('rate: 5x', 'rate: 300x'), 'GUARD_EXCEEDED');
    assert.equal(await code('reconcile:', 'timeScale: 2\nreconcile:'), 'NOT_SUPPORTED');
    assert.equal(await code('target: http://127.0.0.1:8080\n', ''), 'TARGET_MISSING');
    assert.equal(await code('base: 100/s', 'base: 100'), 'SCENARIO_INVALID');
  });

  it('an empty file, a list, a missing file', async () => {
    assert.deepEqual(await mistakesOf({ files: { 'my.yaml': '' } }), ['my.yaml:1:1: the file is empty']);
    assert.deepEqual(await mistakesOf({ files: { 'my.yaml': '- 1\n' } }), ['my.yaml:1:1: expected a map of keys such as version and load']);
    const error = await errorOf({ files: {} });
    assert.equal(error.code, 'FILE_UNREADABLE');
    assert.equal(error.message, 'my.yaml: there is no such file');
  });
});
