import { didYouMean } from '../scenario/did-you-mean.ts';

/** `no link "x"; there are a, b`, with a guess. */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  return `no ${kind} "${name}"; ${known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`}${didYouMean(name, known)}`;
}
