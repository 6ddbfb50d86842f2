import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A target that is told byte by byte how to misbehave. Tracks what a test wants to count. */
export interface SocketTarget {
  readonly url: string;
  readonly port: number;
  /** Connections accepted and requests seen (heads), so far. */
  readonly connections: number;
  readonly requests: number;
  close(): Promise<void>;
}

/** `answer` is called once per request head, with the number of the request on its connection, from 0. */
export async function openSocketTarget(
  answer: (socket: Socket, request: string, nth: number) => void,
  onConnection: (socket: Socket) => void = () => {},
): Promise<SocketTarget> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let requests = 0;
  const server = createServer({ allowHalfOpen: false }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let nth = 0;
    socket.on('data', (chunk) => {
      if (!chunk.includes('\r\n\r\n')) return;
      requests += 1;
      answer(socket, chunk.toString('utf8'), nth);
      nth += 1;
    });
    onConnection(socket);
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get connections() {
      return connections;
    },
    get requests() {
      return requests;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

export function plainAnswer(body = 'ok', status = '200 OK', headers = ''): string {
  return `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}
