import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Context } from 'mocha';

/** The path of a program on the PATH, or in one of `besides`, or null. */
export function installed(name: string, besides: readonly string[] = []): string | null {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...besides]) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      continue;
    }
  }
  return null;
}

/**
 * The path of a program that a test needs. Where it is missing the test is skipped, and the reason printed; in CI that
 * is a failure, because there the real thing must be tested.
 */
export function skipUnlessInstalled(context: Context, name: string, besides: readonly string[] = []): string {
  const path = installed(name, besides);
  if (path !== null) return path;
  const reason = `${name} is not on the PATH`;
  if (process.env['CI'] === 'true') throw new Error(`${reason}, and CI tests against the real one`);
  console.log(`      SKIPPED: ${reason}`);
  return context.skip();
}
