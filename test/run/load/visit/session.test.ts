import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import type { Message } from '../../../../src/run/load/visit/message.ts';
import { originOf, type Origin } from '../../../../src/run/load/wire/origin.ts';
import { Session, sessionRules, type Hop, type Received, type SessionRules } from '../../../../src/run/load/visit/session.ts';

const home = originOf('http://shop.test:8080') as Origin;
const other = originOf('http://cdn.test') as Origin;
const secure = originOf('https://shop.test') as Origin;

function rules(over: { redirects?: number; cookies?: boolean; headers?: Record<string, string> } = {}): SessionRules {
  const { redirects = 3, cookies = true, headers = { 'X-Shop': 'a', authorization: 'Bearer t' } } = over;
  const made = sessionRules(
    { cookies, redirects, origin: home },
    { origin: home, path: '/', headers },
    (host) => host === 'cdn.test' || host === 'shop.test',
  );
  assert.ok(made);
  return made;
}

function answer(status: number, ...headers: string[]): Received {
  return { status, headers, header: (name) => headers[headers.findIndex((one, i) => i % 2 === 0 && one.toLowerCase() === name) + 1] };
}

function request(line: string, headers: readonly string[] = [], body: string | null = null): string {
  const length = body === null ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  return `${[`${line} HTTP/1.1`, 'host: shop.test:8080', ...headers, ...length].join('\r\n')}\r\n\r\n${body ?? ''}`;
}

/** The lines of a head, and the body. */
function read(message: Message): { first: string; headers: Record<string, string>; body: string } {
  const [head = '', body = ''] = message.toString().split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
  assert.equal(new Set(pairs.map(([name]) => name)).size, pairs.length, 'no header comes twice');
  return { first, headers: Object.fromEntries(pairs), body };
}

function hopOf(hop: Hop | null): Extract<Hop, { origin: unknown }> {
  assert.ok(hop !== null && 'origin' in hop, JSON.stringify(hop));
  return hop;
}

const cookiesOf = (message: Message): string | undefined => read(message).headers['cookie'];

