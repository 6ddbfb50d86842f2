import { ChaosCommand } from '../command.ts';
import { describeFault } from '../faults/shelf.ts';
import { onLink } from '../faults/describe.ts';
import { makePlan } from '../plan/entry.ts';
import { highestRate } from '../plan/compile-load.ts';
import { libraryNames } from '../scenario/files.ts';
import { formatMs, formatRate } from '../units.ts';

interface Listed {
  readonly name: string;
  readonly title: string;
  readonly durationMs: number;
  readonly peakPerSecond: number;
  readonly faults: readonly string[];
}

export default class Scenarios extends ChaosCommand {
  static override summary = 'list the scenarios that come with the tool';
  static override description = 'Each can be run by its name: `chaos spike NAME`, `chaos run NAME...`.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<Listed[]> {
    await this.parse(Scenarios);
    const listed: Listed[] = [];
    for (const name of libraryNames()) {
      const { plan } = await makePlan({ scenario: name, overrides: { storefront: 'resilient' }, cwd: process.cwd(), env: {} });
      const { stages, totalMs } = plan.load;
      const faults = plan.faults.map((fault) => `${fault.id}: ${describeFault(fault.spec)}${onLink(fault.link)}`);
      listed.push({
        name,
        title: plan.title,
        durationMs: totalMs,
        peakPerSecond: Math.max(0, ...stages.map((stage) => highestRate(stage) ?? 0)),
        faults,
      });
    }
    for (const { name, title, durationMs, peakPerSecond, faults } of listed) {
      this.log(`${name}  ${formatMs(durationMs)}, up to ${formatRate(peakPerSecond)}`);
      this.log(`  ${title}`);
      for (const fault of faults) this.log(`  ${fault}`);
    }
    return listed;
  }
}
