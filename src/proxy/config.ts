/**
 * A file of proxies to begin with: the JSON array that toxiproxy-server's own configuration files are, in which a proxy may
 * carry toxics, too. Read whole before anything listens; all mistakes are found at once, each with its place.
 */
import { readFileSync } from 'node:fs';
import { ChaosError, messageOf, type Problem, type Where } from '../errors.ts';
import { splitAddress, writeAddress, type Address } from './address.ts';
import { fieldNamed, readAs, type Decoded, type Fields, type FieldType } from './json/decode.ts';
import { JsonError, parseFirst, type Json, type Places } from './json/parse.ts';
import type { NewProxy } from './collection.ts';
import type { ToxicSpec } from './toxic.ts';
import { toxics } from './toxics/shelf.ts';
import type { ToxicKind } from './toxics/toxic-kind.ts';

export interface ConfiguredProxy extends NewProxy {
  readonly toxics: readonly ToxicSpec[];
  /** Where its address stands, or it itself. */
  readonly where: Where;
}

const ofProxy = { name: 'string', listen: 'string', upstream: 'string', enabled: 'bool' } as const;
const ofToxic = { name: 'string', type: 'string', stream: 'string', toxicity: 'float32' } as const;
const expected: Readonly<Record<Extract<FieldType, string>, string>> = {
  string: 'a text',
  bool: 'true or false',
  float32: 'a number',
  int64: 'a whole number',
  int: 'a whole number',
};

interface FieldsRead<F extends Fields> {
  readonly values: Decoded<F>;
  readonly nodes: Readonly<Record<string, Json>>;
  /** Those of a wrong type. */
  readonly wrong: ReadonlySet<string>;
}

/** Throws ChaosError FILE_UNREADABLE or CONFIG_INVALID. */
export function readConfig(file: string): readonly ConfiguredProxy[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new ChaosError('FILE_UNREADABLE', `can't read ${file}: ${messageOf(error)}`, 'give the path of a JSON file', { cause: error });
  }
  const reader = new ConfigReader(file, bytes);
  const proxies = reader.read();
  const { problems } = reader;
  if (problems.length > 0)
    throw new ChaosError(
      'CONFIG_INVALID',
      `${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'} in ${file}`,
      'nothing was started; docs/proxy.md shows such a file',
      { problems },
    );
  return proxies;
}

class ConfigReader {
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #bytes: Buffer;
  readonly #places: Places = new Map();

  constructor(file: string, bytes: Buffer) {
    this.#file = file;
    this.#bytes = bytes;
  }

