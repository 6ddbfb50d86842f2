import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { setTimeout as wait } from 'node:timers/promises';
import { Connection, type ConnectionFailure, type ConnectionOwner } from '../../../../src/run/load/wire/client.ts';
import { createDial } from '../../../../src/run/load/wire/dial.ts';
import { originOf, type Origin } from '../../../../src/run/load/wire/origin.ts';
import { closedPort, openSocketTarget, plainAnswer, type SocketTarget } from '../../../support/target-sockets.ts';
import { testCertificate, testKey } from '../../../support/tls-certificate.ts';

type Told =
  | { id: number; status: number; body: string; header: (name: string) => string | undefined }
  | { id: number; outcome: ConnectionFailure; cause: string };

const request = 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: keep-alive\r\n\r\n';

/** A connection whose every outcome can be awaited. */
class Probe {
  readonly told: Told[] = [];
  endedIdle = 0;
  attempts = 0;
  opened = 0;
  readonly connection: Connection<number>;
  private waiter: (() => void) | undefined;
  private id = 0;

  constructor(origin: Origin, ca: string | null) {
    const tls = { ca, cert: null, key: null, servername: null, insecure: false };
    const owner: ConnectionOwner<number> = {
      opening: () => (this.attempts += 1),
      opened: () => (this.opened += 1),
      answered: (connection, id) => {
        const headers = [...connection.headers];
        this.tell({ id, status: connection.status, body: connection.bodyText(), header: (name) => valueOf(headers, name) });
      },
      failed: (_connection, id, outcome, cause) => this.tell({ id, outcome, cause }),
      ended: () => (this.endedIdle += 1),
    };
    this.connection = new Connection<number>(origin, owner, createDial({ target: { key: origin.key, tls } }));
  }

  async ask(text = request, { bodyless = false, keepBody = true } = {}): Promise<Told> {
    const heard = this.told.length;
    const told = new Promise<void>((resolve) => (this.waiter = resolve));
    this.id += 1;
    this.connection.send(this.id, text, bodyless, keepBody);
    await Promise.race([told, wait(3_000)]);
    assert.equal(this.told.length, heard + 1, 'one request, one outcome');
    const last = this.told.at(-1) as Told;
    assert.equal(last.id, this.id, 'the outcome is of the request that was sent last');
    return last;
  }

  private tell(told: Told): void {
    this.told.push(told);
    this.waiter?.();
  }
}

/** As `resetAndDestroy`, without waiting for anything. */
function resetNow(socket: Socket): void {
  const handle = Object(socket)['_handle'] as { reset(done: () => void): void };
  handle.reset(() => {});
}

function valueOf(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) if (headers[i]?.toLowerCase() === name) return headers[i + 1];
  return undefined;
}

