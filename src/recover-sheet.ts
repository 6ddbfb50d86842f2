/** What `chaos recover` tells: run by run what was undone and what is left, and who was left alone. */
import type { RecoveredServer } from './run/inject/recover-server.ts';
import type { Recovery } from './run/inject/recover.ts';

/** `forgot`: what is left was struck out. */
export function recoverySheet({ runs, running, elsewhere }: Recovery, forgot: boolean): string[] {
  return [
    ...(runs.length === 0 ? ['nothing to recover'] : []),
    ...runs.flatMap(({ runId, name, undone, left }) => [
      `${runId} (${name}): ${left.length > 0 ? 'not everything could be undone' : undone.length > 0 ? 'everything undone' : 'nothing was left to undo'}`,
      ...undone.map((item) => `  undone  ${item}`),
      ...left.map((item) => `  ${forgot ? 'forgot' : 'left'}    ${item}`),
    ]),
    ...running.map(({ runId, name, pid }) => `${runId} (${name}): still running as process ${pid}; 'chaos abort ${runId}' stops it`),
    ...elsewhere.map(
      ({ runId, name, host }) =>
        `${runId} (${name}): of another machine or container (${host}): recover it there; --force when it is known to be dead`,
    ),
  ];
}

export function recoveredServerSheet({ url, undone, left, running }: RecoveredServer): string[] {
  return [
    ...(undone.length + left.length + running.length === 0 ? [`nothing to recover at ${url}`] : []),
    ...undone.map((item) => `undone  ${item}`),
    ...left.map((item) => `left    ${item}`),
    ...running.map(
      ({ runId, owner }) =>
        `${owner}: left alone until its lock runs out; known to be dead: chaos recover ${runId} --force --stale --toxiproxy ${url}`,
    ),
  ];
}
