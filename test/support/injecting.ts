/** What tests of the injector are made of: links and faults as a plan has them, an upstream that answers, and what was emitted. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Emit, EventBody } from '../../src/events/event.ts';
import { readFault } from '../../src/faults/read-fault.ts';
import { plainLink } from '../../src/plan/compile-links.ts';
import type { PlannedFault, PlannedLink } from '../../src/plan/plan.ts';

export function link(name: string, more: Partial<PlannedLink> = {}): PlannedLink {
  return plainLink({ name, upstream: '127.0.0.1:9', ...more });
}

/** `fault('slow', 'payments', 'latency', {latency: '2s'})`. */
export function fault(id: string, on: string, type: string, attributes: Record<string, unknown> = {}): PlannedFault {
  const { spec, problems } = readFault(type, attributes);
  if (spec === undefined) throw new Error(problems[0]?.message);
  return { id, link: on, spec, atMs: 0, forMs: 1_000, at: '0', stages: [] };
}

export interface Emitted {
  readonly emit: Emit;
  readonly events: { event: EventBody; tMs: number | undefined }[];
  of<T extends EventBody['type']>(type: T): Extract<EventBody, { type: T }>[];
}

export function collectEvents(): Emitted {
  const events: { event: EventBody; tMs: number | undefined }[] = [];
  return {
    events,
    emit: (event, tMs) => void events.push({ event, tMs }),
    of: <T extends EventBody['type']>(type: T) =>
      events.map(({ event }) => event).filter((event): event is Extract<EventBody, { type: T }> => event.type === type),
  };
}

/** A TCP server that sends back what it gets. */
export async function startEcho(): Promise<{ readonly address: string; readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

export async function freePort(): Promise<number> {
  const echo = await startEcho();
  echo.close();
  return echo.port;
}
