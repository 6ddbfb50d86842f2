/** What can be asked of a proxy's toxics: the routes under /proxies/NAME/toxics. */
import { countersOf } from '../counters.ts';
import type { Json } from '../json/parse.ts';
import type { Proxy } from '../proxy.ts';
import { Toxic, type Attributes } from '../toxic.ts';
import { toxics } from '../toxics/shelf.ts';
import type { ToxicKind } from '../toxics/toxic-kind.ts';
import { empty, json, Refusal, type Answer } from './answer.ts';
import { readBody, readFields } from './body.ts';

const wrapper = {
  name: 'string',
  type: 'string',
  stream: 'string',
  toxicity: 'float32',
  attributes: { object: 'toxics.NoopToxic' },
} as const;
const updateType = 'struct { Attributes interface {} "json:\\"attributes\\""; Toxicity float32 "json:\\"toxicity\\"" }';

/** Throws Refusal (404). */
export function toxicOf(proxy: Proxy, name: string): Toxic {
  const toxic = proxy.toxicNamed(name);
  if (toxic === undefined) throw new Refusal(404, 'toxic not found');
  return toxic;
}

export function listToxics(proxy: Proxy): Answer {
  return json(200, `[${proxy.toxics.map((toxic) => toxic.encode()).join(',')}]`);
}

/** Answers when the toxic is on every live connection; with 200, as Toxiproxy does. */
export function addToxic(proxy: Proxy, body: Buffer): Answer {
  const read = readFields(readBody(body), { type: 'toxics.ToxicWrapper', path: 'ToxicWrapper' }, wrapper);
  const stream = read.stream ?? 'downstream';
  if (!/^(up|down)stream$/i.test(stream)) throw new Refusal(400, 'stream was invalid, can be either upstream or downstream');
  const type = read.type ?? '';
  const kind = toxics.get(type);
  if (kind === undefined) throw new Refusal(400, 'invalid toxic type');
  const name = read.name || `${type}_${stream}`;
  if ((proxy.toxicNamed(name) ?? proxy.http.toxicNamed(name)) !== undefined) throw new Refusal(409, 'toxic already exists');
  const attributes = readAttributes(kind, read.attributes, Object.fromEntries(kind.attributes.map((attribute) => [attribute, 0n])));
  const toxic = new Toxic(kind, name, stream, read.toxicity ?? 1, attributes, countersOf(proxy.counters, name));
  proxy.addToxic(toxic);
  return json(200, toxic.encode());
}

/** Attributes that are not given stay. Answers when the change has reached every live connection; a body with a mistake changes nothing. */
export async function updateToxic(proxy: Proxy, toxic: Toxic, body: Buffer): Promise<Answer> {
  const fields = { attributes: { object: `toxics.${toxic.kind.wireName}` }, toxicity: 'float32' } as const;
  const read = readFields(readBody(body), { type: updateType, path: '' }, fields);
  toxic.attributes = readAttributes(toxic.kind, read.attributes, toxic.attributes);
  toxic.toxicity = read.toxicity ?? toxic.toxicity;
  await proxy.updateToxic(toxic);
  return json(200, toxic.encode());
}

/** Answers when the toxic is off every live connection. */
export async function removeToxic(proxy: Proxy, toxic: Toxic): Promise<Answer> {
  await proxy.removeToxic(toxic);
  return empty(204);
}

function readAttributes(kind: ToxicKind, node: Json | undefined, before: Attributes): Attributes {
  const fields = Object.fromEntries(kind.attributes.map((name) => [name, kind.integer]));
  const read = node === undefined ? {} : readFields(node, { type: kind.wireName, path: `${kind.wireName}.attributes` }, fields);
  const attributes: Attributes = { ...before, ...(read as Attributes) };
  const why = kind.refuse?.(attributes);
  if (why !== undefined) throw new Refusal(400, `bad request body: ${why}`);
  return attributes;
}
