/**
 * A target in a process of its own that stamps every request when it is read, and answers it at once, or after as many
 * milliseconds as its first argument says. Prints its port; for a line on stdin, what came since the last one as JSON
 * `{requests, connections, stamps}`. Stamps are milliseconds on the machine's monotonic clock. Ends with its stdin.
 */
import { createServer, type AddressInfo } from 'node:net';

const delayMs = Number(process.argv[2] ?? 0);
const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}');
let stamps: number[] = [];
let connections = 0;

const server = createServer((socket) => {
  connections += 1;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    if (!chunk.includes('\r\n\r\n')) return;
    stamps.push(Number(process.hrtime.bigint()) / 1e6);
    if (delayMs === 0) socket.write(answer);
    else setTimeout(() => socket.write(answer), delayMs);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.on('data', () => {
  process.stdout.write(`${JSON.stringify({ requests: stamps.length, connections, stamps })}\n`);
  stamps = [];
  connections = 0;
});
process.stdin.on('end', () => process.exit(0));