describe('Connection: what autocannon 9 gets wrong about a failing target', () => {
  const targets: SocketTarget[] = [];
  const probes: Probe[] = [];

  async function against(
    answer: (socket: Socket, request: string, nth: number) => void,
    onConnection?: (socket: Socket) => void,
  ): Promise<{ target: SocketTarget; probe: Probe }> {
    const target = await openSocketTarget(answer, onConnection);
    targets.push(target);
    return { target, probe: probeOf(target.url) };
  }
  function probeOf(url: string, ca: string | null = null): Probe {
    const probe = new Probe(originOf(url) as Origin, ca);
    probes.push(probe);
    return probe;
  }
  afterEach(async () => {
    for (const probe of probes.splice(0)) probe.connection.abandon();
    for (const target of targets.splice(0)) await target.close();
  });

  it('sends nothing and connects nowhere until a request is planned', async () => {
    const { target } = await against((socket) => socket.write(plainAnswer()));
    await wait(50);
    assert.equal(target.connections, 0);
  });

  it('d: a refused connection is one failure, not a reconnect loop', async () => {
    const port = await closedPort();
    const probe = probeOf(`http://127.0.0.1:${port}`);
    assert.deepEqual(await probe.ask(), { id: 1, outcome: 'connectError', cause: 'ECONNREFUSED' });
    // A loop would reach the port once something listens there.
    let reached = 0;
    const server = createServer(() => (reached += 1));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await wait(100);
    server.close();
    assert.equal(reached, 0);
    assert.equal(probe.told.length, 1);
  });

  it('e: a FIN with a request in flight is counted', async () => {
    const { target, probe } = await against((socket, _request, nth) => (nth === 1 ? socket.end() : socket.write(plainAnswer())));
    assert.equal('status' in (await probe.ask()), true);
    assert.deepEqual(await probe.ask(), { id: 2, outcome: 'reset', cause: 'connection closed before the answer was complete' });
    assert.equal(target.requests, 2, 'it is not sent again');
  });

  it('e: an RST with a request in flight is counted', async () => {
    const { probe } = await against((socket, _request, nth) => (nth === 1 ? socket.resetAndDestroy() : socket.write(plainAnswer())));
    await probe.ask();
    assert.deepEqual(await probe.ask(), { id: 2, outcome: 'reset', cause: 'ECONNRESET' });
  });

  it('f: after a lost request every answer still belongs to its own request', async () => {
    let all = 0;
    const { probe } = await against((socket, text) => {
      all += 1;
      if (all % 3 === 0) socket.end();
      else socket.write(plainAnswer(/^GET \/(\d+)/.exec(text)?.[1]));
    });
    for (let i = 1; i <= 12; i += 1) {
      const told = await probe.ask(request.replace('GET /', `GET /${i}`));
      if (i % 3 === 0) assert.equal('outcome' in told && told.outcome, 'reset');
      else assert.equal('body' in told && told.body, String(i));
    }
  });

  it('g: the parser starts anew on a new connection, whatever was cut in the middle', async () => {
    for (const cut of [
      'HTTP/1.1 200 O',
      'HTTP/1.1 200 OK\r\ncontent-le',
      'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel',
    ]) {
      let first = true;
      const { probe } = await against((socket) => {
        socket.end(first ? cut : plainAnswer('whole'));
        first = false;
      });
      assert.equal('outcome' in (await probe.ask()), true, cut);
      const next = await probe.ask();
      assert.equal('body' in next && `${next.status} ${next.body}`, '200 whole', cut);
    }
  });

  it('h: Connection: close is honoured', async () => {
    const { target, probe } = await against((socket) => socket.end(plainAnswer('bye', '200 OK', 'Connection: close\r\n')));
    for (let i = 0; i < 5; i += 1) {
      const told = await probe.ask();
      assert.equal('body' in told && told.body, 'bye');
      assert.equal(probe.connection.isOpen, false);
    }
    assert.deepEqual([target.connections, target.requests], [5, 5]);
  });

  it('i: a body that ends with the connection is complete when it ends', async () => {
    const { probe } = await against((socket) => socket.end('HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nuntil the end'));
    const told = await probe.ask();
    assert.equal('body' in told && `${told.status} ${told.body}`, '200 until the end');
    const next = await probe.ask();
    assert.equal('body' in next && next.body, 'until the end');
  });

  it('i: ... but an RST in such a body is a reset', async () => {
    const { probe } = await against((socket) => {
      socket.write('HTTP/1.0 200 OK\r\n\r\nuntil', () => setTimeout(() => socket.resetAndDestroy(), 30));
    });
    assert.deepEqual(await probe.ask(), { id: 1, outcome: 'reset', cause: 'ECONNRESET' });
  });

  it('j: an answer that nobody asked for closes an idle connection and counts as nothing', async () => {
    const { target, probe } = await against((socket, _request, nth) => {
      socket.write(plainAnswer(`answer ${nth}`));
      setTimeout(() => socket.write(plainAnswer('', '408 Request Timeout', 'Connection: close\r\n')), 20);
    });
    await probe.ask();
    await wait(80);
    assert.equal(probe.endedIdle, 1);
    assert.equal(probe.connection.isOpen, false);
    const next = await probe.ask();
    assert.equal('body' in next && next.body, 'answer 0');
    assert.equal(target.connections, 2);
  });

  it('j: two answers in one packet are one answer, and the connection is not used again', async () => {
    const { probe } = await against((socket) => socket.write(plainAnswer('one') + plainAnswer('two')));
    const told = await probe.ask();
    assert.equal('body' in told && told.body, 'one');
    assert.equal(probe.connection.isOpen, false);
  });

  it('k: 1xx is not the answer', async () => {
    const { probe } = await against((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n');
      setTimeout(() => socket.write(plainAnswer('the answer')), 20);
    });
    for (let i = 0; i < 3; i += 1) {
      const told = await probe.ask();
      assert.equal('body' in told && `${told.status} ${told.body}`, '200 the answer');
    }
    assert.equal(probe.told.length, 3);
  });

  it('k: ... and 101 without having been asked is no HTTP answer', async () => {
    const { probe } = await against((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    );
    const told = await probe.ask();
    assert.equal('outcome' in told && told.outcome, 'protocolError');
  });

  it('l, m: no timeout of its own: the caller gives up when it will, in the middle of connecting too', async () => {
    const { probe } = await against(() => {});
    probe.connection.send(1, request, false, false);
    await wait(30);
    assert.equal(probe.told.length, 0);
    probe.connection.abandon();
    const { probe: other } = await against(() => {});
    other.connection.send(1, request, false, false);
    other.connection.abandon();
    await wait(50);
    assert.deepEqual([probe.told, other.told], [[], []]);
    assert.equal(probe.connection.isOpen || other.connection.isOpen, false);
  });

  it('n: an answer is told in the moment in which it is complete, to the fraction of a millisecond', async () => {
    const { probe } = await against((socket) => socket.write(plainAnswer()));
    await probe.ask();
    const times: number[] = [];
    for (let i = 0; i < 50; i += 1) {
      const from = performance.now();
      await probe.ask();
      times.push(performance.now() - from);
    }
    assert.ok(times.some((ms) => !Number.isInteger(ms)));
    assert.ok(Math.min(...times) < 5, `fastest of 50: ${Math.min(...times)} ms`);
  });

  it('s: a body whose characters are cut by chunks is decoded whole', async () => {
    const text = '{"name":"Größe — 大きさ 🦬"}';
    const bytes = Buffer.from(text);
    const { probe } = await against((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\n\r\n`);
      for (let i = 0; i < bytes.length; i += 1) setTimeout(() => socket.write(bytes.subarray(i, i + 1)), 2 * i);
    });
    const told = await probe.ask();
    assert.equal('body' in told && told.body, text);
  });

  it('s: a chunked body is put together, and not kept when nobody reads it', async () => {
    const { probe } = await against((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=1\r\n world\r\n0\r\nx-t: 1\r\n\r\n'),
    );
    const told = await probe.ask();
    assert.equal('body' in told && told.body, 'hello world');
    const unread = await probe.ask(request, { keepBody: false });
    assert.equal('body' in unread && unread.body, '');
  });

  it('a body that somebody reads is kept up to 16 MiB, and one without an end fills no memory', async () => {
    const [piece, pieces] = [Buffer.alloc(1_048_576, 'x'), 24];
    const { probe } = await against((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${piece.length * pieces}\r\n\r\n`);
      for (let i = 0; i < pieces; i += 1) socket.write(piece);
    });
    const told = await probe.ask();
    assert.ok('body' in told && told.status === 200);
    const kept = told.body.length;
    assert.ok(kept > 15 * piece.length && kept <= 16 * piece.length, `${kept} bytes`);
    assert.equal(probe.connection.isOpen, true);
  });

  it('of every body the beginning is there while its outcome is told, and nothing of it afterwards', async () => {
    const long = 'x'.repeat(300_000);
    const seen: { start: string; bytes: number }[] = [];
    const target = await openSocketTarget((socket, _request, nth) => {
      if (nth === 2) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\npart');
      else socket.write(plainAnswer(nth === 0 ? 'short' : long));
    });
    targets.push(target);
    let settle: () => void = () => {};
    const look = (connection: Connection<number>): void => {
      seen.push({ start: connection.bodyStart().toString(), bytes: connection.bodyBytes });
      settle();
    };
    const connection = new Connection<number>(
      originOf(target.url) as Origin,
      { opening: () => {}, opened: () => {}, answered: look, failed: look, ended: () => {} },
      createDial({ target: null }),
    );
    for (let id = 0; id < 3; id += 1) {
      const told = new Promise<void>((resolve) => (settle = resolve));
      connection.send(id, request, false, false);
      await Promise.race([told, wait(3_000)]);
      await wait(0);
      assert.equal(connection.bodyStart().length, 0, 'an idle connection holds on to nothing');
    }
    connection.abandon();
    assert.deepEqual(seen, [
      { start: 'short', bytes: 5 },
      { start: 'x'.repeat(2_048), bytes: 300_000 },
      { start: 'part', bytes: 4 },
    ]);
  });

  it('t: TLS is verified, and nothing is shown to a peer that fails', async () => {
    const shown: string[] = [];
    const server = createTlsServer({ key: testKey, cert: testCertificate }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        shown.push(chunk.toString());
        socket.write(plainAnswer('secret'));
      });
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.deepEqual(await probeOf(url).ask(), { id: 1, outcome: 'connectError', cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await wait(30);
    assert.deepEqual(shown, []);
    const trusting = probeOf(url, testCertificate);
    const told = await trusting.ask();
    assert.equal('body' in told && told.body, 'secret');
    assert.equal('body' in (await trusting.ask()), true, 'and the connection is kept');
    trusting.connection.abandon();
    server.close();
  });

  it('t: plain bytes where TLS should be are a connect error', async () => {
    const { target } = await against(
      () => {},
      (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    const told = await probeOf(target.url.replace('http:', 'https:')).ask();
    assert.equal('outcome' in told && told.outcome, 'connectError');
  });

  it('what is not HTTP is a protocol error', async () => {
    const garbage = [
      'SSH-2.0-OpenSSH_9.6\r\n',
      'HTTP/2.0 200 OK\r\n\r\n',
      'HTTP/1.1 abc\r\n\r\n',
      'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nx',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nx\r\n',
    ];
    for (const bytes of garbage) {
      const { probe } = await against((socket) => socket.write(bytes));
      const told = await probe.ask();
      assert.equal('outcome' in told && told.outcome, 'protocolError', bytes);
    }
    const { probe } = await against((socket) => socket.end('no line end and then the end'));
    const told = await probe.ask();
    assert.equal('outcome' in told && told.outcome, 'protocolError');
  });

  it('HEAD, 204 and 304 have no body, whatever length they tell', async () => {
    const { target, probe } = await against((socket, text) =>
      socket.write(
        text.startsWith('HEAD')
          ? 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n'
          : 'HTTP/1.1 304 Not Modified\r\ncontent-length: 500\r\n\r\n',
      ),
    );
    const head = await probe.ask(request.replace('GET', 'HEAD'), { bodyless: true });
    assert.equal('status' in head && head.status, 200);
    const unchanged = await probe.ask();
    assert.equal('status' in unchanged && unchanged.status, 304);
    assert.equal(target.connections, 1, 'and leave the connection usable');
  });

  it('an announced Keep-Alive timeout is honoured with a margin, so that no request meets a closing connection', async () => {
    const { probe } = await against((socket) => socket.write(plainAnswer('ok', '200 OK', 'Keep-Alive: timeout=5\r\n')));
    await probe.ask();
    probe.connection.idleSinceMs = 1_000;
    assert.equal(probe.connection.mayBeReused(4_900), true);
    assert.equal(probe.connection.mayBeReused(5_100), false);
  });

  it('a kept connection that the kernel knows to be gone: the request goes out once, on a fresh one', async () => {
    let kept: Socket | undefined;
    const { target, probe } = await against((socket) => {
      kept = socket;
      socket.write(plainAnswer());
    });
    await probe.ask();
    // Its RST is there, and this process has not been told yet.
    resetNow(kept as Socket);
    assert.equal(probe.connection.isOpen, true);
    assert.equal('status' in (await probe.ask()), true);
    assert.deepEqual([target.connections, target.requests, probe.attempts, probe.opened], [2, 2, 2, 2]);
    assert.deepEqual([probe.connection.requests, probe.endedIdle], [1, 0]);
  });

  it('... but what the kernel took is not sent again: a reset', async () => {
    let kept: Socket | undefined;
    const { target, probe } = await against((socket) => {
      kept = socket;
      socket.write(plainAnswer());
    });
    await probe.ask();
    const asked = probe.ask();
    resetNow(kept as Socket);
    assert.deepEqual(await asked, { id: 2, outcome: 'reset', cause: 'ECONNRESET' });
    assert.deepEqual([target.connections, target.requests, probe.attempts], [1, 1, 1]);
  });

  it('a connection is kept over many requests', async () => {
    const { target, probe } = await against((socket) => socket.write(plainAnswer()));
    for (let i = 0; i < 20; i += 1) await probe.ask();
    assert.deepEqual([target.connections, target.requests], [1, 20]);
  });

  it('an idle connection that ends is told, and the next request opens another', async () => {
    const { target, probe } = await against((socket) => {
      socket.write(plainAnswer());
      setTimeout(() => socket.end(), 10);
    });
    await probe.ask();
    await wait(60);
    assert.equal(probe.endedIdle, 1);
    assert.equal('status' in (await probe.ask()), true);
    assert.equal(target.connections, 2);
  });
});
