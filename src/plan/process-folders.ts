/** Where the programs of a scenario run. */
import { isAbsolute, join } from 'node:path';
import type { Path } from '../scenario/mistake.ts';
import { isMap, type Raw } from '../scenario/origins.ts';

/** Makes each `cwd` absolute, and names it where it is left out, so that the scenario can be stored elsewhere. */
export function withWholeFolders(raw: Raw, folderOf: (path: Path) => string): void {
  const processes = isMap(raw['processes']) ? raw['processes'] : {};
  for (const [name, value] of Object.entries(processes)) {
    if (!isMap(value)) continue;
    const { cwd = '.' } = value;
    // What begins with a variable is absolute by what the variable holds.
    if (typeof cwd === 'string' && !isAbsolute(cwd) && !cwd.startsWith('${')) value['cwd'] = join(folderOf(['processes', name]), cwd);
  }
}
