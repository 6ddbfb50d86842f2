/**
 * A process that runs tests against changed sources, one change after the other. Each time every module is loaded anew, and the
 * changed one from memory: nothing on disk is touched, and starting a process for each change is saved.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Mocha from 'mocha';

export interface Change {
  /** From the root. */
  readonly file: string;
  /** Its text, changed; null: as it is. */
  readonly text: string | null;
  readonly tests: readonly string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const own = ['src', 'test'].map((room) => pathToFileURL(join(root, room)).href + '/');
const stripped = new Map<string, string>();
let round = 0;
let change: Change | null = null;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return own.some((room) => found.url.startsWith(room)) ? { ...found, url: `${found.url.split('?')[0]}?round=${round}` } : found;
  },
  load(url, context, next) {
    const plain = url.split('?')[0] as string;
    if (!plain.endsWith('.ts') || !own.some((room) => plain.startsWith(room))) return next(url, context);
    const path = fileURLToPath(plain);
    const changed = change !== null && change.text !== null && path === join(root, change.file) ? change.text : null;
    const source =
      changed === null ? (stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'))) : stripTypeScriptTypes(changed);
    if (changed === null) stripped.set(path, source);
    return { format: 'module', source, shortCircuit: true };
  },
});

/** Whether every test passed. */
async function passes({ tests }: Change): Promise<boolean> {
  const mocha = new Mocha({ bail: true, timeout: 60_000, reporter: 'dot' });
  try {
    for (const file of tests) {
      mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, file, mocha);
      await import(`${pathToFileURL(join(root, file)).href}?round=${round}`);
    }
  } catch {
    return false;
  }
  return new Promise((resolve) => mocha.run((failures) => resolve(failures === 0)));
}

process.on('message', (next: Change) => {
  round += 1;
  change = next;
  void passes(next).then((passed) => process.send?.(passed));
});
