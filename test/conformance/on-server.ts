/** A server for a suite, with what its tests need around a proxy. */
import { Client, startEcho, type Peer } from '../support/tcp-peers.ts';
import { Api, type ServerUnderTest, type Started } from './toxiproxy-server.ts';

/** A timer may fire this much early, as clocks are read in different processes. Upper bounds are wide: the machine may be busy; lower bounds are not. */
export const earlyMs = 2;
/** A busy machine may be this late. */
export const lateMs = 400;

export interface OnServer {
  readonly api: Api;
  /** Stopped after the test. */
  keep<T extends Peer>(peer: T): T;
  /** Closed after the test. */
  dial(address: string): Promise<Client>;
  /** A proxy `p` in front of an echo, and where it listens. */
  echoProxy(): Promise<string>;
}

/** Registers the hooks: the server is started once, and has no proxies when a test begins. */
export function onServer(under: ServerUnderTest): OnServer {
  const api = new Api('');
  let server: Started;
  let peers: Peer[] = [];
  let clients: Client[] = [];

  before(async () => {
    server = await under.start();
    api.url = server.url;
  });
  after(() => server.stop());
  afterEach(async () => {
    for (const client of clients) client.close();
    const names = Object.keys(await api.call('GET', '/proxies'));
    for (const name of names) await api.remove(`/proxies/${name}`);
    for (const peer of peers) await peer.stop();
    [peers, clients] = [[], []];
  });

  const keep = <T extends Peer>(peer: T): T => {
    peers.push(peer);
    return peer;
  };
  const dial = async (address: string): Promise<Client> => {
    const client = new Client(address);
    clients.push(client);
    return client.connected();
  };
  return { api, keep, dial, echoProxy: async () => api.proxy('p', keep(await startEcho()).address) };
}
