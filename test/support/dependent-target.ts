/** A system under test with dependencies: `/NAME` asks the dependency at that name's address before it answers. */
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DependentTarget {
  readonly url: string;
  /** Name -> host:port, which may change at any time. */
  readonly addresses: Record<string, string>;
  close(): Promise<void>;
}

/** Answers 200 with what the dependency said, else 502. Its connections are kept alive. */
export async function startDependentTarget(addresses: Record<string, string>): Promise<DependentTarget> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    const address = addresses[(incoming.url ?? '').slice(1)];
    if (address === undefined) return void response.end('{}');
    const asked = request({ agent, host: address.split(':')[0], port: Number(address.split(':')[1]), path: '/' }, (answer) => {
      answer.on('error', () => response.destroy());
      answer.on('end', () => response.end('{}'));
      answer.resume();
    });
    asked.on('error', () => {
      response.statusCode = 502;
      response.end('{}');
    });
    asked.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    addresses,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
