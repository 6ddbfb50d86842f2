/** The faults there are, by the name a scenario file calls them; the order is that of help and documents. */
import { z } from 'zod';
import { bandwidth } from './bandwidth.ts';
import { command } from './command.ts';
import { dns } from './dns.ts';
import { down } from './down.ts';
import type { FaultKind, FaultSpec } from './fault.ts';
import { flap } from './flap.ts';
import { httpCorrupt } from './http-corrupt.ts';
import { httpDelay } from './http-delay.ts';
import { httpError } from './http-error.ts';
import { kill } from './kill.ts';
import { latency } from './latency.ts';
import { limitData } from './limit-data.ts';
import { loss } from './loss.ts';
import { manual } from './manual.ts';
import { pause } from './pause.ts';
import { resetPeer } from './reset-peer.ts';
import { restart } from './restart.ts';
import { slicer } from './slicer.ts';
import { slowClose } from './slow-close.ts';
import { timeout } from './timeout.ts';

const onBytes = [latency, timeout, down, flap, resetPeer, bandwidth, slowClose, slicer, limitData];
const presets = [loss, dns];
const onHttp = [httpError, httpDelay, httpCorrupt];
const onProcesses = [pause, kill, restart];
const elsewhere = [command, manual];

export const faultKinds: ReadonlyMap<string, FaultKind> = new Map(
  [onBytes, presets, onHttp, onProcesses, elsewhere].flat().map((kind): [string, FaultKind] => [kind.type, kind]),
);

/** The kind of a checked spec. Throws on a type that readFault would have refused. */
export function kindOf(spec: FaultSpec): FaultKind {
  const kind = faultKinds.get(spec.type);
  if (kind === undefined) throw new TypeError(`no fault of type ${spec.type}`);
  return kind;
}

/** It takes a share of requests, and none of connections. */
export function actsOnRequests(kind: FaultKind): boolean {
  return attributesOf(kind).includes('share');
}

/** `latency 2 s +-500 ms`. */
export function describeFault(spec: FaultSpec): string {
  return kindOf(spec).describe(spec);
}

/** The attributes a kind takes, in the order of its schema; the first is the one a flag may give as a bare value. */
export function attributesOf(kind: FaultKind): readonly string[] {
  return kind.schema instanceof z.ZodObject ? Object.keys(kind.schema.shape) : [];
}
