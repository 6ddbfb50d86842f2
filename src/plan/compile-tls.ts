/** The TLS of a target: what may stand together. Whether its files can be used is checked where files are read. */
import type { z } from 'zod';
import type { tlsSchema } from '../scenario/target-schema.ts';
import type { Draft } from './draft.ts';
import { missingVariable, resolveEnv } from './environment.ts';
import type { PlannedTls } from './plan.ts';

export function compileTls(draft: Draft, url: string, written: z.output<typeof tlsSchema> | undefined): PlannedTls | null {
  if (written === undefined) return null;
  const { report, env } = draft;
  const path = ['target', 'tls'];
  const { ca = null, cert = null, key = null, servername = null, insecure = false } = written;
  if (missingVariable(url, env) === null && /^http:/i.test(resolveEnv(url, env)))
    report({
      path,
      on: 'key',
      message: 'tls is for an https target, and this one is http',
      hint: 'write the URL as https://, or leave tls out',
    });
  if ((cert === null) !== (key === null)) {
    const [has, lacks] = cert === null ? ['key', 'cert'] : ['cert', 'key'];
    report({ path: [...path, has], on: 'key', message: `${has} without ${lacks}: a client's certificate and its key come together` });
  }
  if (insecure && ca !== null)
    report({
      path: [...path, 'ca'],
      on: 'key',
      message: 'ca has no use beside insecure: true, which verifies nothing',
      hint: 'leave one out',
    });
  if (insecure)
    draft.warn('the TLS certificate of the target is not verified (insecure: true): whoever answered at its address was believed');
  return { ca, cert, key, servername, insecure };
}
