/** A TCP forwarder that holds back what the upstream answers: the smallest thing that makes a dependency slow on a real connection. */
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface SlowLink {
  /** host:port to connect to. */
  readonly address: string;
  /** Holds back each piece of an answer by this long; 0 passes it at once. */
  delayMs: number;
  /** Connections accepted so far. */
  accepted: number;
  close(): Promise<void>;
}

export async function slowLink(upstream: string): Promise<SlowLink> {
  const { hostname, port } = new URL(`tcp://${upstream}`);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    link.accepted++;
    const target = createConnection({ host: hostname, port: Number(port) });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        target.destroy();
      });
    }
    client.pipe(target);
    target.on('data', (chunk) => {
      if (link.delayMs === 0) client.write(chunk);
      else setTimeout(() => client.writable && client.write(chunk), link.delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const link: SlowLink = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayMs: 0,
    accepted: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return link;
}
