/**
 * `npm run verify:05`: nothing that was injected stays when the tool is killed. Kill -9 in each phase of a run, with the embedded server and
 * with a real toxiproxy-server, each somebody else's and the run's own; and the way in which CI systems end a job. Resumable: what
 * is done is kept in .verify/05/ and not repeated. Writes docs/verify-05.md. `-- --times 2` is a short round to see that it works, and
 * only prints.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { cpus, release, tmpdir, type } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { onPath } from '../src/run/inject/find-toxiproxy.ts';
import { isSameProcess } from '../src/run/state-process.ts';
import { freePort } from '../test/support/plain-target.ts';
import { descendantsOf, processesWith } from '../test/support/processes.ts';

const { values: flags } = parseArgs({ options: { times: { type: 'string', default: '20' }, lanes: { type: 'string', default: '3' } } });
const times = Number(flags.times);
const lanes = Number(flags.lanes);
const root = fileURLToPath(new URL('..', import.meta.url));
const store = join(root, '.verify', '05');
const boundMs = 5_000;
const lookForMs = 60_000;

const servers = ['embedded', 'toxiproxy-server'] as const;
const owners = ["somebody else's", "the run's own"] as const;
type ServerKind = (typeof servers)[number];
type Owner = (typeof owners)[number];

/** Returns whether everything of the run had ended before, where it looked. */
type Kill = (run: Run) => Promise<boolean | void>;

/** When to kill: from what the run says on stderr, or from its journal. */
const phases: Readonly<Record<string, Kill>> = {
  preparing: async (run) => (await run.said('putting proxies on the links'), sleep(Math.random() * 60)),
  'warming up': async (run) => (await run.said('warming up'), sleep(Math.random() * 100)),
  baseline: async (run) => (await run.said('event=started'), sleep(100 + Math.random() * 300)),
  injecting: async (run) => run.journalled('"toxic-added"'),
  'in the fault': async (run) => (await run.said('event=fault-injected'), sleep(50 + Math.random() * 300)),
  removing: async (run) => (await run.said('event=fault-injected'), sleep(500 - 10 + Math.random() * 20)),
  reconciling: async (run) => (await run.said('comparing acknowledged'), sleep(Math.random() * 100)),
  ending: async (run) => {
    await run.said('event=fault-injected');
    run.child.kill('SIGTERM');
    await sleep(Math.random() * 40);
  },
};

const endings = {
  npm: ['npm', 'run', '-s', '--prefix', root, 'chaos', '--'],
  'a shell that stays': ['/bin/sh', '-c', `"$@"; true`, 'job', process.execPath, join(root, 'bin/dev.js')],
} as const;

interface Run {
  readonly child: ChildProcess;
  said(text: string): Promise<void>;
  journalled(text: string): Promise<void>;
}

interface Outcome {
  readonly measuredAt: string;
  /** From the kill until nothing was left; null: not within a minute. */
  readonly tookMs: number | null;
  /** The tool had ended by itself before it was killed, and so had undone everything itself. */
  readonly endedBefore: boolean;
}

/** How long load and faults last, s. */
interface Lengths {
  readonly loadS: number;
  readonly faultS: number;
}

const short: Lengths = { loadS: 1.5, faultS: 0.5 };
/** Longer than a CI system waits. */
const long: Lengths = { loadS: 60, faultS: 50 };

async function startTarget(): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => {
    const slow = request.url === '/ledger' && ledgerReads++ > 0 ? 400 : 0;
    setTimeout(() => response.end(request.url === '/ledger' ? '{"orders":[]}' : 'ok'), slow);
  });
  let ledgerReads = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function startServer(kind: ServerKind): Promise<{ url: string; stop: () => void }> {
  const port = await freePort();
  const args = ['--host', '127.0.0.1', '--port', String(port)];
  const child =
    kind === 'embedded'
      ? spawn(process.execPath, [join(root, 'src/proxy/main.ts'), ...args], { stdio: 'ignore' })
      : spawn(
          onPath('toxiproxy-server', process.env['PATH']) ?? 'toxiproxy-server',
          args.map((arg) => arg.replace('--', '-')),
          { stdio: 'ignore' },
        );
  const end = (): unknown => child.kill('SIGKILL');
  process.once('exit', end);
  const url = `http://127.0.0.1:${port}`;
  await within(10_000, async () => (await fetch(`${url}/version`).catch(() => undefined))?.ok === true);
  return {
    url,
    stop: () => {
      process.off('exit', end);
      end();
    },
  };
}

