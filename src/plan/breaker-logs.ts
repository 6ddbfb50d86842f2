/** Where the logs of breakers lie. */
import { isAbsolute, join } from 'node:path';
import type { Path } from '../scenario/mistake.ts';
import { isMap, type Raw } from '../scenario/origins.ts';

/** Makes each `file` absolute, so that the scenario can be stored elsewhere. Whether it is there is seen when it is read: a log may begin later. */
export function withWholeLogs(raw: Raw, folderOf: (path: Path) => string): void {
  const breakers = Array.isArray(raw['breakers']) ? raw['breakers'] : [];
  for (const [index, breaker] of breakers.entries()) {
    if (!isMap(breaker)) continue;
    // What begins with a variable is absolute by what the variable holds.
    const whole = (file: unknown): unknown =>
      typeof file !== 'string' || file === '' || isAbsolute(file) || file.startsWith('${')
        ? file
        : join(folderOf(['breakers', index]), file);
    if ('file' in breaker) breaker['file'] = whole(breaker['file']);
    if (Array.isArray(breaker['files'])) breaker['files'] = breaker['files'].map(whole);
  }
}
