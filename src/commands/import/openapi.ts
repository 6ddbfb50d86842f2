import { Flags } from '@oclif/core';
import { ChaosCommand } from '../../command.ts';
import { deliver, openImport, type ImportResult } from '../../import-desk.ts';
import { importArgs, importFlags } from '../../import-flags.ts';
import { readText, readTextFile } from '../../scenario/files.ts';

export default class ImportOpenApi extends ChaosCommand {
  static override summary = 'make a scenario of an OpenAPI document (3.0 or 3.1, JSON or YAML)';
  static override description =
    'One journey for each operation that reads, with the values of its examples. References to files are followed, those to the network are not. Sends nothing.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> openapi.yaml --output api.yaml --target http://127.0.0.1:8080',
    '<%= config.bin %> <%= command.id %> openapi.yaml --all --rate 20/s',
  ];
  static override args = importArgs;
  static override flags = {
    ...importFlags,
    all: Flags.boolean({ summary: 'also operations that change something: POST, PUT, PATCH, DELETE' }),
  };

  async run(): Promise<ImportResult> {
    const { args, flags } = await this.parse(ImportOpenApi);
    const { text, ...given } = await openImport(args.file, flags);
    const { importOpenApi } = await import('../../import/openapi/openapi.ts');
    const read = (path: string): Promise<string> => readText(path, path, readTextFile);
    const { source, path } = given;
    return deliver(await importOpenApi(text, { source, path, read }, { ...given, all: flags.all }), flags, (line) => this.log(line));
  }
}
