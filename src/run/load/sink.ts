import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server in this process that answers 200 and a small JSON document to whatever comes, as cheaply as can be. */
export interface Sink {
  readonly url: string;
  close(): void;
}

const body = '{"ok":true}';
const answer = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);

export async function openSink(): Promise<Sink> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    // One request is in flight on a connection; what comes after the end of its head is its body.
    socket.on('data', (chunk) => {
      if (chunk.includes('\r\n\r\n')) socket.write(answer);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
