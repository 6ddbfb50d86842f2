import { Args } from '@oclif/core';
import type { Analysis } from '../analysis/analysis.ts';
import { ChaosCommand, renderError, type ErrorJson } from '../command.ts';
import { ChaosError } from '../errors.ts';
import { exitCode, worstOf } from '../exit-codes.ts';
import { heedProvability, heedPublicHosts, runAndPrint, sayStale } from '../front-desk.ts';
import { overridesOf, planFlags } from '../plan-flags.ts';
import { makePlan, type MadePlan } from '../plan/entry.ts';
import { renderMany } from '../report/many.ts';
import { colorOn, columnsOf, runFlags } from '../run-flags.ts';

type Several = { schema: 1; exitCode: number; runs: Analysis[] } & Partial<ErrorJson>;

/** A signal, a person's abort, and what could not be undone: nobody wants the next fault after those. */
function stopsTheRest({ exitCode: code, timeline }: Analysis): boolean {
  return (
    code >= 128 || code === exitCode.rollbackIncomplete || timeline.some(({ kind, text }) => kind === 'command' && text.startsWith('abort'))
  );
}

export default class Run extends ChaosCommand {
  static override summary = 'run scenarios, by file or by library name, one after the other';
  static override description =
    'All of them are checked before the first one starts. Several runs end with one summary and one exit code: the worst.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> black-friday',
    '<%= config.bin %> <%= command.id %> checkout.yaml search.yaml --system stampede.yaml --env staging --ci',
  ];
  static override strict = false;
  static override args = { scenario: Args.string({ description: 'scenario files or names of library scenarios', required: true }) };
  static override flags = { ...planFlags, ...runFlags };

  async run(): Promise<Analysis | Several> {
    const { argv, flags } = await this.parse(Run);
    sayStale();
    const plans: MadePlan[] = [];
    for (const scenario of argv as string[])
      plans.push(await makePlan({ scenario, overrides: overridesOf(flags), cwd: process.cwd(), env: process.env }));
    for (const made of plans) heedProvability(made, flags.ci);
    await heedPublicHosts(plans, flags);

    const runs: Analysis[] = [];
    const rows: { analysis: Analysis; paths: readonly string[] }[] = [];
    let stoppedBy: ChaosError | undefined;
    for (const made of plans) {
      try {
        const done = await runAndPrint(made, {
          ...flags,
          json: this.jsonEnabled(),
          version: this.config.version,
          log: (text) => this.log(text),
        });
        runs.push(done.analysis);
        rows.push(done);
        if (stopsTheRest(done.analysis)) break;
      } catch (error) {
        if (plans.length === 1 || !(error instanceof ChaosError)) throw error;
        stoppedBy = error;
        break;
      }
    }
    const code = worstOf([...runs.map((run) => run.exitCode), ...(stoppedBy ? [stoppedBy.exit] : [])]);
    if (plans.length > 1) this.log(renderMany(rows, { color: colorOn(process.stdout, process.env), width: columnsOf(process.stdout) }));
    process.exitCode = code;
    if (plans.length === 1 && runs[0]) return runs[0];
    if (stoppedBy === undefined) return { schema: 1, exitCode: code, runs };
    // What ran before it is not lost for the one that could not start.
    process.stderr.write(renderError(stoppedBy));
    return { schema: 1, exitCode: code, runs, ...this.toErrorJson(stoppedBy) };
  }
}
