/** A command nobody knows is wrong usage like any other: one sentence, a hint, exit 2, and JSON where JSON was asked for. */
import type { Hook } from '@oclif/core';
import { errorJson, renderError } from '../command.ts';
import { ChaosError } from '../errors.ts';
import { exitCode } from '../exit-codes.ts';
import { nearest } from '../nearest.ts';

const hook: Hook.CommandNotFound = async function ({ id, argv, config }) {
  const meant = nearest(asTyped(id), config.commandIDs.map(asTyped));
  const hint =
    meant === undefined ? `'chaos --help' lists the commands` : `did you mean 'chaos ${meant}'? 'chaos --help' lists the commands`;
  const error = new ChaosError('USAGE', `there is no command "${asTyped(id)}"`, hint);
  if (argv?.includes('--json')) process.stdout.write(`${JSON.stringify(errorJson(error), null, 2)}\n`);
  else process.stderr.write(renderError(error));
  this.exit(exitCode.usage);
};

function asTyped(id: string): string {
  return id.replaceAll(':', ' ');
}

export default hook;
