import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import type { Analysis } from '../analysis/analysis.ts';
import { ChaosCommand } from '../command.ts';
import { findRunDir } from '../find-run.ts';
import { asTyped } from '../front-desk.ts';
import { render } from '../rehearse.ts';
import { chooseSamples, type Chosen } from '../report/chosen-samples.ts';
import { renderChosen } from '../report/terminal-samples.ts';
import { renderTerminal } from '../report/terminal.ts';
import { colorOn, columnsOf } from '../run-flags.ts';

const files = { html: 'report.html', md: 'report.md', json: 'report.json', junit: 'junit.xml' } as const;

export default class Report extends ChaosCommand {
  static override summary = 'render the reports of a run again, from its event log alone';
  static override description =
    'Writes report.html, report.md, report.json and junit.xml into the run folder. The exit code is 0 when that worked, whatever the verdict was.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> reports/20261127-020100-black-friday-k3f9',
    '<%= config.bin %> <%= command.id %> --print md',
    '<%= config.bin %> <%= command.id %> --failed 10 --route checkout',
  ];
  static override args = { run: Args.string({ description: 'run id or folder; the latest if left out' }) };
  static override flags = {
    out: Flags.string({ summary: 'folder that holds the run folders', default: 'reports' }),
    print: Flags.option({ options: Object.keys(files) as (keyof typeof files)[], summary: 'print one format instead of the summary' })(),
    failed: Flags.integer({ min: 1, summary: 'print so many failed requests instead of the summary', exclusive: ['print', 'slowest'] }),
    slowest: Flags.integer({ min: 1, summary: 'print the slowest requests that were kept, so many', exclusive: ['print'] }),
    route: Flags.string({ summary: 'only those of one route', relationships: [{ type: 'some', flags: ['failed', 'slowest'] }] }),
  };

  async run(): Promise<Analysis | Chosen> {
    const { args, flags } = await this.parse(Report);
    const dir = findRunDir(args.run, flags.out);
    const { analysis, paths } = render(dir, []);
    const screen = { color: colorOn(process.stdout, process.env), width: columnsOf(process.stdout) };
    const most = flags.failed ?? flags.slowest;
    if (most !== undefined) {
      const choice = { most, slowest: flags.failed === undefined, route: flags.route ?? null };
      this.log(renderChosen(analysis, { ...choice, ...screen }));
      return chooseSamples(analysis, choice);
    }
    if (flags.print) this.log(readFileSync(join(dir, files[flags.print]), 'utf8').trimEnd());
    else this.log(renderTerminal(analysis, { ...screen, paths: paths.map(asTyped) }));
    return analysis;
  }
}
