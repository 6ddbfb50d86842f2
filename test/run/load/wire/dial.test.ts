/** TLS as a target's settings say, by the load and by what asks besides it: who is believed, and who is shown the client's certificate. */
import assert from 'node:assert/strict';
import { createServer as createHttp2Server, createSecureServer as createSecureHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { systemCodeOf } from '../../../../src/errors.ts';
import type { EventOf } from '../../../../src/events/event.ts';
import { Histogram } from '../../../../src/events/histogram.ts';
import { ask } from '../../../../src/run/ask.ts';
import type { TargetTls } from '../../../../src/run/target-tls.ts';
import { plainAnswer } from '../../../support/target-sockets.ts';
import { expiredCertificate, otherCertificate, otherKey, testCertificate, testKey } from '../../../support/tls-certificate.ts';
import { constantly, engineFor, loadOf, stepOf, sumsOf } from '../loads.ts';

const usual: TargetTls = { ca: null, cert: null, key: null, servername: null, insecure: false };
const shop: TlsOptions = { key: testKey, cert: testCertificate };
const other: TlsOptions = { key: otherKey, cert: otherCertificate };
const forMembers: TlsOptions = { ...shop, requestCert: true, rejectUnauthorized: true, ca: otherCertificate };

interface Row {
  readonly title: string;
  readonly server: TlsOptions;
  readonly tls: Partial<TargetTls>;
  /** Of a connect error, unless another outcome is given; null: ok. */
  readonly cause: RegExp | null;
  /** A server that is content with the handshake and then ends the connection can't be told from one that drops requests. */
  readonly outcome?: 'reset';
}

const rows: readonly Row[] = [
  { title: 'a certificate that no usual authority signed', server: shop, tls: {}, cause: /^DEPTH_ZERO_SELF_SIGNED_CERT$/ },
  { title: 'an authority of its own', server: shop, tls: { ca: testCertificate }, cause: null },
  { title: 'another authority', server: shop, tls: { ca: otherCertificate }, cause: /^DEPTH_ZERO_SELF_SIGNED_CERT$/ },
  { title: 'a certificate for another name', server: other, tls: { ca: otherCertificate }, cause: /^ERR_TLS_CERT_ALTNAME_INVALID$/ },
  { title: 'the name that the certificate is for', server: other, tls: { ca: otherCertificate, servername: 'shop.example' }, cause: null },
  {
    title: 'a certificate that is over',
    server: { key: testKey, cert: expiredCertificate },
    tls: { ca: expiredCertificate },
    cause: /^CERT_HAS_EXPIRED$/,
  },
  { title: 'whoever it is, because the user says so', server: other, tls: { insecure: true }, cause: null },
  { title: 'no certificate where members show one', server: forMembers, tls: { ca: testCertificate }, cause: /CERTIFICATE_REQUIRED$/ },
  {
    title: 'a certificate of somebody else where members show theirs',
    server: forMembers,
    tls: { ca: testCertificate, cert: testCertificate, key: testKey },
    cause: /^(ECONNRESET|connection closed before the answer was complete)$/,
    outcome: 'reset',
  },
  {
    title: "a member's certificate",
    server: forMembers,
    tls: { ca: testCertificate, cert: otherCertificate, key: otherKey },
    cause: null,
  },
];

describe('TLS of a target', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  async function listening(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  async function open(options: TlsOptions): Promise<{ url: string; seen: string[]; names: unknown[] }> {
    const [seen, names]: [string[], unknown[]] = [[], []];
    const server = createServer(options, (socket) => {
      names.push(socket.servername);
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        seen.push(chunk.toString());
        socket.write(plainAnswer('{}', '200 OK'));
      });
    });
    server.on('tlsClientError', () => {});
    return { url: `https://127.0.0.1:${await listening(server)}`, seen, names };
  }

  for (const { title, server, tls, cause, outcome = 'connectError' } of rows) {
    it(`${title}: ${cause === null ? 'ok' : outcome}`, async () => {
      const { url, seen, names } = await open(server);
      const { events, start } = engineFor(url, loadOf([{ forMs: 60, shape: constantly(50) }]), { tls: { ...usual, ...tls } });
      const run = start();
      await run.ended;
      const { intended, outcomes, errors } = sumsOf(events);
      const { connectionsOpened, connectionsFailed } = run.counts();
      const asked = ask({ url, tls: { ...usual, ...tls }, timeoutMs: 5_000 });
      if (cause === null) {
        assert.deepEqual([intended, outcomes.ok, seen.length, connectionsFailed], [3, 3, 3, 0]);
        assert.equal(names[0] || null, tls.servername ?? null);
        assert.equal((await asked).status, 200);
      } else {
        await assert.rejects(asked, (error) => cause.test(systemCodeOf(error) ?? ''));
        assert.deepEqual([intended, outcomes[outcome], connectionsOpened], [3, 3, 3]);
        assert.equal(connectionsFailed, outcome === 'reset' ? 0 : 3);
        for (const told of Object.keys(errors)) assert.match(told.slice(`${outcome}: `.length), cause);
        assert.deepEqual(seen, [], 'nothing was shown');
      }
    });
  }

  it("the settings are for the target's own origin: no other is believed, or shown a certificate", async () => {
    const [own, elsewhere] = [await open(shop), await open(shop)];
    const steps = [stepOf({ route: 'own' }), stepOf({ route: 'elsewhere', path: `${elsewhere.url}/` })];
    const load = loadOf([{ forMs: 100, shape: constantly(20) }], { journeys: [{ name: 'both', weight: 1, steps }] });
    const { events, start } = engineFor(own.url, load, { tls: { ...usual, ca: testCertificate }, others: [] });
    await start().ended;
    assert.equal(sumsOf(events, { route: 'own' }).outcomes.ok, 2);
    assert.equal(sumsOf(events, { route: 'elsewhere' }).outcomes.connectError, 2);
  });

  it('the handshake is measured, and is in the times of the request that needed it', async () => {
    const { url } = await open(shop);
    const load = loadOf([{ forMs: 200, shape: constantly(50) }], { connections: 'per-journey' });
    const { events, start } = engineFor(url, load, { tls: { ...usual, ca: testCertificate } });
    const run = start();
    await run.ended;
    const handshakes = new Histogram();
    for (const event of events.filter(({ type }) => type === 'generator') as EventOf<'generator'>[]) handshakes.add(event.handshakes);
    assert.deepEqual([handshakes.count, run.counts().connectionsOpened], [10, 10]);
    const [handshake, service] = [handshakes.quantileMs(0), sumsOf(events).service.quantileMs(0)];
    assert.ok(handshake !== null && service !== null && handshake > 0.1 && service >= handshake, `${handshake} ms of ${service} ms`);
  });

  it('a server that speaks HTTP/2 alone is told from garbage, with TLS and without', async () => {
    const plain = await listening(createHttp2Server());
    const secure = await listening(createSecureHttp2Server({ key: testKey, cert: testCertificate, allowHTTP1: false }));
    const told: string[] = [];
    for (const url of [`http://127.0.0.1:${plain}`, `https://127.0.0.1:${secure}`]) {
      const load = loadOf([{ forMs: 60, shape: constantly(50) }], { timeoutMs: 1_000 });
      const { events, start } = engineFor(url, load, { tls: { ...usual, ca: testCertificate } });
      const run = start();
      await run.ended;
      assert.equal(sumsOf(events).outcomes.protocolError, 3);
      told.push(...Object.keys(sumsOf(events).errors));
    }
    assert.equal(told[0], 'protocolError: not an HTTP/1.x answer: the server speaks HTTP/2, the load HTTP/1.1');
    assert.match(
      told[1] ?? '',
      /^protocolError: no HTTP\/1\.1 by TLS: the server may speak HTTP\/2 alone \(ERR_SSL_.*NO_APPLICATION_PROTOCOL\)$/,
    );
  });
});
