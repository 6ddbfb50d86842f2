/** A source of bytes, and how fast they come from it. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

const block = Buffer.alloc(64 * 1_024);

export interface Source {
  readonly port: number;
  close(): Promise<void>;
}

/** Reads how many bytes are wanted, sends as many, as fast as they are taken, and ends. */
export async function startSource(): Promise<Source> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', (wanted: Buffer) => pour(socket, Number(wanted.toString())));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

function pour(socket: Socket, bytes: number): void {
  let left = bytes;
  const more = (): void => {
    while (left > 0) {
      const part = block.subarray(0, left);
      left -= part.length;
      if (!socket.write(part)) return;
    }
    socket.end();
  };
  socket.on('drain', more);
  more();
}

/** KB/s (1000 bytes each) of so many bytes from there, from asking for them to the last. Throws when there were fewer. */
export async function download(port: number, bytes: number): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const begunMs = performance.now();
  socket.write(String(bytes));
  let received = 0;
  let lastMs = begunMs;
  for await (const data of socket) {
    received += (data as Buffer).length;
    lastMs = performance.now();
  }
  if (received !== bytes) throw new Error(`${received} of ${bytes} bytes came`);
  return received / (lastMs - begunMs);
}
