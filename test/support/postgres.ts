/** A PostgreSQL of a test's own, in a folder that goes with it, on loopback alone. */
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runProgram, startProgram } from './child.ts';
import { freePort } from './injecting.ts';
import { skipUnlessInstalled } from './installed.ts';

export interface Postgres {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  stop(): Promise<void>;
}

/** Debian keeps the server's programs off the PATH. */
function serverFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    return readdirSync(root).map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

/** Skips where it is not installed. psql is then on the PATH. */
export async function startPostgres(context: Mocha.Context): Promise<Postgres> {
  const initdb = skipUnlessInstalled(context, 'initdb', serverFolders());
  const server = skipUnlessInstalled(context, 'postgres', [dirname(initdb), ...serverFolders()]);
  skipUnlessInstalled(context, 'psql');
  const folder = mkdtempSync(join(tmpdir(), 'stampede-postgres-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const as = await otherThanRoot();
    if (as !== null) chownSync(folder, as.uid, as.gid);
    const options = { ...as, cwd: folder };
    const data = join(folder, 'data');
    const made = await runProgram(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '--no-locale', '-E', 'UTF8'], options);
    if (made.code !== 0) throw new Error(`initdb: ${made.stderr}`);
    const port = await freePort();
    const settings = ['fsync=off', 'shared_buffers=16MB', 'max_connections=20', 'unix_socket_directories='];
    const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const running = await startProgram(server, args, /ready to accept connections/, options);
    return { address: `127.0.0.1:${port}`, stop: () => running.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The server refuses to be root; the package brings a user. */
async function otherThanRoot(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const ask = async (flag: string): Promise<number> => Number((await runProgram('id', [flag, 'postgres'])).stdout.trim());
  return { uid: await ask('-u'), gid: await ask('-g') };
}

export interface PsqlRan {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of each statement, as psql itself takes it, in ms. */
  readonly timesMs: readonly number[];
}

/** Statements in one session, one after the other; ends at the first that fails. */
export async function psql(address: string, statements: readonly string[]): Promise<PsqlRan> {
  const [host = '', port = ''] = address.split(':');
  const args = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', host, '-p', port, '-U', 'postgres', '-d', 'postgres'];
  const env = { PATH: process.env['PATH'], PGCONNECT_TIMEOUT: '10', PGSSLMODE: 'disable', LC_ALL: 'C' };
  const { code, stdout, stderr } = await runProgram('psql', args, { env, input: `\\timing on\n${statements.join(';\n')};\n` });
  const times = [...stdout.matchAll(/^Time: ([\d.]+) ms/gm)].map((match) => Number(match[1]));
  return { code, stdout, stderr, timesMs: times };
}