async function within(ms: number, met: () => boolean | Promise<boolean>): Promise<number | null> {
  const from = performance.now();
  for (;;) {
    if (await met()) return performance.now() - from;
    if (performance.now() - from > ms) return null;
    await sleep(10);
  }
}

/** One run, ended by `kill`; afterwards it is looked whether anything is left. */
async function once({ kind, owner, command, lengths, kill }: Work): Promise<Outcome> {
  const dir = join(tmpdir(), `stampede-verify-05-${process.pid}-${++count}`);
  mkdirSync(join(dir, 'state'), { recursive: true });
  const target = await startTarget();
  const listen = await freePort();
  const server = owner === "somebody else's" ? await startServer(kind) : null;
  const mark = `STAMPEDE_STATE_DIR=${join(dir, 'state')}`;
  try {
    if (server) await post(`${server.url}/proxies`, { name: 'users-own', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
    writeFileSync(
      join(dir, 'killed.yaml'),
      `version: 1
target: {url: "http://127.0.0.1:${listen}/"}
links: {shop: {listen: "127.0.0.1:${listen}", upstream: "127.0.0.1:${target.port}"}}
reconcile: {url: "http://127.0.0.1:${target.port}/ledger", ids: "$.orders[*].id", settle: 2s}
load:
  base: 20/s
  stages: [{name: hold, for: ${lengths.loadS * 1_000}ms, rate: 1x}]
faults:
  - {id: slow, link: shop, type: latency, latency: 50ms, at: 500ms, for: ${lengths.faultS * 1_000}ms}
  - {id: dead, link: shop, type: down, at: 500ms, for: ${lengths.faultS * 1_000}ms}
`,
    );
    // This runs under npm, and what it starts must not take itself for npm's.
    const { npm_execpath: _, npm_lifecycle_event: __, ...inherited } = process.env;
    const env = {
      ...inherited,
      STAMPEDE_STATE_DIR: join(dir, 'state'),
      TOXIPROXY_URL: server?.url ?? '',
      STAMPEDE_TOXIPROXY: server ? '' : kind === 'embedded' ? 'embedded' : 'binary',
    };
    const [file = '', ...words] = command;
    const child = spawn(file, [...words, 'spike', join(dir, 'killed.yaml'), '--out', join(dir, 'reports')], {
      cwd: dir,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    child.stderr?.setEncoding('utf8').on('data', (more: string) => (text += more));
    let ended = false;
    child.once('exit', () => (ended = true));
    const heard = async (met: () => boolean): Promise<void> => void (await within(30_000, () => ended || met()));
    const killed = await kill({
      child,
      said: (what) => heard(() => text.includes(what)),
      journalled: (what) => heard(() => readdirSync(join(dir, 'state')).includes('journals') && journalsOf(dir).includes(what)),
    });
    const endedBefore = killed ?? ended;
    child.kill('SIGKILL');
    const tookMs = await within(lookForMs, () => isClean(dir, mark, listen, server?.url ?? null));
    if (tookMs === null)
      console.error(
        `left in ${dir}: ${processesWith(mark)
          .map(({ command: line }) => line)
          .join('; ')}\n${journalsOf(dir)}\n${text}`,
      );
    else rmSync(dir, { recursive: true, force: true });
    return { measuredAt: new Date().toISOString(), tookMs, endedBefore };
  } finally {
    for (const { pid } of processesWith(mark)) process.kill(pid, 'SIGKILL');
    server?.stop();
    target.close();
  }
}

let count = 0;

function journalsOf(dir: string): string {
  const folder = join(dir, 'state', 'journals');
  try {
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  } catch {
    return '';
  }
}

/** No toxic, no proxy and no lock of the run, its books empty, its port free, and no process of it but the watchdog, which is about to end. */
async function isClean(dir: string, mark: string, listen: number, url: string | null): Promise<boolean> {
  const books = join(dir, 'state', 'runs');
  if (existsSync(books) && readdirSync(books).length > 0) return false;
  if (url !== null) {
    const proxies = (await (await fetch(`${url}/proxies`)).json()) as Record<string, { enabled: boolean; toxics: unknown[] }>;
    const [name, ...more] = Object.keys(proxies);
    if (name !== 'users-own' || more.length > 0 || !proxies[name]?.enabled || proxies[name].toxics.length > 0) return false;
  }
  if (await isListening(listen)) return false;
  return processesWith(mark).every(({ command }) => command.includes('watchdog'));
}

async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

async function post(url: string, body: unknown): Promise<void> {
  await fetch(url, { method: 'POST', body: JSON.stringify(body) });
}

/** SIGINT to the entry process alone, SIGTERM, and 10 s after the first signal SIGKILL to every process of the tree that there was. */
async function asCi(run: Run): Promise<boolean> {
  await run.said('event=fault-injected');
  const tree = descendantsOf(run.child.pid as number);
  run.child.kill('SIGINT');
  await sleep(7_500);
  run.child.kill('SIGTERM');
  await sleep(2_500);
  const alive = tree.filter((pid) => isSameProcess(pid, null));
  for (const pid of alive) process.kill(pid, 'SIGKILL');
  return alive.length === 0;
}

interface Work {
  readonly table: 'phase' | 'entry';
  readonly name: string;
  readonly kind: ServerKind;
  readonly owner: Owner;
  readonly command: readonly string[];
  readonly lengths: Lengths;
  readonly kill: Kill;
}

interface Row extends Pick<Work, 'name' | 'kind' | 'owner'> {
  readonly outcomes: readonly Outcome[];
}

async function row(work: Work): Promise<Row> {
  const { name, kind, owner } = work;
  const file = join(store, `${[name, kind, owner].join('-').replaceAll(/[^a-z]+/g, '-')}-${times}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Row;
  const outcomes: Outcome[] = [];
  for (let i = 0; i < times; i++) outcomes.push(await once(work));
  const done: Row = { name, kind, owner, outcomes };
  writeFileSync(file, JSON.stringify(done));
  return done;
}

const tookOf = ({ outcomes }: Row): number[] => outcomes.map(({ tookMs }) => tookMs ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
const heldOf = (one: Row): number => tookOf(one).filter((ms) => ms < boundMs).length;
const ms = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? 'more than a minute' : value.toFixed(0);

function table(title: string, rows: readonly Row[]): string {
  const lines = rows.map((one) => {
    const took = tookOf(one);
    const early = one.outcomes.filter(({ endedBefore }) => endedBefore).length;
    return `| ${one.name} | ${one.kind}, ${one.owner} | ${heldOf(one)} of ${one.outcomes.length} | ${ms(took[Math.floor(took.length / 2)])} | ${ms(took.at(-1))} | ${early} |`;
  });
  return `| ${title} | server | undone within ${boundMs / 1_000} s | median, ms | longest, ms | ended before the kill |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n`;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
mkdirSync(store, { recursive: true });
const cli = [process.execPath, join(root, 'bin/dev.js')];
const onEach = (make: (on: Pick<Work, 'kind' | 'owner'>) => Work[]): Work[] =>
  servers.flatMap((kind) => owners.flatMap((owner) => make({ kind, owner })));
const work = [
  ...onEach((on) => Object.entries(phases).map(([name, kill]) => ({ table: 'phase', name, ...on, command: cli, lengths: short, kill }))),
  ...onEach((on) =>
    Object.entries(endings).map(([name, command]) => ({ table: 'entry', name, ...on, command, lengths: long, kill: asCi })),
  ),
];
const rows: Row[] = [];
let next = 0;
await Promise.all(
  Array.from({ length: lanes }, async () => {
    for (let i = next++; i < work.length; i = next++) {
      const one = work[i] as Work;
      const done = (rows[i] = await row(one));
      console.error(`${one.name}, ${one.kind}, ${one.owner}: ${heldOf(done)} of ${times}`);
    }
  }),
);
const [killed, ended] = ['phase', 'entry'].map((which) => rows.filter((_, i) => work[i]?.table === which));
const dates = [...new Set(rows.flatMap(({ outcomes }) => outcomes.map(({ measuredAt }) => measuredAt.slice(0, 10))))].toSorted();
const page = `# Nothing stays behind

\`npm run verify:05\`, ${dates.join(' and ')}. ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${type()} ${release()}, Node ${process.versions.node}, several runs at a time.

Each run injects latency and an outage on one link. It is over when the server holds what it held before, the run's books are empty,
its port is free, and no process of it is left but the watchdog, which then ends.

## Kill -9 of the tool

${table('phase', killed ?? [])}
## As a CI system ends a job

SIGINT to the entry process alone, SIGTERM after 7.5 s, and 10 s after the first signal SIGKILL to every process that was a descendant of
it when the first one came. Time counts from there. npm passes the first signal on, so that the run has undone everything when the
kill comes; a shell passes nothing on.

${table('entry process', ended ?? [])}`;
if (times === 20) writeFileSync(join(root, 'docs', 'verify-05.md'), page);
console.log(page);
process.exitCode = rows.every((one) => heldOf(one) === one.outcomes.length) ? 0 : 1;
