/** The HTTP API, byte for byte. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { send, type Reply, type ServerUnderTest, type Started } from './toxiproxy-server.ts';

type Step = readonly [method: string, path: string, body: string | undefined, status: number, answer: string];

const refusal = (status: number, message: string): string => `{"error":${JSON.stringify(message)},"status":${status}}\n`;
const bad = (message: string): string => refusal(400, `bad request body: ${message}`);
const failed = (status: number, message: string, proxies = 'null'): string =>
  `{"error":${JSON.stringify(message)},"status":${status},"proxies":${proxies}}`;
const p1 = (toxics = '', enabled = true): string =>
  `{"name":"p1","listen":"127.0.0.1:PORT","upstream":"localhost:9","enabled":${enabled},"Logger":{},"toxics":[${toxics}]}`;
const create = '{"name":"p1","listen":"127.0.0.1:0","upstream":"localhost:9"}';
const latency = '{"attributes":{"latency":0,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}';
const entry = 'struct { toxiproxy.Proxy; Enabled *bool "json:\\"enabled\\"" }';

/** Ports differ from run to run, and the address of the machine's name server from place to place. */
const shown = (reply: Reply): string => reply.body.replace(/(127\.0\.0\.1|\]):\d{4,5}"/g, '$1:PORT"').replace(/ on \S+:53: /, ': ');
const postToxic = (body: string, answer: string): Step => ['POST', '/proxies/p1/toxics', body, 400, answer];

