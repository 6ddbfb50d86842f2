import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at, ChaosError } from '../../src/errors.ts';
import { readConfig } from '../../src/proxy/config.ts';
import { startServer } from '../../src/proxy/server.ts';
import { Api } from '../conformance/toxiproxy-server.ts';
import { Client, startEcho, startPeer } from '../support/tcp-peers.ts';

describe('a file of proxies', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chaos-config-'));
    file = join(folder, 'proxies.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const mistakes = (text: string): string[] => {
    writeFileSync(file, text);
    try {
      readConfig(file);
    } catch (error) {
      assert.ok(error instanceof ChaosError && error.code === 'CONFIG_INVALID', String(error));
      return error.problems.map(({ message, where }) => `${where ? at(where).slice(file.length + 1) : ''} ${message}`);
    }
    return [];
  };

  it("is what Toxiproxy's own are, or empty", () => {
    writeFileSync(
      file,
      '[{"name":"web","listen":"[::]:1","upstream":"web.domain:80","enabled":true},{"NAME":"db","upstream":"db:5432","enabled":false,"Logger":{}}]\n',
    );
    assert.deepEqual(
      readConfig(file).map(({ name, listen, upstream, enabled, toxics }) => ({ name, listen, upstream, enabled, toxics })),
      [
        { name: 'web', listen: '[::]:1', upstream: 'web.domain:80', enabled: true, toxics: [] },
        { name: 'db', listen: '', upstream: 'db:5432', enabled: false, toxics: [] },
      ],
    );
    for (const none of ['[]', 'null']) {
      writeFileSync(file, none);
      assert.deepEqual(readConfig(file), []);
    }
  });

  it('has toxics, with the defaults of the wire', () => {
    writeFileSync(
      file,
      '[{"name":"p","upstream":"u:1","toxics":[{"type":"latency","attributes":{"latency":5}},{"type":"noop","stream":"upstream","name":"n","toxicity":0.5}]}]',
    );
    assert.deepEqual(
      readConfig(file)[0]?.toxics.map(({ kind, ...toxic }) => ({ type: kind.type, ...toxic })),
      [
        { type: 'latency', name: 'latency_downstream', stream: 'downstream', toxicity: 1, attributes: { latency: 5n, jitter: 0n } },
        { type: 'noop', name: 'n', stream: 'upstream', toxicity: 0.5, attributes: {} },
      ],
    );
  });

  it('is as the document shows', () => {
    const page = readFileSync(new URL('../../docs/proxy.md', import.meta.url), 'utf8');
    const [, example = ''] = /## A file to begin with[^]*?```json\n([^]*?)```/.exec(page) ?? [];
    writeFileSync(file, example);
    assert.deepEqual(
      readConfig(file).map(({ name, toxics }) => [name, toxics.length]),
      [
        ['payments', 0],
        ['inventory', 2],
      ],
    );
  });

  it('names every mistake with its place', () => {
    assert.deepEqual(
      mistakes(`[
  {"name": "é", "upstrem": "u:1", "enabled": "yes"},
  {"name": "é", "upstream": "u:1", "listen": "nowhere"},
  {"name": 5, "upstream": "u", "toxics": [
    {"type": "slow"},
    {"type": "latency", "stream": "sideways", "toxicity": 2, "attributes": {"latency": 5.5, "jiter": 1}},
    {"type": "slicer"}, {"type": "noop"}, {"type": "noop"}, {}, 7
  ]},
  "x"
]`),
      [
        '2:17 unknown key "upstrem"; a proxy has name, listen, upstream, enabled, toxics, Logger',
        '2:46 enabled: expected true or false, got string',
        '2:3 a proxy needs an upstream',
        '3:12 there is a proxy named "é" already',
        '3:46 address nowhere: missing port in address',
        '4:12 name: expected a text, got 5',
        '4:27 address u: missing port in address',
        '5:14 type: expected one of latency, bandwidth, slow_close, timeout, reset_peer, slicer, limit_data, noop, got "slow"',
        '6:35 stream: expected upstream or downstream, got "sideways"',
        '6:59 toxicity: expected 0 to 1, got 2',
        '6:88 latency: expected a whole number, got 5.5',
        '6:93 unknown key "jiter"; a latency has latency, jitter',
        '7:5 slicer average_size must be at least 1',
        '7:43 there is a toxic named "noop_downstream" on this proxy already',
        '7:61 type: expected one of latency, bandwidth, slow_close, timeout, reset_peer, slicer, limit_data, noop, got ""',
        '7:65 expected a toxic, an object, got number',
        '9:3 expected a proxy, an object, got string',
      ],
    );
  });

  it('says where it is no JSON, and what else it is instead of an array', () => {
    assert.deepEqual(mistakes('[\n  {"name": "p",}\n]'), [
      `2:16 this is not JSON: invalid character '}' looking for beginning of object key string`,
    ]);
    assert.deepEqual(mistakes(''), ['1:1 this is not JSON: EOF']);
    assert.deepEqual(mistakes('[\n'), ['2:1 this is not JSON: unexpected EOF']);
    assert.deepEqual(mistakes('{"proxies": []}'), ['1:1 the file: expected an array, got object']);
    assert.deepEqual(mistakes('[{"name":"p","upstream":"u:1","toxics":{}}]'), ['1:40 toxics: expected an array, got object']);
  });

  it('names an address that two proxies listen on, and the whole of one with a wrong port', () => {
    assert.deepEqual(
      mistakes(`[
  {"name": "a", "listen": "127.0.0.1:2101", "upstream": "u:1"},
  {"name": "b", "listen": "127.0.0.1:2101", "upstream": "u:1"},
  {"name": "off", "listen": "127.0.0.1:2101", "upstream": "u:1", "enabled": false},
  {"name": "any", "listen": "127.0.0.1:0", "upstream": "u:1"},
  {"name": "any too", "listen": "127.0.0.1:0", "upstream": "u:1"},
  {"name": "c", "listen": "127.0.0.1:99999", "upstream": "u:nosuch"}
]`),
      [
        '3:27 proxy "a" listens on 127.0.0.1:2101 already',
        '7:27 address 127.0.0.1:99999: invalid port',
        '7:58 address u:nosuch: lookup tcp/nosuch: unknown port',
      ],
    );
  });

  it('that is not there is said to be unreadable', () => {
    assert.throws(() => readConfig(file), { code: 'FILE_UNREADABLE' });
  });

  it('puts toxics on before the first connection', async () => {
    const echo = await startEcho();
    writeFileSync(
      file,
      JSON.stringify([
        { name: 'p', listen: '127.0.0.1:0', upstream: echo.address, toxics: [{ type: 'limit_data', attributes: { bytes: 3 } }] },
        { name: 'q', listen: '127.0.0.1:0', upstream: echo.address, enabled: false },
      ]),
    );
    const server = await startServer({ host: '127.0.0.1', port: 0, proxies: readConfig(file) });
    const [p, q] = server.proxies;
    assert.ok(p !== undefined);
    assert.deepEqual([p.toxics, q?.enabled], [['limit_data_downstream'], false]);
    const client = await new Client(p.listen).connected();
    client.socket.write('12345');
    await client.ended();
    assert.equal(client.received.toString(), '123');
    const { toxics } = (await new Api(server.url).call('GET', '/stampede/links/p')) as { toxics: Record<string, { connections: number }> };
    assert.equal(toxics['limit_data_downstream']?.connections, 1);
    await server.close();
    await echo.stop();
  });

  it('with an address that is taken starts nothing, and says where it stands', async () => {
    const taken = await startPeer(() => undefined);
    writeFileSync(
      file,
      `[{"name": "p", "listen": "127.0.0.1:0", "upstream": "u:1"},\n {"name": "q", "listen": "${taken.address}", "upstream": "u:1"}]`,
    );
    await assert.rejects(startServer({ host: '127.0.0.1', port: 0, proxies: readConfig(file) }), (error) => {
      assert.ok(error instanceof ChaosError && error.where !== undefined);
      assert.deepEqual([error.code, error.exit, at(error.where)], ['LISTEN_TAKEN', 4, `${file}:2:26`]);
      assert.match(error.message, /proxy "q" can't listen on .*address already in use/);
      return true;
    });
    await taken.stop();
  });
});
