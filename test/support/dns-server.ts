/** A DNS server on loopback that knows what a test tells it: names to IPv4 addresses, each with a TTL. */
import { createSocket } from 'node:dgram';

export interface DnsServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** Questions for IPv4 addresses so far. */
  readonly asked: number;
  /** What is answered from now on; a name that is not there does not exist. */
  readonly records: Map<string, { readonly addresses: readonly string[]; readonly ttlSeconds: number }>;
  /** Answers SERVFAIL to everything. */
  fail(): void;
  /** Answers so much later; Infinity: never. */
  delay(ms: number): void;
  close(): Promise<void>;
}

const type = { a: 1 };
const code = { noError: 0, serverFailure: 2, noSuchName: 3 };

export async function startDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const records: DnsServer['records'] = new Map();
  let asked = 0;
  let failing = false;
  let delayMs = 0;
  socket.on('message', (query, from) => {
    const { name, kind, question } = questionOf(query);
    const record = records.get(name);
    if (kind === type.a) asked += 1;
    const addresses = kind === type.a ? (record?.addresses ?? []) : [];
    const answers = addresses.map((address) => answerOf(address, record?.ttlSeconds ?? 0));
    const head = Buffer.alloc(12);
    query.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 | (failing ? code.serverFailure : record === undefined ? code.noSuchName : code.noError), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers.length, 6);
    const answer = (): void => socket.send(Buffer.concat([head, question, ...answers]), from.port, from.address);
    if (delayMs === 0) answer();
    else if (delayMs !== Number.POSITIVE_INFINITY) setTimeout(answer, delayMs);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    get asked() {
      return asked;
    },
    records,
    fail: () => (failing = true),
    delay: (ms) => (delayMs = ms),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function questionOf(query: Buffer): { name: string; kind: number; question: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), kind: query.readUInt16BE(at + 1), question: query.subarray(12, at + 5) };
}

/** For the name of the question. */
function answerOf(address: string, ttlSeconds: number): Buffer {
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(type.a, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(ttlSeconds, 6);
  record.writeUInt16BE(4, 10);
  return Buffer.concat([record, Buffer.from(address.split('.').map(Number))]);
}
