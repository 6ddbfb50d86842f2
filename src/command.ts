/**
 * What all commands share: --json for free (the returned value), and errors turned into a code, a sentence, a hint and an exit code.
 */
import { Command, Errors } from '@oclif/core';
import { outliveReaders } from './deaf-readers.ts';
import { at, ChaosError, messageOf } from './errors.ts';
import { flagMistake } from './flag-mistake.ts';

/** What --json prints of an error. */
export interface ErrorJson {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    /** `file:line:column` */
    readonly where: string | null;
    readonly problems: readonly { readonly message: string; readonly where: string | null; readonly hint: string | null }[];
  };
}

export abstract class ChaosCommand extends Command {
  static override enableJsonFlag = true;

  override async init(): Promise<void> {
    outliveReaders();
    await super.init();
  }

  /** `{error: {code, message, hint}}` on stdout under --json; else the same as text on stderr. Never a stack trace unless DEBUG asks. */
  protected override async catch(thrown: Error & { exitCode?: number; oclif?: { exit?: number } }): Promise<void> {
    const error = asChaosError(thrown);
    // Help and the like end by throwing an exit of 0, which is not an error.
    if (error === undefined) throw thrown;
    process.exitCode = error.exit;
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error));
    else process.stderr.write(renderError(error));
    if (process.env['DEBUG'] && error.cause instanceof Error) process.stderr.write(`${error.cause.stack ?? ''}\n`);
  }

  protected override toErrorJson(error: ChaosError): ErrorJson {
    return errorJson(error);
  }
}

export function errorJson(error: ChaosError): ErrorJson {
  const problems = error.problems.map(({ message, where, hint }) => ({ message, where: where ? at(where) : null, hint: hint ?? null }));
  return { error: { code: error.code, message: error.message, hint: error.hint, where: error.where ? at(error.where) : null, problems } };
}

function asChaosError(thrown: Error & { oclif?: { exit?: number } }): ChaosError | undefined {
  if (thrown instanceof ChaosError) return thrown;
  if (thrown instanceof Errors.ExitError && thrown.oclif.exit === 0) return undefined;
  if (thrown instanceof Errors.CLIError)
    return new ChaosError('USAGE', flagMistake(thrown.message), 'add --help to the command to see its arguments and flags');
  return new ChaosError(
    'INTERNAL',
    `a bug in chaos: ${messageOf(thrown)}`,
    'please report it with the command you ran; DEBUG=1 shows where it happened',
    { cause: thrown },
  );
}

/** The text of an error: every problem on a line of its own, with its place first so that terminals make it clickable. */
export function renderError(error: ChaosError): string {
  const lines = [`error ${error.code}: ${error.where ? `${at(error.where)}: ` : ''}${error.message}`];
  for (const problem of error.problems) {
    lines.push(`  ${problem.where ? `${at(problem.where)}: ` : ''}${problem.message}`);
    if (problem.hint) lines.push(`      hint: ${problem.hint}`);
  }
  if (error.hint) lines.push(`hint: ${error.hint}`);
  return `${lines.join('\n')}\n`;
}
