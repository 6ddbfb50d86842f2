import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { acceptedEnd, dialEnd, type End } from '../../src/proxy/end.ts';
import { Client, until } from '../support/tcp-peers.ts';

describe('end of a connection', () => {
  let server: Server;
  let accepted: End[];
  let clients: Client[];
  const settings = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true };

  const listen = async (onSocket: (socket: Socket) => void): Promise<number> => {
    server = createServer(settings, onSocket).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const dial = async (port: number): Promise<Client> => {
    const client = await new Client(`127.0.0.1:${port}`).connected();
    clients.push(client);
    return client;
  };
  beforeEach(() => {
    [accepted, clients] = [[], []];
  });
  afterEach(() => {
    for (const client of clients) client.close();
    for (const { socket } of accepted) socket.destroy();
    server.close();
  });
  const accept = (socket: Socket): void => void accepted.push(acceptedEnd(socket));
  const first = async (): Promise<End> => {
    await until(
      () => accepted.length === 1,
      2_000,
      () => 'not accepted',
    );
    return accepted[0] as End;
  };
  const whole = (end: End): { text: string } => {
    const seen = { text: '' };
    end.intake.onData = (data) => {
      seen.text += data.toString();
      return false;
    };
    return seen;
  };

  it('that was accepted reads nothing before it is told to, then all, and sees the end', async () => {
    const client = await dial(await listen(accept));
    client.socket.end('hello');
    const end = await first();
    const seen = whole(end);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(seen.text, '');
    const ended = once(end.socket, 'end');
    end.socket.resume();
    await ended;
    assert.equal(seen.text, 'hello');
    end.socket.end('and back');
    assert.equal((await client.bytes(8)).toString(), 'and back');
  });

  it('that was accepted stops reading when it is paused, and goes on', async () => {
    const client = await dial(await listen(accept));
    const end = await first();
    const seen = whole(end);
    end.socket.resume();
    client.socket.write('a');
    await until(
      () => seen.text === 'a',
      2_000,
      () => seen.text,
    );
    end.socket.pause();
    client.socket.write('b');
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(seen.text, 'a');
    end.socket.resume();
    await until(
      () => seen.text === 'ab',
      2_000,
      () => seen.text,
    );
  });

  it('that was accepted keeps its listener from closing until it is closed', async () => {
    await dial(await listen(accept));
    await first();
    let closed = false;
    server.close(() => (closed = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(closed, false);
    accepted[0]?.socket.destroy();
    await until(
      () => closed,
      2_000,
      () => 'the listener does not close',
    );
  });

  it('that was accepted can be ended by RST', async () => {
    const client = await dial(await listen(accept));
    (await first()).socket.resetAndDestroy();
    assert.equal(await client.ended(), 'ECONNRESET');
  });

  it('works with a socket whose handle can not be moved', async () => {
    const client = await dial(
      await listen((socket) => {
        // As in a Node that keeps it elsewhere.
        const handle = Object(socket)['_handle'] as unknown;
        Object.defineProperty(socket, '_handle', { value: undefined, configurable: true, writable: true });
        accept(socket);
        Object.defineProperty(socket, '_handle', { value: handle, configurable: true, writable: true });
      }),
    );
    client.socket.write('hello');
    const end = await first();
    const seen = whole(end);
    end.socket.resume();
    await until(
      () => seen.text === 'hello',
      2_000,
      () => seen.text,
    );
  });

  it('that dials reads from the first byte on', async () => {
    const port = await listen((socket) => void socket.end('at once', () => socket.destroySoon()));
    const end = dialEnd({ host: '', port });
    const seen = whole(end);
    await once(end.socket, 'end');
    assert.equal(seen.text, 'at once');
    end.socket.destroy();
  });
});
