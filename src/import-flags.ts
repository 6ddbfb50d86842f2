/** Flags of the importers, and what they are checked for before anything is read. */
import { Args, Flags } from '@oclif/core';
import { ChaosError } from './errors.ts';
import { readUrl } from './plan/addresses.ts';
import { readDuration, readRate } from './scenario/quantities.ts';

export const importArgs = { file: Args.string({ description: 'the file, or - for standard input', required: true }) };

export const importFlags = {
  output: Flags.string({ char: 'o', summary: 'write the scenario to this file instead of standard output', helpValue: 'FILE' }),
  force: Flags.boolean({ summary: 'replace the output file if it exists', dependsOn: ['output'] }),
  name: Flags.string({ summary: 'name of the scenario; default: after the file', helpValue: 'NAME' }),
  rate: Flags.string({ summary: 'what 1x means: journeys started per second', helpValue: '10/s', default: '10/s' }),
  target: Flags.string({ summary: 'URL that load is sent to; default: the host of the file, if that is this machine', helpValue: 'URL' }),
  'only-host': Flags.string({
    summary: 'take the requests to this host; may be repeated, the first one is the target',
    helpValue: 'HOST',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
};

/** What oclif parsed from importFlags. */
export interface ParsedImportFlags {
  readonly output?: string | undefined;
  readonly force: boolean;
  readonly name?: string | undefined;
  readonly rate: string;
  readonly target?: string | undefined;
  readonly 'only-host': readonly string[];
}

/** Throws USAGE. */
export function checkImportFlags({ name, rate, target }: ParsedImportFlags): void {
  if (name !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    throw new ChaosError('USAGE', `--name: expected a kebab-case name, got "${name}"`, 'write it like black-friday');
  const perSecond = readRate(rate);
  if (!('value' in perSecond))
    throw new ChaosError('USAGE', `--rate: ${perSecond.message}`, 'rates are per second or per minute: 10/s, 600/min');
  if (target === undefined) return;
  const url = readUrl(target);
  if (typeof url === 'string') throw new ChaosError('USAGE', `--target: ${url}`, 'write http://127.0.0.1:8080');
  if (url.username !== '' || url.password !== '')
    throw new ChaosError(
      'USAGE',
      '--target: a user and password would stand in the file',
      'leave them out, and give the run --header "authorization: Basic ${env.NAME}"',
    );
}

/** Throws USAGE. */
export function readThink(text: string): number {
  const read = readDuration(text);
  if ('value' in read) return read.value;
  throw new ChaosError('USAGE', `--max-think: ${read.message}`, 'units of time: ms, s, m, h');
}
