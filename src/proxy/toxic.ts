import type { ToxicCounters } from './counters.ts';
import { encodeFloat32, encodeString } from './json/encode.ts';
import type { ToxicKind } from './toxics/toxic-kind.ts';

export type Stream = 'upstream' | 'downstream';
export type Attributes = Readonly<Record<string, bigint>>;

/** What a client asks a toxic to be. */
export interface ToxicSpec {
  readonly kind: ToxicKind;
  readonly name: string;
  readonly stream: string;
  readonly toxicity: number;
  readonly attributes: Attributes;
}

/** A toxic on a proxy. Connections share it: a changed attribute is a changed attribute for all of them. */
export class Toxic {
  readonly kind: ToxicKind;
  readonly name: string;
  /** As it was written (`UPSTREAM`), for it is echoed so. */
  readonly streamText: string;
  readonly counters: ToxicCounters;
  toxicity: number;
  #attributes: Attributes;
  #numbers: Record<string, number> = {};

  constructor(kind: ToxicKind, name: string, streamText: string, toxicity: number, attributes: Attributes, counters: ToxicCounters) {
    this.kind = kind;
    this.name = name;
    this.streamText = streamText;
    this.toxicity = toxicity;
    this.counters = counters;
    this.#attributes = {};
    this.attributes = attributes;
  }

  get stream(): Stream {
    return this.streamText.toLowerCase() === 'upstream' ? 'upstream' : 'downstream';
  }

  get attributes(): Attributes {
    return this.#attributes;
  }

  set attributes(attributes: Attributes) {
    this.#attributes = attributes;
    this.#numbers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, Number(value)]));
  }

  attribute(name: string): number {
    return this.#numbers[name] ?? 0;
  }

  /** As it stands on the wire. */
  encode(): string {
    const attributes = this.kind.attributes.map((name) => `${encodeString(name)}:${this.#attributes[name] ?? 0n}`).join(',');
    return (
      `{"attributes":{${attributes}},"name":${encodeString(this.name)},"type":${encodeString(this.kind.type)},` +
      `"stream":${encodeString(this.streamText)},"toxicity":${encodeFloat32(this.toxicity)}}`
    );
  }
}
