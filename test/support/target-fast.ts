/**
 * A target in a process of its own that answers at once and stamps every request.
 * Arguments: none. Prints its port; on a line on stdin prints what arrived as JSON `{requests, connections, stamps}` and forgets it.
 * Stamps are milliseconds on the machine's monotonic clock.
 */
import { createServer, type AddressInfo } from 'node:net';

const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}');
let stamps: number[] = [];
let connections = 0;

const server = createServer((socket) => {
  connections += 1;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    if (!chunk.includes('\r\n\r\n')) return;
    stamps.push(Number(process.hrtime.bigint()) / 1e6);
    socket.write(answer);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.on('data', () => {
  process.stdout.write(`${JSON.stringify({ requests: stamps.length, connections, stamps })}\n`);
  stamps = [];
});
process.stdin.on('end', () => process.exit(0));
