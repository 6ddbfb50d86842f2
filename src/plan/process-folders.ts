/** Where the programs of a scenario run, and the commands of its probes. */
import { isAbsolute, join } from 'node:path';
import type { Path } from '../scenario/mistake.ts';
import { isMap, type Raw } from '../scenario/origins.ts';

/** Makes each `cwd` absolute, and names it where it is left out, so that the scenario can be stored elsewhere. */
export function withWholeFolders(raw: Raw, folderOf: (path: Path) => string): void {
  const processes = isMap(raw['processes']) ? Object.entries(raw['processes']) : [];
  const probes = Array.isArray(raw['probes']) ? [...raw['probes'].entries()].filter(([, probe]) => isMap(probe) && 'command' in probe) : [];
  const all = [
    ...processes.map(([name, value]) => ({ value, path: ['processes', name] })),
    ...probes.map(([index, value]) => ({ value, path: ['probes', index] })),
  ];
  for (const { value, path } of all) {
    if (!isMap(value)) continue;
    const { cwd = '.' } = value;
    // What begins with a variable is absolute by what the variable holds.
    if (typeof cwd === 'string' && !isAbsolute(cwd) && !cwd.startsWith('${')) value['cwd'] = join(folderOf(path), cwd);
  }
}