export function describeApi(under: ServerUnderTest): void {
  let server: Started;
  beforeEach(async () => {
    server = await under.start();
  });
  afterEach(() => server.stop());

  async function walk(steps: readonly Step[]): Promise<void> {
    for (const [method, path, body, status, answer] of steps) {
      const reply = await send(server.url, method, path, body);
      assert.deepEqual({ status: reply.status, body: shown(reply) }, { status, body: answer }, `${method} ${path} ${body ?? ''}`);
    }
  }

  it('answers the life of a proxy', () =>
    walk([
      ['GET', '/proxies', undefined, 200, '{}'],
      ['POST', '/proxies', create, 201, p1()],
      ['POST', '/proxies', create, 409, refusal(409, 'proxy already exists')],
      ['GET', '/proxies/p1', undefined, 200, p1()],
      ['PATCH', '/proxies/p1', '{"enabled":false}', 200, p1('', false)],
      ['POST', '/proxies/p1', '{"enabled":true}', 200, p1()],
      ['PATCH', '/proxies/p1', '{"name":"other"}', 200, p1()],
      ['PATCH', '/proxies/p1', '{"enabled":1}', 400, bad('json: cannot unmarshal number into Go struct field Proxy.enabled of type bool')],
      ['PATCH', '/proxies/p1', '{"listen":"bad"}', 500, refusal(500, 'address bad: missing port in address')],
      ['PATCH', '/proxies/p1', '', 400, bad('EOF')],
      ['GET', '/proxies', undefined, 200, `{"p1":${p1()}}`],
      ['DELETE', '/proxies/p1', undefined, 204, ''],
      ['DELETE', '/proxies/p1', undefined, 404, refusal(404, 'proxy not found')],
      ['GET', '/proxies/p1', undefined, 404, refusal(404, 'proxy not found')],
      ['PATCH', '/proxies/p1', '{}', 404, refusal(404, 'proxy not found')],
      ['GET', '/proxies/p1/toxics', undefined, 404, refusal(404, 'proxy not found')],
    ]));

  it('lists proxies in the order of their names', () =>
    walk([
      [
        'POST',
        '/proxies',
        '{"name":"b","listen":"127.0.0.1:7","upstream":"x","enabled":false}',
        201,
        '{"name":"b","listen":"127.0.0.1:7","upstream":"x","enabled":false,"Logger":{},"toxics":[]}',
      ],
      [
        'POST',
        '/proxies',
        '{"name":"a","listen":"","upstream":"x","enabled":false}',
        201,
        '{"name":"a","listen":"","upstream":"x","enabled":false,"Logger":{},"toxics":[]}',
      ],
      [
        'GET',
        '/proxies',
        undefined,
        200,
        '{"a":{"name":"a","listen":"","upstream":"x","enabled":false,"Logger":{},"toxics":[]},"b":{"name":"b","listen":"127.0.0.1:7","upstream":"x","enabled":false,"Logger":{},"toxics":[]}}',
      ],
    ]));

  it('reads bodies as leniently as the wire does', () =>
    walk([
      [
        'POST',
        '/proxies',
        '{"NAME":"p1","upSTREAM":"localhost:9","listen":"127.0.0.1:0","zz":1,"toxics":[{}],"enabled":null} trailing',
        201,
        p1(),
      ],
      ['POST', '/proxies', 'null', 400, refusal(400, 'missing required field: name')],
      ['POST', '/proxies', '{"name":"x"}', 400, refusal(400, 'missing required field: upstream')],
      ['POST', '/proxies', '{"name":"x","upstream":"u","upstream":"","name":"y"}', 400, refusal(400, 'missing required field: upstream')],
    ]));

  it('says what is wrong with a body', () =>
    walk([
      ['POST', '/proxies', '', 400, bad('EOF')],
      ['POST', '/proxies', '{', 400, bad('unexpected EOF')],
      ['POST', '/proxies', '{b', 400, bad("invalid character 'b' looking for beginning of object key string")],
      ['POST', '/proxies', 'bad', 400, bad("invalid character 'b' looking for beginning of value")],
      ['POST', '/proxies', '{"name":1.}', 400, bad("invalid character '}' after decimal point in numeric literal")],
      ['POST', '/proxies', '{"name":tru}', 400, bad("invalid character '}' in literal true (expecting 'e')")],
      ['POST', '/proxies', '{"name":01}', 400, bad("invalid character '1' after object key:value pair")],
      ['POST', '/proxies', '{"name":"x" "b"}', 400, bad("invalid character '\"' after object key:value pair")],
      ['POST', '/proxies', '{"name":"q\u0001"}', 400, bad("invalid character '\\x01' in string literal")],
      ['POST', '/proxies', '[]', 400, bad('json: cannot unmarshal array into Go value of type toxiproxy.Proxy')],
      [
        'POST',
        '/proxies',
        '{"name":5,"upstream":[]}',
        400,
        bad('json: cannot unmarshal number into Go struct field Proxy.name of type string'),
      ],
    ]));

  it('echoes where it listens, resolved', async () => {
    for (const [listen, echoed] of [
      ['localhost:0', '127.0.0.1:PORT'],
      ['127.0.0.1:', '127.0.0.1:PORT'],
      [':0', '[::]:PORT'],
      ['', '[::]:PORT'],
      ['0.0.0.0:0', '[::]:PORT'],
    ]) {
      await walk([
        [
          'POST',
          '/proxies',
          JSON.stringify({ name: 'l', upstream: 'noport', listen }),
          201,
          `{"name":"l","listen":"${echoed}","upstream":"noport","enabled":true,"Logger":{},"toxics":[]}`,
        ],
        ['DELETE', '/proxies/l', undefined, 204, ''],
      ]);
    }
  });

  it('says why it can not listen, and keeps nothing', async () => {
    for (const [listen, why] of [
      ['localhost', 'listen tcp: address localhost: missing port in address'],
      ['localhost:99999', 'listen tcp: address 99999: invalid port'],
      ['127.0.0.1:-5', 'listen tcp: address -5: invalid port'],
      ['localhost:abc', 'listen tcp: lookup tcp/abc: unknown port'],
      ['1:2:3', 'listen tcp: address 1:2:3: too many colons in address'],
      ['[::1]', 'listen tcp: address [::1]: missing port in address'],
      ['[::1', "listen tcp: address [::1: missing ']' in address"],
      ['a]:5', "listen tcp: address a]:5: unexpected ']' in address"],
      ['8.8.8.8:1', 'listen tcp 8.8.8.8:1: bind: cannot assign requested address'],
    ] as const) {
      await walk([
        ['POST', '/proxies', JSON.stringify({ name: 'l', upstream: 'u', listen }), 500, refusal(500, why)],
        ['GET', '/proxies/l', undefined, 404, refusal(404, 'proxy not found')],
      ]);
    }
  });

  it('says that a port is taken, and leaves an updated proxy disabled at its new address', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = `127.0.0.1:${(taken.address() as { port: number }).port}`;
    const inUse = refusal(500, `listen tcp ${address}: bind: address already in use`);
    try {
      await walk([
        ['POST', '/proxies', JSON.stringify({ name: 'l', upstream: 'u', listen: address }), 500, inUse],
        ['POST', '/proxies', create, 201, p1()],
        ['PATCH', '/proxies/p1', JSON.stringify({ listen: address }), 500, inUse],
        ['GET', '/proxies/p1', undefined, 200, p1('', false)],
        ['POST', '/reset', undefined, 500, inUse],
      ]);
    } finally {
      taken.close();
    }
  });

  it('answers the life of a toxic', () =>
    walk([
      ['POST', '/proxies', create, 201, p1()],
      ['GET', '/proxies/p1/toxics', undefined, 200, '[]'],
      ['POST', '/proxies/p1/toxics', '{"type":"latency"}', 200, latency],
      ['POST', '/proxies/p1/toxics', '{"type":"latency"}', 409, refusal(409, 'toxic already exists')],
      ['GET', '/proxies/p1/toxics/latency_downstream', undefined, 200, latency],
      [
        'PATCH',
        '/proxies/p1/toxics/latency_downstream',
        '{"name":"zz","type":"bandwidth","stream":"upstream","toxicity":0.25,"attributes":{"LATENCY":5,"zz":1}}',
        200,
        latency.replace('"latency":0', '"latency":5').replace('y":1', 'y":0.25'),
      ],
      [
        'POST',
        '/proxies/p1/toxics/latency_downstream',
        '{"attributes":{"jitter":9},"toxicity":1}',
        200,
        latency.replace('"latency":0,"jitter":0', '"latency":5,"jitter":9'),
      ],
      [
        'PATCH',
        '/proxies/p1/toxics/latency_downstream',
        '{"toxicity":"x"}',
        400,
        bad('json: cannot unmarshal string into Go struct field .toxicity of type float32'),
      ],
      ['PATCH', '/proxies/p1/toxics/zz', '{}', 404, refusal(404, 'toxic not found')],
      ['DELETE', '/proxies/p1/toxics/latency_downstream', undefined, 204, ''],
      ['DELETE', '/proxies/p1/toxics/latency_downstream', undefined, 404, refusal(404, 'toxic not found')],
      ['GET', '/proxies/p1/toxics/latency_downstream', undefined, 404, refusal(404, 'toxic not found')],
    ]));

  it('creates each toxic with its attributes, those of the upstream direction first', async () => {
    await walk([['POST', '/proxies', create, 201, p1()]]);
    const listed: string[] = [];
    for (const [type, given, stored] of [
      ['bandwidth', '{"rate":7}', '{"rate":7}'],
      ['slow_close', '{}', '{"delay":0}'],
      ['timeout', 'null', '{"timeout":0}'],
      ['reset_peer', '{"timeout":-3}', '{"timeout":-3}'],
      ['slicer', '{"delay":1,"average_size":2}', '{"average_size":2,"size_variation":0,"delay":1}'],
      ['limit_data', '{"bytes":9223372036854775807}', '{"bytes":9223372036854775807}'],
      ['noop', '{"x":1}', '{}'],
    ] as const) {
      const toxic = `{"attributes":${stored},"name":"${type}_downstream","type":"${type}","stream":"downstream","toxicity":1}`;
      await walk([['POST', '/proxies/p1/toxics', `{"type":"${type}","attributes":${given}}`, 200, toxic]]);
      listed.push(toxic);
    }
    const up =
      '{"attributes":{"latency":0,"jitter":0},"name":"latency_UPSTREAM","type":"latency","stream":"UPSTREAM","toxicity":0.12345679}';
    await walk([
      ['POST', '/proxies/p1/toxics', '{"type":"latency","stream":"UPSTREAM","toxicity":0.123456789}', 200, up],
      ['GET', '/proxies/p1/toxics', undefined, 200, `[${[up, ...listed].join(',')}]`],
      ['GET', '/proxies/p1', undefined, 200, p1([up, ...listed].join(','))],
      ['POST', '/reset', undefined, 204, ''],
      ['GET', '/proxies/p1', undefined, 200, p1()],
    ]);
  });

  it('refuses toxics that make no sense', () => {
    const int = (value: string): string =>
      bad(`json: cannot unmarshal ${value} into Go struct field LatencyToxic.attributes.latency of type int64`);
    return walk([
      ['POST', '/proxies', create, 201, p1()],
      postToxic('', bad('EOF')),
      postToxic('{}', refusal(400, 'invalid toxic type')),
      postToxic('{"type":"down"}', refusal(400, 'invalid toxic type')),
      postToxic('{"type":"latency","stream":""}', refusal(400, 'stream was invalid, can be either upstream or downstream')),
      postToxic('{"type":"x","stream":"sideways"}', refusal(400, 'stream was invalid, can be either upstream or downstream')),
      postToxic(
        '{"type":"latency","toxicity":"x"}',
        bad('json: cannot unmarshal string into Go struct field ToxicWrapper.toxicity of type float32'),
      ),
      postToxic(
        '{"type":"latency","attributes":5}',
        bad('json: cannot unmarshal number into Go struct field ToxicWrapper.attributes of type toxics.NoopToxic'),
      ),
      postToxic('{"type":"latency","attributes":{"latency":5.0}}', int('number 5.0')),
      postToxic('{"type":"latency","attributes":{"latency":1e3}}', int('number 1e3')),
      postToxic('{"type":"latency","attributes":{"latency":"5"}}', int('string')),
      postToxic('{"type":"latency","attributes":{"latency":9223372036854775808}}', int('number 9223372036854775808')),
      ['GET', '/proxies/p1/toxics', undefined, 200, '[]'],
    ]);
  });

  it('populates all or up to the first that fails', () => {
    const a = '{"name":"a","listen":"127.0.0.1:PORT","upstream":"x","enabled":true,"Logger":{},"toxics":[]}';
    const b = '{"name":"b","listen":"127.0.0.1:7","upstream":"x","enabled":false,"Logger":{},"toxics":[]}';
    const c = '{"name":"c","listen":"127.0.0.1:7","upstream":"y","enabled":false,"Logger":{},"toxics":[]}';
    return walk([
      ['POST', '/populate', '', 400, failed(400, 'bad request body: EOF')],
      ['POST', '/populate', '{}', 400, failed(400, `bad request body: json: cannot unmarshal object into Go value of type []${entry}`)],
      ['POST', '/populate', '[]', 201, '{"proxies":null}'],
      ['POST', '/populate', '[{"name":"a","upstream":"x"},{"upstream":"x"}]', 400, failed(400, 'missing required field: name at proxy 2')],
      ['GET', '/proxies', undefined, 200, '{}'],
      [
        'POST',
        '/populate',
        '[{"name":"a","upstream":"x","listen":"localhost:0"},{"name":"b","upstream":"x","enabled":false,"listen":"127.0.0.1:7"}]',
        201,
        `{"proxies":[${a},${b}]}`,
      ],
      ['POST', '/populate', '[{"name":"b","upstream":"x","enabled":true,"listen":"127.0.0.1:7"}]', 201, `{"proxies":[${b}]}`],
      [
        'POST',
        '/populate',
        '[{"name":"c","upstream":"y","enabled":false,"listen":"127.0.0.1:7"},{"name":"d","upstream":"y","listen":"local"},{"name":"e","upstream":"y"}]',
        500,
        failed(500, 'listen tcp: address local: missing port in address', `[${c}]`),
      ],
      ['GET', '/proxies', undefined, 200, `{"a":${a},"b":${b},"c":${c}}`],
    ]);
  });

  it('keeps toxics of a populated proxy that is the same, and drops them when it differs', () =>
    walk([
      ['POST', '/proxies', create.replace('0"', '7"').replace('}', ',"enabled":false}'), 201, p1('', false).replace('PORT', '7')],
      ['POST', '/proxies/p1/toxics', '{"type":"latency"}', 200, latency],
      ['POST', '/populate', `[${create.replace('0"', '7"')}]`, 201, `{"proxies":[${p1(latency, false).replace('PORT', '7')}]}`],
      ['POST', '/populate', `[${create}]`, 201, `{"proxies":[${p1()}]}`],
    ]));

  it('answers unknown paths, wrong methods and odd ones', () =>
    walk([
      ['GET', '/', undefined, 404, '404 page not found\n'],
      ['GET', '/proxies/', undefined, 404, '404 page not found\n'],
      ['GET', '/proxies/a%2fb', undefined, 404, '404 page not found\n'],
      ['PUT', '/proxies', undefined, 405, ''],
      ['GET', '/reset', undefined, 405, ''],
      ['OPTIONS', '/proxies', undefined, 405, ''],
      ['GET', '//proxies', undefined, 301, ''],
      ['GET', '/proxies/%zz', undefined, 400, '400 Bad Request'],
      [
        'POST',
        '/proxies',
        '{"name":"<é b>","upstream":"x","listen":"127.0.0.1:7","enabled":false}',
        201,
        '{"name":"\\u003cé b\\u003e","listen":"127.0.0.1:7","upstream":"x","enabled":false,"Logger":{},"toxics":[]}',
      ],
      [
        'GET',
        '/proxies/%3C%C3%A9%20b%3E?x=1',
        undefined,
        200,
        '{"name":"\\u003cé b\\u003e","listen":"127.0.0.1:7","upstream":"x","enabled":false,"Logger":{},"toxics":[]}',
      ],
    ]));

  it('sends the headers that clients look at', async () => {
    const types = async (method: string, path: string, body?: string): Promise<unknown[]> => {
      const { headers } = await send(server.url, method, path, body);
      return [
        headers['content-type'],
        headers['x-content-type-options'],
        String(headers['x-toxiproxy-request-id'] ?? '').length,
        headers['content-length'],
      ];
    };
    assert.deepEqual(await types('GET', '/proxies'), ['application/json', undefined, 20, '2']);
    assert.deepEqual(await types('GET', '/proxies/x'), ['text/plain; charset=utf-8', 'nosniff', 20, '41']);
    assert.deepEqual(await types('POST', '/populate', '{'), ['application/json', undefined, 20, '72']);
    assert.deepEqual(await types('POST', '/reset'), [undefined, undefined, 20, undefined]);
    assert.deepEqual(await types('GET', '/nowhere'), ['text/plain; charset=utf-8', 'nosniff', 0, '19']);
    assert.deepEqual(await types('PUT', '/proxies'), [undefined, undefined, 0, '0']);
    assert.equal((await send(server.url, 'GET', '//version?x=1')).headers.location, '/version?x=1');
    assert.equal((await send(server.url, 'GET', '/version')).headers['content-type'], 'application/json;charset=utf-8');
  });

  it('turns browsers away', async () => {
    const mozilla = { 'user-agent': 'Mozilla/5.0' };
    assert.deepEqual(await statusOf(send(server.url, 'GET', '/proxies', undefined, mozilla)), [403, 'User agent not allowed\n']);
    assert.deepEqual(await statusOf(send(server.url, 'GET', '/nowhere', undefined, mozilla)), [404, '404 page not found\n']);
    assert.deepEqual(await statusOf(send(server.url, 'GET', '/proxies', undefined, { 'user-agent': 'mozilla/5.0' })), [200, '{}']);
  });
}

async function statusOf(reply: Promise<Reply>): Promise<unknown[]> {
  const { status, body } = await reply;
  return [status, body];
}
