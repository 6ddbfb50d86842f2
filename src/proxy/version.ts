import { readFileSync } from 'node:fs';

/** What `/version` answers: clients choose the verb of an update by it. */
export const toxiproxyVersion = '2.12.0';

/** This package's own version. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
