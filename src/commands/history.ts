import { existsSync } from 'node:fs';
import { Args, Flags } from '@oclif/core';
import { isAlike } from '../analysis/compare/like.ts';
import { leftOutOf, trendsOf, type Trends } from '../analysis/compare/trends.ts';
import { ChaosCommand } from '../command.ts';
import { addToHistory, defaultHistory, readHistory } from '../history-desk.ts';
import { keptRuns, type KeptRun } from '../kept-runs.ts';
import { renderHistory } from '../report/history.ts';
import { colorOn, columnsOf } from '../run-flags.ts';

export default class History extends ChaosCommand {
  static override summary = 'show how the runs in a history went, metric by metric';
  static override description =
    'A history is a file with one run a line; spike and run add to it with --history. Runs of one plan on one kind of machine stand together. Re-runs, and runs that were stopped or not judged, are left out.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> nights.ndjson --scenario checkout',
    '<%= config.bin %> <%= command.id %> --add reports',
  ];
  static override args = { file: Args.string({ description: 'the history', default: defaultHistory }) };
  static override flags = {
    scenario: Flags.string({ summary: 'only runs of this scenario', helpValue: 'NAME' }),
    like: Flags.string({ summary: 'only runs of the plan and fingerprint of this one', helpValue: 'RUN' }),
    last: Flags.integer({ summary: 'only so many of the latest runs', min: 1 }),
    add: Flags.string({ summary: 'first add runs that are not in it: ids or folders, several with commas', helpValue: 'RUNS' }),
    out: Flags.string({ summary: 'folder that holds the run folders', default: 'reports' }),
  };

  async run(): Promise<Trends> {
    const { args, flags } = await this.parse(History);
    const added = flags.add === undefined ? null : add(args.file, keptRuns(flags.add, flags.out));
    const { runs, unreadable } = readHistory(args.file);
    const [like] = flags.like === undefined ? [] : keptRuns(flags.like, flags.out);
    const chosen = runs
      .filter(({ scenario }) => flags.scenario === undefined || scenario === flags.scenario)
      .filter((run) => like === undefined || isAlike(run, like.summary));
    const asked = chosen.slice(-(flags.last ?? chosen.length));
    const trends: Trends = {
      schema: 1,
      file: args.file,
      exists: existsSync(args.file),
      runs: runs.length,
      added,
      unreadable: [...unreadable],
      leftOut: leftOutOf(asked),
      groups: trendsOf(asked),
    };
    this.log(renderHistory(trends, { color: colorOn(process.stdout, process.env), width: columnsOf(process.stdout) }));
    return trends;
  }
}

function add(file: string, kept: readonly KeptRun[]): NonNullable<Trends['added']> {
  const known = new Set(readHistory(file).runs.map(({ run }) => run));
  const fresh = kept.map(({ summary }) => summary).filter(({ run }) => !known.has(run));
  addToHistory(file, fresh);
  return { runs: fresh.length, known: kept.length - fresh.length };
}
