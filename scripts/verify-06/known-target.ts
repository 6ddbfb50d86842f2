/**
 * A target whose times are known, in a process of its own: answers after MEAN ms times a lognormal factor, drawn from SEED.
 *
 *     node scripts/verify-06/known-target.ts MEAN SEED [PORT]
 *
 * Prints its port on a line of its own and ends with its standard input.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Random } from '../../src/run/random.ts';

const [mean = 20, seed = 1, port = 0] = process.argv.slice(2).map(Number);
const random = new Random(seed).sequence('times');
/** Of the logarithm: p95 is 1.4 times the median. */
const sigma = 0.2;

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const server = createServer((request, response) => {
  const slower = request.url === '/checkout' ? 1.5 : 1;
  setTimeout(() => response.end('{"ok":true}'), mean * slower * Math.exp(sigma * normal()));
});
server.listen(port, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