describe('Session', () => {
  it('leaves a request untouched as long as no answer has set a cookie', () => {
    const session = new Session();
    const bytes = Buffer.from(request('GET /a'));
    assert.equal(session.begin(home, bytes), bytes);
    assert.equal(session.after(answer(200, 'content-type', 'text/html'), rules()), null);
    assert.equal(session.begin(home, bytes), bytes);
  });

  it('gives cookies back by host, path, expiry and Secure (RFC 6265)', () => {
    const session = new Session();
    session.begin(home, request('GET /user/login?x=1'));
    const set = [
      'sid=1; Path=/; HttpOnly',
      'deep=2',
      'elsewhere=3; Path=/cart',
      'tls=4; Secure; Path=/',
      'foreign=5; Domain=cdn.test',
      'gone=6; Max-Age=0',
      'past=7; Expires=Thu, 01 Jan 2015 00:00:00 GMT',
      'wide=8; Domain=shop.test; Path=/',
      ' =; ;',
      '',
    ];
    session.after(answer(200, ...set.flatMap((cookie) => ['Set-Cookie', cookie])), rules());
    assert.equal(cookiesOf(session.begin(home, request('GET /user/me'))), 'deep=2; sid=1; wide=8');
    assert.equal(cookiesOf(session.begin(home, request('GET /cart/items'))), 'elsewhere=3; sid=1; wide=8');
    assert.equal(cookiesOf(session.begin(other, request('GET /'))), undefined);
    session.begin(secure, request('GET /'));
    session.after(answer(200, 'set-cookie', 'tls=9; Secure; Path=/'), rules());
    assert.equal(cookiesOf(session.begin(secure, request('GET /'))), 'sid=1; wide=8; tls=9');
    assert.equal(cookiesOf(session.begin(home, request('GET /'))), 'sid=1; wide=8', 'Secure means TLS');
    session.after(answer(200, 'set-cookie', 'sid=; Path=/; Max-Age=0', 'set-cookie', 'wide=10; Domain=shop.test; Path=/'), rules());
    assert.equal(cookiesOf(session.begin(home, request('GET /'))), 'wide=10');
  });

  it("keeps a cookie header of the user's own beside the jar, which does not repeat its names", () => {
    const session = new Session();
    session.begin(home, request('GET /'));
    session.after(answer(200, 'set-cookie', 'sid=1; Path=/', 'set-cookie', 'theme=light; Path=/'), rules());
    const own = request('POST /x', ['Cookie: theme=dark; a=b', 'accept: */*'], 'ü');
    assert.equal(cookiesOf(session.begin(home, own)), 'theme=dark; a=b; sid=1');
    const bytes = session.begin(home, Buffer.from(own));
    assert.deepEqual(read(bytes).body, 'ü');
    assert.equal(read(bytes).headers['accept'], '*/*');
  });

  it('without cookies nothing is kept', () => {
    const session = new Session();
    session.begin(home, request('GET /'));
    session.after(answer(200, 'set-cookie', 'sid=1'), rules({ cookies: false }));
    assert.equal(cookiesOf(session.begin(home, request('GET /'))), undefined);
    assert.equal(
      sessionRules({ cookies: false, redirects: 0, origin: home }, { origin: home, path: '/', headers: {} }, () => true),
      null,
    );
  });

  for (const [status, method, after] of [
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [302, 'GET', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'DELETE', 'DELETE'],
  ] as const) {
    it(`${status} makes a ${after} of a ${method}`, () => {
      for (const form of [(text: string): Message => text, (text: string): Message => Buffer.from(text)]) {
        const session = new Session();
        session.begin(home, form(request(`${method} /a/b?c`, ['content-type: text/plain', 'x-own: 1'], 'bödy')));
        const hop = hopOf(session.after(answer(status, 'location', '../d?e=ü#f'), rules()));
        const { first, headers, body } = read(hop.bytes);
        assert.equal(first, `${after} /d?e=%C3%BC HTTP/1.1`);
        assert.equal(hop.bodyless, after === 'HEAD');
        const kept = method === after;
        assert.deepEqual(
          [headers['x-own'], headers['host'], headers['content-type'], headers['content-length'], body],
          ['1', 'shop.test:8080', kept ? 'text/plain' : undefined, kept ? '5' : undefined, kept ? 'bödy' : ''],
        );
      }
    });
  }

  it('within the origin the host stays what the request said; elsewhere it is that of the address', () => {
    const session = new Session();
    session.begin(home, request('GET /').replace('host: shop.test:8080', 'Host: www.shop.example'));
    const near = hopOf(session.after(answer(302, 'location', '/b'), rules()));
    assert.deepEqual(read(near.bytes).headers, { Host: 'www.shop.example' });
    const away = hopOf(session.after(answer(302, 'location', 'http://cdn.test/a'), rules()));
    assert.deepEqual(read(away.bytes).headers, { host: 'cdn.test' });
  });

  it('a body of any bytes survives', () => {
    const binary = Buffer.from([0, 255, 13, 10, 13, 10, 128, 7]);
    const session = new Session();
    session.begin(home, Buffer.concat([Buffer.from(`PUT / HTTP/1.1\r\nhost: shop.test:8080\r\ncontent-length: 8\r\n\r\n`), binary]));
    const { bytes } = hopOf(session.after(answer(308, 'location', '/b', 'set-cookie', 'a=1'), rules()));
    assert.deepEqual((bytes as Buffer).subarray(-8), binary);
    assert.match((bytes as Buffer).subarray(0, -8).toString(), /^PUT \/b HTTP\/1\.1\r\n.*\r\ncookie: a=1\r\n\r\n$/s);
  });

  it("to another origin goes nothing secret, nor what the target's headers say, and it does not come back", () => {
    const headers = ['x-shop: a', 'authorization: Bearer t', 'cookie: own=1', 'x-api-key: k', 'x-own: 1', 'accept: */*'];
    const session = new Session();
    session.begin(home, request('GET /', headers));
    const away = hopOf(session.after(answer(302, 'location', 'http://cdn.test/a', 'set-cookie', 'sid=1; Path=/'), rules()));
    assert.deepEqual([away.origin.key, read(away.bytes).headers], ['http://cdn.test', { host: 'cdn.test', 'x-own': '1', accept: '*/*' }]);
    const back = hopOf(session.after(answer(302, 'location', 'http://shop.test:8080/b', 'set-cookie', 'cdn=1'), rules()));
    assert.equal(back.origin, home, 'the origin as it is connected to');
    assert.deepEqual(read(back.bytes).headers, { host: 'shop.test:8080', 'x-own': '1', accept: '*/*', cookie: 'sid=1' });
    const tls = hopOf(session.after(answer(302, 'location', '//shop.test:8081/'), rules()));
    assert.equal(tls.origin.key, 'http://shop.test:8081', 'another port is another origin');
  });

  it('says why a redirect is not followed', () => {
    const session = new Session();
    const causeOf = (location: string, redirects = 3): unknown => {
      session.begin(home, request('GET /'));
      return session.after(answer(302, 'location', location), rules({ redirects }));
    };
    assert.deepEqual(causeOf('http://elsewhere.test/'), { cause: 'a redirect to a host that nobody allowed' });
    for (const nowhere of ['ftp://shop.test/', 'http://[', 'javascript:alert(1)'])
      assert.deepEqual(causeOf(nowhere), { cause: 'a redirect to what is no http or https URL' });
    session.begin(home, request('GET /'));
    for (const n of [1, 2]) hopOf(session.after(answer(302, 'location', `/${n}`), rules({ redirects: 2 })));
    assert.deepEqual(session.after(answer(302, 'location', '/3'), rules({ redirects: 2 })), { cause: 'more than 2 redirects' });
  });

  it('an answer that leads nowhere, or need not be followed, is the last one', () => {
    const session = new Session();
    session.begin(home, request('GET /'));
    for (const [status, redirects, location] of [
      [302, 3, null],
      [304, 3, '/'],
      [200, 3, '/'],
      [302, 0, '/'],
    ] as const)
      assert.equal(session.after(answer(status, ...(location === null ? [] : ['location', location])), rules({ redirects })), null);
  });

  it('nothing that a target says in its headers can break it, or get a line of its own', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (cookie, location, path) => {
        const session = new Session();
        session.begin(home, request(`GET /${encodeURIComponent(path)}`));
        const hop = session.after(answer(302, 'set-cookie', cookie, 'set-cookie', `a=${cookie}`, 'location', location), rules());
        const sent = hop !== null && 'bytes' in hop ? hop.bytes : session.begin(home, request('GET /'));
        assert.match(sent.toString(), /^GET \S+ HTTP\/1\.1\r\nhost: [^\r\n]+\r\n(cookie: [^\r\n]+\r\n)?\r\n$/);
      }),
    );
  });
});
