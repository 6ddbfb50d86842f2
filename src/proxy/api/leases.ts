/** What Toxiproxy has not: leases, so that what a client did is taken back when the client is gone. */
import { decodeFields, type Fields, type FieldType } from '../json/decode.ts';
import type { Json } from '../json/parse.ts';
import type { Lease, LeaseItem } from '../lease.ts';
import type { Leases } from '../leases.ts';
import type { Undone, UndoItem } from '../undo.ts';
import { empty, json, Refusal, type Answer } from './answer.ts';
import { decoding, readBody, readFields } from './body.ts';
import { protocolIn, seedIn } from './links.ts';

const pulseMs = 1_000;
const longestTtlMs = 2 ** 31 - 1;

/** What an undo can be of, and the fields that name it. */
const kinds = {
  toxic: { proxy: 'string', name: 'string' },
  httpToxic: { proxy: 'string', name: 'string' },
  enable: { proxy: 'string' },
  proxy: { name: 'string' },
  settings: { proxy: 'string', protocol: 'string', seed: 'int64' },
} as const satisfies Record<UndoItem['kind'], Readonly<Record<string, FieldType>>>;

/** Throws Refusal (404). */
export function leaseOf(leases: Leases, id: string): Lease {
  const lease = leases.named(id);
  if (lease === undefined) throw new Refusal(404, 'lease not found');
  return lease;
}

export function listLeases(leases: Leases): Answer {
  return json(
    200,
    JSON.stringify(leases.all().map((lease) => ({ ...shown(lease), held: lease.held, items: lease.items.map((item) => shownItem(item)) }))),
  );
}

export function grantLease(leases: Leases, body: Buffer): Answer {
  const { owner = '', ttlMs } = readFields(readBody(body), { type: 'Lease', path: 'Lease' }, { owner: 'string', ttlMs: 'int64' } as const);
  if (owner === '') throw new Refusal(400, 'missing required field: owner');
  return json(201, JSON.stringify(shown(leases.grant(owner, ttlOf(ttlMs)))));
}

export function renewLease(lease: Lease, body: Buffer): Answer {
  const { ttlMs } = readFields(readBody(body), { type: 'Lease', path: 'Lease' }, { ttlMs: 'int64' } as const);
  lease.renew(ttlOf(ttlMs));
  return json(200, JSON.stringify(shown(lease)));
}

/** Ends it; answers with what came of each item when each was tried once. */
export async function endLease(lease: Lease): Promise<Answer> {
  const undone = await lease.end();
  return json(200, JSON.stringify({ lease: lease.id, undone: undone.map((item) => ({ ...shownItem(item), ...shownResult(item) })) }));
}

/** Stays open, with a space each second; the lease ends with this connection. */
export function holdLease(lease: Lease): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
    body: ' ',
    stay(open) {
      const pulse = setInterval(() => open.write(' '), pulseMs);
      const letGo = lease.hold(() => open.end());
      open.onClosed(() => {
        clearInterval(pulse);
        letGo();
      });
    },
  };
}

export function announceUndo(lease: Lease, body: Buffer): Answer {
  const node = readBody(body);
  const wanted = {
    toxic: { object: 'Toxic' },
    httpToxic: { object: 'HttpToxic' },
    enable: { object: 'Enable' },
    proxy: { object: 'Proxy' },
    settings: { object: 'Settings' },
    ttlMs: 'int64',
    key: 'string',
  } as const;
  const { ttlMs, key, ...given } = readFields(node, { type: 'Undo', path: 'Undo' }, wanted);
  const [only, ...more] = Object.entries(given) as [UndoItem['kind'], Json][];
  if (only === undefined || more.length > 0) throw new Refusal(400, `an undo is of one of: ${Object.keys(kinds).join(', ')}`);
  return json(200, JSON.stringify({ item: lease.announce(itemOf(...only), ttlMs === undefined ? undefined : ttlOf(ttlMs), key) }));
}

/** Also when it is off already. */
export function takeOffUndo(lease: Lease, number: string): Answer {
  lease.takeOff(Number(number));
  return empty(204);
}

function itemOf(kind: UndoItem['kind'], node: Json): UndoItem {
  const fields: Fields = kinds[kind];
  const read: Readonly<Record<string, unknown>> = decoding(() => decodeFields(node, { type: kind, path: kind }, fields));
  for (const field of Object.keys(fields))
    if (read[field] === undefined || read[field] === '') throw new Refusal(400, `missing required field: ${kind}.${field}`);
  const { proxy = '', name = '', protocol = '', seed = 0n } = read as Partial<NamedBy>;
  if (kind === 'proxy') return { kind, proxy: name };
  if (kind === 'settings') return { kind, proxy, protocol: protocolIn(protocol), seed: seedIn(seed) };
  return kind === 'enable' ? { kind, proxy } : { kind, proxy, name };
}

interface NamedBy {
  readonly proxy: string;
  readonly name: string;
  readonly protocol: string;
  readonly seed: bigint;
}

function ttlOf(ttlMs: bigint | undefined): number {
  if (ttlMs === undefined) throw new Refusal(400, 'missing required field: ttlMs');
  if (ttlMs < 1n || ttlMs > longestTtlMs) throw new Refusal(400, `ttlMs must be a whole number from 1 to ${longestTtlMs}`);
  return Number(ttlMs);
}

function shown({ id, owner, expiresAtMs }: Lease): object {
  return { lease: id, owner, expiresAt: instant(expiresAtMs) };
}

/** As it was announced, with its number. */
function shownItem({ number, item, expiresAtMs }: LeaseItem): object {
  const { kind, ...names } = item;
  return { item: number, [kind]: kind === 'proxy' ? { name: item.proxy } : names, expiresAt: instant(expiresAtMs) };
}

function shownResult(undone: Undone): object {
  return undone.result === 'failed' ? { result: undone.result, error: undone.error } : { result: undone.result };
}

function instant(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
