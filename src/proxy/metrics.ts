/** What /metrics shows: Toxiproxy's series, by its names and labels, but of the moment; Toxiproxy adds a connection up when it has ended. */
import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';

export interface MetricsSwitches {
  /** Bytes of each proxy. */
  readonly proxies: boolean;
  /** Of this process. */
  readonly runtime: boolean;
}

/** Bytes through one side of a proxy's connections, read off the sockets, so that counting costs the data path nothing. */
class Side {
  readonly #open = new Set<Socket>();
  #read = 0;
  #written = 0;

  add(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#read += socket.bytesRead;
      this.#written += writtenTo(socket);
    });
  }

  get read(): number {
    return [...this.#open].reduce((sum, socket) => sum + socket.bytesRead, this.#read);
  }

  get written(): number {
    return [...this.#open].reduce((sum, socket) => sum + writtenTo(socket), this.#written);
  }
}

/** What is still queued is not sent. */
function writtenTo(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}

interface Labels {
  readonly listener: string;
  readonly proxy: string;
  readonly upstream: string;
}

type Row = readonly [labels: Readonly<Record<string, string>>, value: number];

export class Metrics {
  readonly #switches: MetricsSwitches;
  readonly #sides = new Map<string, { readonly labels: Labels; readonly clients: Side; readonly upstreams: Side }>();

  constructor(switches: MetricsSwitches) {
    this.#switches = switches;
  }

  /** Counts a connection in from now on. Its series stay when its proxy changes or goes. */
  count(labels: Labels, client: Socket, upstream: Socket): void {
    if (!this.#switches.proxies) return;
    const key = JSON.stringify([labels.listener, labels.proxy, labels.upstream]);
    const sides = this.#sides.get(key) ?? { labels, clients: new Side(), upstreams: new Side() };
    this.#sides.set(key, sides);
    sides.clients.add(client);
    sides.upstreams.add(upstream);
  }

  /** Prometheus' text format, families and series in the order of their names and labels. */
  render(): string {
    const handlerErrors: Row[] = ['encoding', 'gathering'].map((cause) => [{ cause }, 0]);
    const help = 'Total number of internal errors encountered by the promhttp metric handler.';
    return [
      this.#switches.runtime ? runtime() : '',
      family('promhttp_metric_handler_errors_total', help, 'counter', handlerErrors),
      family('toxiproxy_proxy_received_bytes_total', '', 'counter', this.#bytes('read')),
      family('toxiproxy_proxy_sent_bytes_total', '', 'counter', this.#bytes('written')),
    ].join('');
  }

  /** What is read from clients goes upstream; what is written to them came downstream. */
  #bytes(what: 'read' | 'written'): Row[] {
    const series = [...this.#sides.values()].toSorted((a, b) =>
      compare(Object.values(a.labels).join('\0'), Object.values(b.labels).join('\0')),
    );
    const [up, down] = what === 'read' ? (['clients', 'upstreams'] as const) : (['upstreams', 'clients'] as const);
    return [
      ...series.map((sides): Row => [{ direction: 'downstream', ...sides.labels }, sides[down][what]]),
      ...series.map((sides): Row => [{ direction: 'upstream', ...sides.labels }, sides[up][what]]),
    ];
  }
}

function family(name: string, help: string, type: 'counter' | 'gauge', rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

/** The series that Prometheus clients in all languages have in common. */
function runtime(): string {
  const { user, system } = process.cpuUsage();
  return [
    family('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.', 'counter', [[{}, (user + system) / 1e6]]),
    family('process_open_fds', 'Number of open file descriptors.', 'gauge', openFiles()),
    family('process_resident_memory_bytes', 'Resident memory size in bytes.', 'gauge', [[{}, process.memoryUsage.rss()]]),
    family('process_start_time_seconds', 'Start time of the process since unix epoch in seconds.', 'gauge', [
      [{}, performance.timeOrigin / 1e3],
    ]),
  ].join('');
}

function openFiles(): Row[] {
  try {
    return [[{}, readdirSync('/proc/self/fd').length]];
  } catch {
    // Not on this system.
    return [];
  }
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
