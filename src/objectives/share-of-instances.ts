/**
 * What is asked of all, any or a share of a breaker's instances, from what each of them answers. One that is not known counts
 * for neither side: it is held when enough surely did it, breached when not even all the unknown ones would be enough.
 */
import type { Interval } from '../events/event.ts';
import { inconclusive, type Judgement } from './measures.ts';

export type InstanceAnswer =
  | { readonly is: 'yes'; readonly atMs?: Interval; readonly what?: string }
  | { readonly is: 'no'; readonly atMs?: Interval; readonly what?: string }
  | { readonly is: 'unknown'; readonly why: string; readonly atMs?: Interval };

interface Words {
  readonly wanted: string;
  /** What is said where none did. */
  readonly none: string;
  /** What is said where all did; absent: how many. */
  readonly every?: string;
  /** How the decisive time is said, where it is a matter of time. */
  readonly time?: (atMs: Interval) => string;
}

/** At least one, whatever the share. */
export function instancesNeeded(share: number, of: number): number {
  return Math.max(1, Math.ceil(share * of - 1e-9));
}

export function ofInstances(answers: readonly InstanceAnswer[], share: number, words: Words): Judgement {
  const { wanted } = words;
  const needed = instancesNeeded(share, answers.length);
  const did = answers.filter(({ is }) => is === 'yes');
  const open = answers.filter((answer) => answer.is === 'unknown');
  // What nobody saw is not said to have been, nor not to have been.
  const seen = answers.some((answer) => answer.is !== 'unknown' || answer.atMs !== undefined);
  const actual = seen ? said(answers, did, needed, words) : null;
  if (did.length >= needed) return { verdict: 'held', actual, wanted, reason: null };
  if (did.length + open.length < needed) return { verdict: 'breached', actual, wanted, reason: null };
  const why = [...new Set(open.map((answer) => answer.why))].join('; ');
  const reason = answers.length === 1 ? why : `${open.length} of ${answers.length} instances are not known: ${why}`;
  return inconclusive(wanted, reason, actual);
}

function said(answers: readonly InstanceAnswer[], did: readonly InstanceAnswer[], needed: number, { none, every, time }: Words): string {
  // The one that decides it: of those that did it or came near to it, the last that was needed.
  const times = answers.flatMap(({ atMs }) => (atMs ? [atMs] : [])).toSorted((a, b) => a[1] - b[1]);
  const decisive = times[needed - 1];
  if (time && decisive) return time(decisive);
  const failed = answers.find((answer) => answer.is === 'no');
  if (answers.length === 1) return (did.length === 1 ? every : failed?.is === 'no' ? failed.what : undefined) ?? none;
  if (did.length === answers.length && every !== undefined) return every;
  const reached = time ? times.length : did.length;
  // Of one that is not known it can't be said that it did not.
  const count = reached === 0 && answers.every(({ is }) => is === 'no') ? none : `${reached} of ${answers.length} instances`;
  return failed?.is === 'no' && failed.what !== undefined ? `${count} (${failed.what})` : count;
}
