/** What can be asked of a link's HTTP-aware toxics: the routes under /stampede/links/NAME/toxics. */
import { countersOf } from '../counters.ts';
import { HttpToxic, type HttpMatch } from '../http/http-toxic.ts';
import type { HttpAttributes, HttpToxicKind } from '../http/toxics/http-toxic-kind.ts';
import { httpToxics } from '../http/toxics/http-shelf.ts';
import type { Decoded } from '../json/decode.ts';
import type { Json } from '../json/parse.ts';
import type { Proxy } from '../proxy.ts';
import { empty, json, Refusal, type Answer } from './answer.ts';
import { readBody, readFields } from './body.ts';

const matchFields = { share: 'float32', method: 'string', path: 'string' } as const;
const everyRequest: HttpMatch = { share: 1, method: null, path: null };
const toxicNames = { type: 'HttpToxic', path: 'HttpToxic' };

/** Throws Refusal (404). */
export function httpToxicOf(proxy: Proxy, name: string): HttpToxic {
  const toxic = proxy.http.toxicNamed(name);
  if (toxic === undefined) throw new Refusal(404, 'toxic not found');
  return toxic;
}

export function listHttpToxics(proxy: Proxy): Answer {
  const toxics = proxy.http.toxics().map((toxic) => toxic.encode());
  return json(200, `[${toxics.join(',')}]`);
}

/** Acts from the next request on; answers with 200, as Toxiproxy does. */
export function addHttpToxic(proxy: Proxy, body: Buffer): Answer {
  if (!proxy.http.isOpen) throw new Refusal(400, 'HTTP-aware toxics need a link with protocol http');
  const fields = { name: 'string', type: 'string', ...matchFields, attributes: { object: 'HttpToxic.attributes' } } as const;
  const read = readFields(readBody(body), toxicNames, fields);
  const type = read.type ?? '';
  const kind = httpToxics.get(type);
  if (kind === undefined) throw new Refusal(400, 'invalid toxic type');
  const name = read.name || type;
  // One name, one entry among the link's counters.
  if ((proxy.http.toxicNamed(name) ?? proxy.toxicNamed(name)) !== undefined) throw new Refusal(409, 'toxic already exists');
  const match = readMatch(read, everyRequest);
  const toxic = new HttpToxic(kind, name, match, readAttributes(kind, read.attributes, undefined), countersOf(proxy.counters, name));
  proxy.http.add(toxic);
  return json(200, toxic.encode());
}

/** What is not given stays; an empty method or path matches every request again. Acts from the next request on; a body with a mistake changes nothing. */
export function updateHttpToxic(toxic: HttpToxic, body: Buffer): Answer {
  const read = readFields(readBody(body), toxicNames, { ...matchFields, attributes: { object: 'HttpToxic.attributes' } } as const);
  const match = readMatch(read, toxic.match);
  toxic.attributes = readAttributes(toxic.kind, read.attributes, toxic.attributes);
  toxic.match = match;
  return json(200, toxic.encode());
}

/** Answers when what the toxic held is passed on. */
export function removeHttpToxic(proxy: Proxy, toxic: HttpToxic): Answer {
  proxy.http.remove(toxic);
  return empty(204);
}

function readMatch(read: Decoded<typeof matchFields>, before: HttpMatch): HttpMatch {
  const { share = before.share, method = before.method, path = before.path } = read;
  if (share < 0 || share > 1) throw new Refusal(400, 'share must be from 0 to 1');
  if (path !== null && path !== '' && !/^[/*]/.test(path)) throw new Refusal(400, 'path must begin with / or be *');
  return { share, method: method?.toUpperCase() || null, path: path || null };
}

function readAttributes(kind: HttpToxicKind, node: Json | undefined, before: HttpAttributes | undefined): HttpAttributes {
  const read = node === undefined ? {} : readFields(node, { type: kind.wireName, path: `${kind.wireName}.attributes` }, kind.fields);
  const entries = Object.entries(read).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]);
  const given = Object.fromEntries(entries) as HttpAttributes;
  const attributes = { ...(before ?? kind.defaults(given)), ...given };
  const why = kind.refuse(attributes);
  if (why !== undefined) throw new Refusal(400, `bad request body: ${why}`);
  return attributes;
}
