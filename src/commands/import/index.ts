import { ChaosCommand } from '../../command.ts';

interface Importer {
  readonly format: string;
  readonly command: string;
  readonly reads: string;
}

const importers: readonly Importer[] = [
  { format: 'HAR', command: 'import har FILE', reads: 'a recording exported from a browser or a proxy' },
  { format: 'curl', command: 'import curl FILE', reads: 'curl commands; - reads standard input' },
  { format: 'OpenAPI', command: 'import openapi FILE', reads: 'an OpenAPI 3.0 or 3.1 document' },
];

export default class Import extends ChaosCommand {
  static override summary = 'make a scenario of existing traffic; lists what can be imported';
  static override description = 'Importing sends nothing, and secrets are left out of what it writes.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<readonly Importer[]> {
    await this.parse(Import);
    for (const { command, reads } of importers) this.log(`${this.config.bin} ${command.padEnd(20)} ${reads}`);
    return importers;
  }
}
