import { Flags } from '@oclif/core';
import { ChaosCommand } from '../../command.ts';
import { deliver, openImport, type ImportResult } from '../../import-desk.ts';
import { importArgs, importFlags, readThink } from '../../import-flags.ts';

export default class ImportHar extends ChaosCommand {
  static override summary = 'make a scenario of a recording from a browser or a proxy (HAR)';
  static override description =
    'One journey: the requests in their order, with their pauses. Secrets and cookies are left out, ids that an answer gave are captured. Sends nothing.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> shop.har --output shop.yaml --target http://127.0.0.1:8080',
    '<%= config.bin %> <%= command.id %> shop.har --only-host api.example.com --rate 50/s',
  ];
  static override args = importArgs;
  static override flags = {
    ...importFlags,
    assets: Flags.boolean({ summary: 'also images, styles, scripts and fonts' }),
    'max-think': Flags.string({ summary: 'longest pause between two steps', helpValue: '10s', default: '10s' }),
  };

  async run(): Promise<ImportResult> {
    const { args, flags } = await this.parse(ImportHar);
    const maxThinkMs = readThink(flags['max-think']);
    const { text, ...given } = await openImport(args.file, flags);
    // Loaded when it is needed: every start from source loads every command.
    const { importHar } = await import('../../import/har/har.ts');
    return deliver(importHar(text, { ...given, assets: flags.assets, maxThinkMs }), flags, (line) => this.log(line));
  }
}
