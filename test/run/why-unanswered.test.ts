/** Real servers that can't be asked, and what a person is told of each: before a run, and by the doctor. */
import assert from 'node:assert/strict';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttp2, createSecureServer as createSecureHttp2 } from 'node:http2';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { ChaosError } from '../../src/errors.ts';
import { systemClock as clock } from '../../src/run/clock.ts';
import { diagnose } from '../../src/run/doctor.ts';
import { preflight } from '../../src/run/preflight.ts';
import type { TargetTls } from '../../src/run/target-tls.ts';
import { useStateFolder } from '../support/state-folder.ts';
import { expiredCertificate, otherCertificate, otherKey, testCertificate, testKey } from '../support/tls-certificate.ts';

const shop = { key: testKey, cert: testCertificate };
const usual: TargetTls = { ca: null, cert: null, key: null, servername: null, insecure: false };
const saying = (bytes: Buffer | string): Server => createTcp((socket) => void socket.once('data', () => socket.end(bytes)));

interface Row {
  readonly server: () => Server;
  readonly scheme: 'http' | 'https';
  readonly tls?: Partial<TargetTls>;
  readonly reason: RegExp;
  readonly hint: RegExp;
}

const rows: Readonly<Record<string, Row>> = {
  'HTTP/2 alone, by TLS': {
    server: () => createSecureHttp2({ ...shop, allowHTTP1: false }),
    scheme: 'https',
    tls: { ca: testCertificate },
    reason: /HTTP\/2/,
    hint: /let it speak HTTP\/1\.1/,
  },
  'HTTP/2 alone, without TLS': {
    server: () => createHttp2(),
    scheme: 'http',
    reason: /speaks HTTP\/2 alone, the load HTTP\/1\.1 \(HPE_INVALID_CONSTANT\)/,
    hint: /let it speak HTTP\/1\.1/,
  },
  'https for an http port': {
    server: () => createHttp(),
    scheme: 'https',
    reason: /does not speak TLS \(E/,
    hint: /this port speaks http, not https/,
  },
  'http for an https port': {
    server: () => saying(Buffer.from([0x15, 3, 1, 0, 2, 2, 70])),
    scheme: 'http',
    reason: /speaks TLS \(HPE_/,
    hint: /this port speaks https, not http/,
  },
  'an https port that says nothing to http': {
    server: () => createTls(shop),
    scheme: 'http',
    reason: /ended the connection/,
    hint: /may speak https/,
  },
  'something else': { server: () => saying('SSH-2.0-x\r\n'), scheme: 'http', reason: /is not HTTP\/1\.x \(HPE_/, hint: /check the port/ },
  'a certificate signed by itself': {
    server: () => createTls(shop),
    scheme: 'https',
    reason: /signed by itself.*\(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    hint: /tls: \{ca: FILE\}/,
  },
  'a certificate for another name': {
    server: () => createTls({ key: otherKey, cert: otherCertificate }),
    scheme: 'https',
    tls: { ca: otherCertificate },
    reason: /is for shop\.example, and not for 127\.0\.0\.1 \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    hint: /tls: \{servername: NAME\}/,
  },
  'a certificate that is over': {
    server: () => createTls({ key: testKey, cert: expiredCertificate }),
    scheme: 'https',
    tls: { ca: expiredCertificate },
    reason: /has expired \(CERT_HAS_EXPIRED\)/,
    hint: /renew it/,
  },
  'members only': {
    server: () => createTls({ ...shop, requestCert: true, rejectUnauthorized: true, ca: otherCertificate }),
    scheme: 'https',
    tls: { ca: testCertificate },
    reason: /wants a client's certificate \(/,
    hint: /tls: \{cert: FILE, key: FILE\}/,
  },
};

describe('why a target does not answer', () => {
  const folder = useStateFolder();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    server?.close();
  });

  async function urlOf({ server: create, scheme }: Row): Promise<string> {
    const created = create();
    server = created;
    created.on('tlsClientError', () => {});
    created.on('connection', (socket: Socket) => void sockets.add(socket.on('error', () => {})));
    await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
    return `${scheme}://127.0.0.1:${(created.address() as AddressInfo).port}/`;
  }

  for (const [title, row] of Object.entries(rows))
    it(title, async () => {
      const url = await urlOf(row);
      const asking = preflight({ plan: { identity: null }, url, headers: {}, tls: { ...usual, ...row.tls }, emit: () => {} });
      await assert.rejects(asking, (error) => {
        assert.ok(error instanceof ChaosError && error.code === 'TARGET_UNREACHABLE');
        assert.match(error.message, row.reason);
        assert.match(error.hint, row.hint);
        return true;
      });
      // The doctor has no settings of TLS: it sees what shows without.
      if (row.tls !== undefined) return;
      const checks = await diagnose({
        target: url,
        toxiproxy: undefined,
        env: { STAMPEDE_TOXIPROXY: 'embedded', STAMPEDE_STATE_DIR: folder() },
        clock,
      });
      const check = checks.find(({ name }) => name === 'target');
      assert.match(check?.detail ?? '', row.reason);
      assert.match(check?.remedy ?? '', row.hint);
    });

  it('a Host header changes neither the name that is asked for nor the one that is verified', async () => {
    const names: unknown[] = [];
    const hosts: unknown[] = [];
    const url = await urlOf({
      server: () =>
        createTls(shop, (socket) => {
          names.push(socket.servername);
          socket.once('data', (chunk) => {
            hosts.push(/^host: (.*)\r$/im.exec(chunk.toString())?.[1]);
            socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
          });
        }),
      scheme: 'https',
      reason: /./,
      hint: /./,
    });
    const tls = { ...usual, ca: testCertificate };
    await preflight({ plan: { identity: null }, url, headers: { Host: 'shop.example' }, tls, emit: () => {} });
    assert.deepEqual([names, hosts], [[false], ['shop.example']]);
  });
});
