import { cpus, release, type } from 'node:os';

/** The machine, in a line. */
export function machine(): string {
  const cores = cpus();
  return `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${type()} ${release()}, Node ${process.versions.node}`;
}
