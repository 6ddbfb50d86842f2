/** A server whose outages are scripted: it is told when one begins and when the fault is gone, and writes down when it is well again. */
import { createServer, type ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';

export const realOutages = ['step', 'partial', 'refused', 'hang', 'stall', 'slow', 'flap', 'one route of many', 'never'] as const;
export type RealOutage = (typeof realOutages)[number];

export interface OutageServer {
  readonly url: string;
  /** `POST /begin` and `POST /end` here; it is another port, which has no outages. */
  readonly controlUrl: string;
  /** Wall clock, ms, at which all was well again; null: it never was. */
  wellAtMs(): number | null;
  close(): void;
}

/** After the fault is gone the outage goes on for `residualMs`. */
export async function startOutageServer(outage: RealOutage, residualMs: number): Promise<OutageServer> {
  let bad = false;
  let wellAtMs: number | null = null;
  const held: ServerResponse[] = [];
  const target = createServer((request, response) => {
    const hit = bad && (outage !== 'one route of many' || request.url === '/checkout');
    const answer = (status: number, afterMs: number): void =>
      void setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end('{}'), afterMs);
    // As wide as a service's: a machine that stands still for a tenth of a second is no outage.
    const usualMs = 100 + Math.random() * 200;
    if (!hit) return answer(200, usualMs);
    switch (outage) {
      case 'hang':
        return;
      case 'stall':
        held.push(response);
        return;
      case 'slow':
        return answer(200, usualMs + 1_000);
      case 'partial':
        return Math.random() < 0.3 ? answer(503, 5) : answer(200, usualMs);
      default:
        return answer(503, 5);
    }
  });
  // The one that hangs holds its connections until the client gives them up.
  target.requestTimeout = 0;
  const listen = (server: NetServer, port = 0): Promise<number> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
  const port = await listen(target);
  const begin = (): void => {
    bad = true;
    if (outage !== 'refused') return;
    target.close();
    target.closeAllConnections();
  };
  const end = async (): Promise<void> => {
    if (outage === 'refused') await listen(target, port);
    bad = false;
    wellAtMs = Date.now();
    for (const response of held.splice(0)) response.writeHead(200).end('{}');
  };
  const control = createServer((request, response) => {
    if (request.url === '/begin') begin();
    else if (outage !== 'never') {
      setTimeout(() => void end(), residualMs);
      if (outage === 'flap') {
        setTimeout(begin, residualMs + 7_000);
        setTimeout(() => void end(), residualMs + 9_000);
      }
    }
    response.end();
  });
  const controlPort = await listen(control);
  return {
    url: `http://127.0.0.1:${port}`,
    controlUrl: `http://127.0.0.1:${controlPort}`,
    wellAtMs: () => wellAtMs,
    close: () => {
      for (const server of [target, control]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
