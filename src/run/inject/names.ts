/** What this run's things are called on a Toxiproxy server: whoever reads the list there sees whose they are. */

const prefix = 'stampede-';

/** `stampede-<run-id>-<link>`. */
export function proxyName(runId: string, link: string): string {
  return plain(`${prefix}${runId}-${link}`);
}

/** `stampede-<run-id>-<fault-id>`, with `-2` and so on for a fault of several toxics. */
export function toxicName(runId: string, faultId: string, step: number): string {
  return plain(`${prefix}${runId}-${faultId}${step > 0 ? `-${step + 1}` : ''}`);
}

/** Was it made by this tool, in whatever run? */
export function isOurs(name: string): boolean {
  return name.startsWith(prefix);
}

/** Was it made by this run? A run's id may begin as another's does. */
export function isOfRun(name: string, runId: string): boolean {
  return name.startsWith(plain(`${prefix}${runId}-`));
}

/** The client puts names into paths unencoded. */
function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '-');
}
