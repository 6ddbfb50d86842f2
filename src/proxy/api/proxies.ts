/** What can be asked of proxies: the routes under /proxies, /populate and /reset. */
import { PopulateError, type Collection, type NewProxy } from '../collection.ts';
import type { Decoded, WireNames } from '../json/decode.ts';
import { encodeString } from '../json/encode.ts';
import type { Json } from '../json/parse.ts';
import type { Proxy } from '../proxy.ts';
import { empty, json, Refusal, type Answer } from './answer.ts';
import { readBody, readFields } from './body.ts';

const fields = { name: 'string', listen: 'string', upstream: 'string', enabled: 'bool', Logger: { object: 'zerolog.Logger' } } as const;
const proxyNames: WireNames = { type: 'toxiproxy.Proxy', path: 'Proxy' };
const entryType = 'struct { toxiproxy.Proxy; Enabled *bool "json:\\"enabled\\"" }';

/** Throws Refusal (404). */
export function proxyOf(proxies: Collection, name: string): Proxy {
  const proxy = proxies.named(name);
  if (proxy === undefined) throw new Refusal(404, 'proxy not found');
  return proxy;
}

export function listProxies(proxies: Collection): Answer {
  return json(
    200,
    `{${proxies
      .all()
      .map((proxy) => `${encodeString(proxy.name)}:${proxy.encode()}`)
      .join(',')}}`,
  );
}

export async function createProxy(proxies: Collection, body: Buffer): Promise<Answer> {
  const wanted = complete(readFields(readBody(body), proxyNames, fields), '');
  return proxies.inTurn(wanted.name, async () => {
    if (proxies.named(wanted.name) !== undefined) throw new Refusal(409, 'proxy already exists');
    return json(201, (await starting(() => proxies.create(wanted))).encode());
  });
}

export async function updateProxy(proxy: Proxy, body: Buffer): Promise<Answer> {
  const { name: _, Logger: __, ...wanted } = readFields(readBody(body), proxyNames, fields);
  await starting(() => proxy.update(wanted));
  return json(200, proxy.encode());
}

export async function deleteProxy(proxies: Collection, proxy: Proxy): Promise<Answer> {
  await proxies.remove(proxy);
  return empty(204);
}

/** Its errors are JSON that says so, and carry the proxies that were done. */
export async function populate(proxies: Collection, body: Buffer): Promise<Answer> {
  try {
    return json(201, `{"proxies":${encodeAll(await proxies.populate(entriesOf(readBody(body))))}}`);
  } catch (error) {
    const status = error instanceof Refusal ? error.status : error instanceof PopulateError ? 500 : undefined;
    if (status === undefined) throw error;
    const done = error instanceof PopulateError ? error.done : [];
    return json(status, `{"error":${encodeString((error as Error).message)},"status":${status},"proxies":${encodeAll(done)}}`);
  }
}

export async function reset(proxies: Collection): Promise<Answer> {
  await starting(() => proxies.reset());
  return empty(204);
}

function entriesOf(node: Json): readonly NewProxy[] {
  if (node.kind === 'null') return [];
  if (node.kind !== 'array')
    throw new Refusal(400, `bad request body: json: cannot unmarshal ${node.kind} into Go value of type []${entryType}`);
  const read = node.items.map((item) => readFields(item, { type: entryType, path: '.Proxy', apart: ['enabled'] }, fields));
  return read.map((entry, index) => complete(entry, ` at proxy ${index + 1}`));
}

function complete(read: Decoded<typeof fields>, where: string): NewProxy {
  const { name = '', listen = '', upstream = '', enabled = true } = read;
  if (name === '') throw new Refusal(400, `missing required field: name${where}`);
  if (upstream === '') throw new Refusal(400, `missing required field: upstream${where}`);
  return { name, listen, upstream, enabled };
}

function encodeAll(proxies: readonly Proxy[]): string {
  return proxies.length === 0 ? 'null' : `[${proxies.map((proxy) => proxy.encode()).join(',')}]`;
}

/** A listener that could not be opened is the server's failure, 500. */
async function starting<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Refusal(500, (error as Error).message);
  }
}
