/** What somebody has to do before what is left can be undone: it goes by what kind of deed it was. */
import type { Deed } from './journal.ts';

const again = "then 'chaos recover' again";
const orForget = (what: string): string => `${what}, 'chaos recover --forget'`;

/** `left`: the kinds of what could not be undone; none where the journal itself could not be read. */
export function recoverHint(left: readonly Deed['kind'][]): string {
  const server = left.some((kind) => kind !== 'command-run' && !isProcess(kind) && kind !== 'manual-done');
  const hints = [
    ...(server || left.length === 0
      ? [`see to it that the Toxiproxy server answers, ${again}; ${orForget('if it is gone for good')}`]
      : []),
    ...(left.includes('command-run')
      ? [`mend what keeps the undo command from working, ${again}; ${orForget('if you undid it yourself')}`]
      : []),
    ...(left.some(isProcess) ? [`look after the process named, ${again}; ${orForget('if you ended it yourself')}`] : []),
    ...(left.includes('manual-done') ? ["do what a person has to do, then 'chaos recover --forget'"] : []),
  ];
  return hints.join('; ');
}

function isProcess(kind: Deed['kind']): boolean {
  return kind === 'process-owned' || kind === 'process-paused' || kind === 'process-ended';
}
