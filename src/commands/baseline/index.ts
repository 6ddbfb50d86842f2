import { readdirSync } from 'node:fs';
import { baselineFolder, loadBaseline } from '../../baseline-desk.ts';
import { ChaosCommand } from '../../command.ts';

interface Listed {
  readonly name: string;
  readonly scenario: string;
  readonly runs: number;
}

export default class Baselines extends ChaosCommand {
  static override summary = 'list the baselines in baselines/';
  static override description = 'A baseline is one run or more that was found good: spike and run --baseline NAME judge against it.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<readonly Listed[]> {
    await this.parse(Baselines);
    const list = names().map((name): Listed => {
      const { scenario, runs } = loadBaseline(name);
      return { name, scenario, runs: runs.length };
    });
    if (list.length === 0) this.log(`no baseline in ${baselineFolder}/: 'chaos baseline save NAME RUN' makes one`);
    for (const { name, scenario, runs } of list) this.log(`${name.padEnd(20)} ${scenario}, ${runs} ${runs === 1 ? 'run' : 'runs'}`);
    return list;
  }
}

function names(): string[] {
  try {
    return readdirSync(baselineFolder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.replace(/\.json$/, ''))
      .toSorted();
  } catch {
    return [];
  }
}
