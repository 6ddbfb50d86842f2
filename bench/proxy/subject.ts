/** Whose figures are taken: the target without a proxy, and the two servers before it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/support/tcp-peers.ts';
import { onPath } from '../load/tool.ts';
import { startProxyServer, type ProxyServer } from './server.ts';

export type SubjectName = 'direct' | 'embedded' | 'real';

export interface Subject {
  readonly name: SubjectName;
  /** null: there is no proxy. */
  readonly server: ProxyServer | null;
  /** Where the target is reached, and where the source of bytes is. */
  readonly targetPort: number;
  readonly sourcePort: number;
}

const main = fileURLToPath(new URL('../../dist/proxy/main.js', import.meta.url));

/** What the one on the PATH says it is; null: it is not there. */
export function realVersion(): string | null {
  const path = onPath('toxiproxy-server');
  if (path === null) return null;
  return (
    spawnSync(path, ['-version'], { encoding: 'utf8' })
      .stdout.trim()
      .replace(/^toxiproxy-server version /, '') || 'unknown'
  );
}

export function direct(targetPort: number, sourcePort: number): Subject {
  return { name: 'direct', server: null, targetPort, sourcePort };
}

/** As built (`npm run build`). */
export async function embedded(targetPort: number, sourcePort: number): Promise<Subject> {
  return behind('embedded', await startProxyServer(process.execPath, [main], await freePort(), '--'), targetPort, sourcePort);
}

export async function real(targetPort: number, sourcePort: number): Promise<Subject> {
  return behind('real', await startProxyServer('toxiproxy-server', [], await freePort(), '-'), targetPort, sourcePort);
}

async function behind(name: SubjectName, server: ProxyServer, targetPort: number, sourcePort: number): Promise<Subject> {
  return {
    name,
    server,
    targetPort: await server.addProxy('target', targetPort),
    sourcePort: await server.addProxy('source', sourcePort),
  };
}
