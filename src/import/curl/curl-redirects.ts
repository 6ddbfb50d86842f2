/** `-L` and what belongs to it. */
import type { Where } from '../../errors.ts';
import { refuse, type Group } from './command-line.ts';

export interface Redirects {
  /** How many are followed; 0: none. */
  readonly count: number;
  readonly comments: readonly string[];
}

/** Enough for anything that is no circle; curl itself stops at 50. */
const usual = 10;
/** A step follows no more. */
const most = 20;

/** Throws IMPORT_INVALID. */
export function redirectsOf(group: Group, method: string, where: (offset: number) => Where): Redirects {
  const limit = group.findLast(({ name }) => name === 'max-redirs');
  if (limit !== undefined && !/^(-1|\d+)$/.test(limit.value))
    throw refuse('--max-redirs takes a number', 'write it like --max-redirs 5', where(limit.at));
  if (!group.some(({ name }) => name === 'location' || name === 'location-trusted')) return { count: 0, comments: [] };
  const given = limit === undefined ? usual : Number(limit.value);
  if (given === 0) return { count: 0, comments: ['curl fails at a redirect here (--max-redirs 0)'] };
  const count = given < 0 ? most : Math.min(given, most);
  const repeats = group.some(({ name }) => name === 'request') && method !== 'GET' && method !== 'HEAD';
  return {
    count,
    comments: [
      `follows up to ${count} redirects (-L)`,
      ...(repeats ? [`where a redirect makes a GET of it, curl would send ${method} again (-X)`] : []),
    ],
  };
}