  read(): readonly ConfiguredProxy[] {
    let root: Json;
    try {
      root = parseFirst(this.#bytes, this.#places);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      this.problems.push({ message: `this is not JSON: ${error.message}`, where: this.#where(error.at ?? 0) });
      return [];
    }
    const names = new Set<string>();
    const listeners = new Map<string, string>();
    return this.#items(root, 'the file').flatMap((item) => this.#proxy(item, names, listeners) ?? []);
  }

  /** @param listeners address -> name of the proxy that listens there */
  #proxy(node: Json, names: Set<string>, listeners: Map<string, string>): ConfiguredProxy | undefined {
    const read = this.#fields(node, 'a proxy', ofProxy, ['toxics', 'Logger']);
    if (read === undefined) return undefined;
    const { name = '', listen = '', upstream = '', enabled = true } = read.values;
    for (const field of ['name', 'upstream'] as const)
      if (!read.values[field] && !read.wrong.has(field))
        this.#problem(read.nodes[field] ?? node, `a proxy needs ${field === 'name' ? 'a name' : 'an upstream'}`);
    if (names.has(name)) this.#problem(read.nodes['name'] ?? node, `there is a proxy named "${name}" already`);
    if (name !== '') names.add(name);
    const address = listen === '' ? undefined : this.#address(read.nodes['listen'] ?? node, listen);
    if (enabled && address !== undefined && address.port !== 0) {
      const written = writeAddress(address);
      const other = listeners.get(written);
      if (other !== undefined) this.#problem(read.nodes['listen'] ?? node, `proxy "${other}" listens on ${written} already`);
      else listeners.set(written, name);
    }
    if (upstream !== '') this.#address(read.nodes['upstream'] ?? node, upstream);
    const taken = new Set<string>();
    const list = read.nodes['toxics'];
    const toxics = list === undefined ? [] : this.#items(list, 'toxics').flatMap((item) => this.#toxic(item, taken) ?? []);
    return { name, listen, upstream, enabled, toxics, where: this.#where(this.#places.get(read.nodes['listen'] ?? node) ?? 0) };
  }

  #toxic(node: Json, taken: Set<string>): ToxicSpec | undefined {
    const read = this.#fields(node, 'a toxic', ofToxic, ['attributes']);
    if (read === undefined) return undefined;
    const { type = '', stream = 'downstream', toxicity = 1 } = read.values;
    const name = read.values.name || `${type}_${stream}`;
    const at = (field: string): Json => read.nodes[field] ?? node;
    const kind = toxics.get(type);
    if (kind === undefined) {
      if (!read.wrong.has('type')) this.#problem(at('type'), `type: expected one of ${[...toxics.keys()].join(', ')}, got "${type}"`);
      return undefined;
    }
    if (!/^(up|down)stream$/i.test(stream)) this.#problem(at('stream'), `stream: expected upstream or downstream, got "${stream}"`);
    if (toxicity < 0 || toxicity > 1) this.#problem(at('toxicity'), `toxicity: expected 0 to 1, got ${toxicity}`);
    if (taken.has(name)) this.#problem(at('name'), `there is a toxic named "${name}" on this proxy already`);
    taken.add(name);
    return { kind, name, stream, toxicity, attributes: this.#attributes(kind, read.nodes['attributes'], node) };
  }

  #attributes(kind: ToxicKind, node: Json | undefined, toxic: Json): ToxicSpec['attributes'] {
    const fields: Fields = Object.fromEntries(kind.attributes.map((name) => [name, kind.integer]));
    const read = node === undefined ? undefined : this.#fields(node, `a ${kind.type}`, fields, []);
    const given = (read?.values ?? {}) as Readonly<Record<string, bigint>>;
    const attributes = { ...Object.fromEntries(kind.attributes.map((name) => [name, 0n])), ...given };
    const why = read !== undefined && read.wrong.size > 0 ? undefined : kind.refuse?.(attributes);
    if (why !== undefined) this.#problem(node ?? toxic, why);
    return attributes;
  }

  /** Undefined when it is no object. */
  #fields<F extends Fields>(node: Json, what: string, fields: F, others: readonly string[]): FieldsRead<F> | undefined {
    if (node.kind !== 'object') {
      this.#problem(node, `expected ${what}, an object, got ${node.kind}`);
      return undefined;
    }
    const all: Fields = { ...fields, ...Object.fromEntries(others.map((name) => [name, { object: name }])) };
    const values: Record<string, unknown> = {};
    const nodes: Record<string, Json> = {};
    const wrong = new Set<string>();
    for (const entry of node.entries) {
      const [key, value] = entry;
      const [name, type] = fieldNamed(key, all) ?? [];
      if (name === undefined || type === undefined)
        this.#problem(entry, `unknown key "${key}"; ${what} has ${Object.keys(all).join(', ') || 'no attributes'}`);
      else if (value.kind !== 'null') {
        nodes[name] = value;
        if (typeof type === 'object') continue;
        values[name] = readAs(type, value);
        if (values[name] !== undefined) continue;
        wrong.add(name);
        this.#problem(value, `${name}: expected ${expected[type]}, got ${value.kind === 'number' ? value.text : value.kind}`);
      }
    }
    return { values: values as Decoded<F>, nodes, wrong };
  }

  #items(node: Json, what: string): readonly Json[] {
    if (node.kind === 'array') return node.items;
    if (node.kind !== 'null') this.#problem(node, `${what}: expected an array, got ${node.kind}`);
    return [];
  }

  /** The wire's words for a wrong port are of the port alone; a file's reader is told of the whole address. */
  #address(node: Json, text: string): Address | undefined {
    try {
      return splitAddress(text);
    } catch (error) {
      const why = messageOf(error);
      this.#problem(node, why.includes(text) ? why : `address ${text}: ${why.replace(/^address \S+: /, '')}`);
      return undefined;
    }
  }

  #problem(node: object, message: string): void {
    this.problems.push({ message, where: this.#where(this.#places.get(node) ?? 0) });
  }

  #where(at: number): Where {
    const before = this.#bytes.subarray(0, at);
    const lineBegin = before.lastIndexOf(0x0a) + 1;
    let line = 1;
    for (const byte of before) if (byte === 0x0a) line += 1;
    return { file: this.#file, line, column: [...before.subarray(lineBegin).toString('utf8')].length + 1 };
  }
}
