/** The faults there are, by the name a scenario file calls them; the order is that of help and documents. */
import { z } from 'zod';
import { bandwidth } from './bandwidth.ts';
import { down } from './down.ts';
import type { FaultKind, FaultSpec } from './fault.ts';
import { latency } from './latency.ts';
import { limitData } from './limit-data.ts';
import { resetPeer } from './reset-peer.ts';
import { slicer } from './slicer.ts';
import { slowClose } from './slow-close.ts';
import { timeout } from './timeout.ts';

export const faultKinds: ReadonlyMap<string, FaultKind> = new Map(
  [latency, timeout, down, resetPeer, bandwidth, slowClose, slicer, limitData].map((kind) => [kind.type, kind]),
);

/** The kind of a checked spec. Throws on a type that readFault would have refused. */
export function kindOf(spec: FaultSpec): FaultKind {
  const kind = faultKinds.get(spec.type);
  if (kind === undefined) throw new TypeError(`no fault of type ${spec.type}`);
  return kind;
}

/** `latency 2 s +-500 ms`. */
export function describeFault(spec: FaultSpec): string {
  return kindOf(spec).describe(spec);
}

/** The attributes a kind takes, in the order of its schema; the first is the one a flag may give as a bare value. */
export function attributesOf(kind: FaultKind): readonly string[] {
  return kind.schema instanceof z.ZodObject ? Object.keys(kind.schema.shape) : [];
}
