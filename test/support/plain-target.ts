/** A plain HTTP server that counts what arrives, in this process. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PlainTarget {
  readonly url: string;
  readonly address: string;
  /** Requests of the load: those without the preflight mark. */
  readonly arrivals: () => number;
  readonly preflights: () => number;
  close(): Promise<void>;
}

export async function startPlainTarget(answerMs = 0, onRequest: (request: IncomingMessage) => void = () => {}): Promise<PlainTarget> {
  let arrivals = 0;
  let preflights = 0;
  const server: Server = createServer((request, response) => {
    if (request.headers['x-stampede'] === 'preflight') preflights++;
    else arrivals++;
    onRequest(request);
    const answer = (): void => void response.end('{"ok":true}');
    if (answerMs > 0) setTimeout(answer, answerMs);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    address: `127.0.0.1:${port}`,
    arrivals: () => arrivals,
    preflights: () => preflights,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A port nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
