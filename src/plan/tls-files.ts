/** The files that a target's TLS names: found, readable and of use before anything is sent. What they hold stays here. */
import { dirname, isAbsolute, join, resolve as resolvePath } from 'node:path';
import { createSecureContext } from 'node:tls';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ChaosError, messageOf, type Problem } from '../errors.ts';
import { readText, type ReadFile } from '../scenario/files.ts';
import { isMap, type Raw } from '../scenario/origins.ts';
import type { Resolved } from '../scenario/resolve.ts';
import { checkEnvText, resolveEnv, type Env } from './environment.ts';

export interface FileAccess {
  readonly cwd: string;
  readonly env: Env;
  readonly read: ReadFile;
}

const keys = ['ca', 'cert', 'key'] as const;
type Texts = Partial<Record<(typeof keys)[number], string>>;

/** Makes the paths in `resolved.raw` absolute, so that the scenario can be stored elsewhere; returns what is wrong with the files. */
export async function checkTlsFiles({ raw, origins }: Resolved, access: FileAccess): Promise<Problem[]> {
  const tls = tlsOf(raw);
  if (tls === undefined) return [];
  const problems: Problem[] = [];
  const wrong = (key: string, message: string): void =>
    void problems.push(
      origins.problem({ path: ['target', 'tls', key], message, hint: 'tls names PEM files, relative to the file that names them' }),
    );
  const { origin } = origins.at(['target', 'tls']);
  const folder = 'words' in origin ? access.cwd : dirname(resolvePath(access.cwd, origin.file.file));
  const texts: Texts = {};
  for (const key of keys) {
    const written = tls[key];
    if (typeof written !== 'string' || written === '') continue;
    // What begins with a variable is absolute by what the variable holds.
    const path = isAbsolute(written) || written.startsWith('${') ? written : join(folder, written);
    tls[key] = path;
    const text = await readOne(path, written, access);
    if (typeof text === 'string') texts[key] = text;
    else wrong(key, text.problem);
  }
  for (const [key, message] of useless(texts)) wrong(key, message);
  return problems;
}

function tlsOf(raw: Raw): Raw | undefined {
  const target = raw['target'];
  return isMap(target) && isMap(target['tls']) ? target['tls'] : undefined;
}

async function readOne(path: string, written: string, { env, read }: FileAccess): Promise<string | { problem: string }> {
  const wrong = checkEnvText(path, env);
  if (wrong !== null) return { problem: wrong };
  const settled = resolveEnv(path, env);
  if (!isAbsolute(settled)) return { problem: `${written} does not begin at the root once the environment is filled in` };
  try {
    return await readText(settled, written, read);
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    return { problem: error.message };
  }
}

/** What can be read and can't be used. */
function useless({ ca, cert, key }: Texts): [string, string][] {
  const found: [string, string][] = [];
  const certificates = { ca, cert };
  for (const [name, text] of Object.entries(certificates))
    if (text !== undefined && !isCertificate(text)) found.push([name, 'expected a certificate in PEM, -----BEGIN CERTIFICATE-----']);
  if (found.length > 0 || cert === undefined || key === undefined) return found;
  const wrong = keyProblem(key, new X509Certificate(cert)) ?? contextProblem(cert, key);
  return wrong === null ? [] : [['key', wrong]];
}

function keyProblem(text: string, certificate: X509Certificate): string | null {
  if (/-----BEGIN ENCRYPTED|^Proc-Type: .*ENCRYPTED/m.test(text)) return 'the key has a passphrase, and none can be given';
  try {
    return certificate.checkPrivateKey(createPrivateKey(text)) ? null : 'the key does not belong to the certificate';
  } catch {
    return 'expected a private key in PEM, -----BEGIN PRIVATE KEY-----';
  }
}

/** What TLS itself has against them, such as a key that is too short today. */
function contextProblem(cert: string, key: string): string | null {
  try {
    createSecureContext({ cert, key });
    return null;
  } catch (error) {
    return `cert and key can't be used together: ${messageOf(error)}`;
  }
}

/** Of the first of a chain. */
function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== undefined;
  } catch {
    return false;
  }
}
