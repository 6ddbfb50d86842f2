/** A curl command's words -> its options with their values, and its URLs, in order. */
import { ChaosError, type Where } from '../../errors.ts';
import { longOption, shortOption, type Option } from './curl-options.ts';
import { gather, throwRefused } from './refusals.ts';
import type { ShellCommand, Word } from './shell-words.ts';

/** `name` null: a URL without an option. */
export interface Given {
  readonly name: string | null;
  readonly value: string;
  readonly at: number;
}

/** Between two `--next`, what belongs together. */
export type Group = readonly Given[];

export interface CommandLine {
  readonly groups: readonly Group[];
  /** What an option would have changed that a step can't say. */
  readonly notes: readonly string[];
}

/** Throws IMPORT_INVALID for all that can't be imported, with its places. `words` begin behind `curl`. */
export function readCommandLine(words: ShellCommand, where: (offset: number) => Where): CommandLine {
  const groups: Given[][] = [[]];
  const notes = new Set<string>();
  const refused: ChaosError[] = [];
  const take = (option: Option, written: string, value: string, word: Word): void => {
    const { name, fate } = option;
    if (typeof fate === 'object' && 'refused' in fate) refused.push(refuse(`${written} is not imported`, fate.refused, where(word.at)));
    else if (typeof fate === 'object') notes.add(fate.note);
    if (name === 'next') groups.push([]);
    else if (fate === 'read') (groups.at(-1) as Given[]).push({ name, value, at: word.at });
  };

  // Whether the word after an option that nobody knows is its value can't be told, so that reading ends there.
  gather(refused, () => {
    let onlyUrls = false;
    for (let i = 0; i < words.length; i += 1) {
      const word = words[i] as Word;
      const { text } = word;
      const valueAfter = (option: Option, written: string): string => {
        if (!option.takesValue) return '';
        i += 1;
        const value = words[i];
        if (value === undefined) throw refuse(`${written} has no value`, 'copy the whole command', where(word.at));
        return value.text;
      };
      if (text === '--') onlyUrls = true;
      else if (onlyUrls || !/^-./.test(text)) (groups.at(-1) as Given[]).push({ name: null, value: text, at: word.at });
      else if (text.startsWith('--')) {
        const option = longOption(text.slice(2)) ?? unknown(text, where(word.at));
        take(option, text, valueAfter(option, text), word);
      } else {
        // `-sSLd x`, `-XPOST`: letters until one takes the rest as its value.
        for (let at = 1; at < text.length; at += 1) {
          const written = `-${text.charAt(at)}`;
          const option = shortOption(text.charAt(at)) ?? unknown(written, where(word.at));
          const attached = option.takesValue && at + 1 < text.length;
          take(option, written, attached ? text.slice(at + 1) : valueAfter(option, written), word);
          if (option.takesValue) break;
        }
      }
    }
  });
  throwRefused(refused);
  return { groups: groups.filter((group) => group.length > 0), notes: [...notes] };
}

function unknown(option: string, where: Where): never {
  // `--header=x` is no curl; and what stands behind the sign may be a secret.
  throw refuse(`curl has no option ${option.replace(/=.*/s, '')}`, 'long options are followed by a blank and their value', where);
}

export function refuse(message: string, hint: string, where: Where): ChaosError {
  return new ChaosError('IMPORT_INVALID', message, hint, { where });
}
