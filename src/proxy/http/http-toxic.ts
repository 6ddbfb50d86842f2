import type { ToxicCounters } from '../counters.ts';
import { encodeFloat32, encodeString } from '../json/encode.ts';
import { seededRandom, seedOf } from '../random.ts';
import type { RequestHead } from './head.ts';
import type { HttpAttributes, HttpToxicKind } from './toxics/http-toxic-kind.ts';

/** Which requests a toxic is for. */
export interface HttpMatch {
  /** Of the matching requests, 0 to 1. */
  readonly share: number;
  /** Null is any. */
  readonly method: string | null;
  /** The whole path without the query, or with a trailing `*` how it begins. Null is any. */
  readonly path: string | null;
}

/** An HTTP-aware toxic on a link. All its connections share it, its draws too: the n-th matching request of the link is hit or spared. */
export class HttpToxic {
  readonly kind: HttpToxicKind;
  readonly name: string;
  readonly counters: ToxicCounters;
  match: HttpMatch;
  attributes: HttpAttributes;
  /** Taken off the link: what it has not begun to do, it does not do. */
  removed = false;
  #random: () => number = () => 0;

  constructor(kind: HttpToxicKind, name: string, match: HttpMatch, attributes: HttpAttributes, counters: ToxicCounters) {
    this.kind = kind;
    this.name = name;
    this.match = match;
    this.attributes = attributes;
    this.counters = counters;
  }

  /** Begins its draws anew; toxics of different names draw differently. */
  seed(seed: number): void {
    this.#random = seededRandom(seedOf(seed, this.name));
  }

  /** In [0, 1). */
  random(): number {
    return this.#random();
  }

  /** Draws for a request that matches. */
  hits({ method, path }: RequestHead): boolean {
    const { match } = this;
    if (match.method !== null && match.method !== method) return false;
    if (match.path !== null && !(match.path.endsWith('*') ? path.startsWith(match.path.slice(0, -1)) : path === match.path)) return false;
    return this.random() < match.share;
  }

  /** As it stands on the wire. */
  encode(): string {
    const { method, path, share } = this.match;
    const attributes = Object.keys(this.kind.fields).map((name) => `${encodeString(name)}:${encodeValue(this.attributes[name] ?? 0)}`);
    return (
      `{"attributes":{${attributes.join(',')}},"name":${encodeString(this.name)},"type":${encodeString(this.kind.type)},` +
      `"share":${encodeFloat32(share)},"method":${encodeOptional(method)},"path":${encodeOptional(path)}}`
    );
  }
}

function encodeValue(value: number | string): string {
  return typeof value === 'string' ? encodeString(value) : String(value);
}

function encodeOptional(text: string | null): string {
  return text === null ? 'null' : encodeString(text);
}
