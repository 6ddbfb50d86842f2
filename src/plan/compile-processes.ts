/** The programs a scenario starts. */
import { isMap } from '../scenario/origins.ts';
import { processSchema } from '../scenario/process-schema.ts';
import type { Path } from '../scenario/mistake.ts';
import { checkAddress, checkUrl, part, type Draft } from './draft.ts';
import { checkEnvText } from './environment.ts';
import type { PlannedProcess } from './plan.ts';

const readyMs = 30_000;

/** In the order they are written, which is that of their start. */
export function compileProcesses(draft: Draft): PlannedProcess[] {
  const written = isMap(draft.raw['processes']) ? draft.raw['processes'] : {};
  return Object.entries(written).flatMap(([name, value]) => {
    const read = part(processSchema, value);
    if (read === undefined) return [];
    const path: Path = ['processes', name];
    const { command, cwd = '.', env = {}, ready = null, timeout = readyMs } = read;
    command.forEach((word, index) => checkFixed(draft, word, [...path, 'command', index]));
    for (const [key, text] of Object.entries(env)) checkFixed(draft, text, [...path, 'env', key]);
    checkFixed(draft, cwd, [...path, 'cwd']);
    if (ready !== null && 'url' in ready) checkUrl(draft, ready.url, [...path, 'ready', 'url']);
    if (ready !== null && 'tcp' in ready) checkAddress(draft, ready.tcp, [...path, 'ready', 'tcp']);
    return [{ name, command, cwd, env, ready, timeoutMs: timeout }];
  });
}

function checkFixed(draft: Draft, text: string, path: Path): void {
  const wrong = checkEnvText(text, draft.env);
  if (wrong !== null) draft.report({ path, message: wrong });
}
