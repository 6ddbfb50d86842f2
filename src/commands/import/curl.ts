import { ChaosCommand } from '../../command.ts';
import { deliver, openImport, type ImportResult } from '../../import-desk.ts';
import { importArgs, importFlags } from '../../import-flags.ts';

export default class ImportCurl extends ChaosCommand {
  static override summary = 'make a scenario of curl commands, as documentation has them and browsers copy them';
  static override description =
    'One journey, a step for each request. Nothing is run and no file is read; a shell variable such as $TOKEN becomes ${env.TOKEN}. Secrets are left out.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> requests.sh --output requests.yaml',
    {
      description: 'from the clipboard of a browser: Copy as cURL (bash)',
      command: '<%= config.bin %> <%= command.id %> - --target http://127.0.0.1:8080',
    },
  ];
  static override args = importArgs;
  static override flags = importFlags;

  async run(): Promise<ImportResult> {
    const { args, flags } = await this.parse(ImportCurl);
    const { text, ...given } = await openImport(args.file, flags);
    const { importCurl } = await import('../../import/curl/curl.ts');
    return deliver(importCurl(text, given), flags, (line) => this.log(line));
  }
}
