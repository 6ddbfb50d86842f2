#!/usr/bin/env node
// The same program from source: Node strips the types itself, so there is nothing to build.
import { readFileSync } from 'node:fs';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `error NODE_TOO_OLD: from a clone, run it as 'npm run -s chaos -- ARGS' after 'npm ci': that uses the Node 24 in node_modules; this is Node ${process.versions.node}.\n`,
  );
  process.exitCode = 2;
} else {
  // Stripping the types of every file takes half a second of each start; what was stripped once is kept, by content,
  // for the threads and processes of a run as well, which take the folder from the environment.
  process.env.NODE_COMPILE_CACHE =
    process.env.NODE_COMPILE_CACHE || fileURLToPath(new URL('../node_modules/.cache/chaos', import.meta.url));
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  // Not awaited here: what waits for a reader that has gone would make Node change the exit code.
  import('@oclif/core').then(async ({ execute, settings }) => {
    settings.enableAutoTranspile = false;
    const root = fileURLToPath(new URL('..', import.meta.url));
    const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const oclif = JSON.parse(JSON.stringify(pjson.oclif).replaceAll('./dist/', './src/'));
    await execute({ loadOptions: { root, pjson: { ...pjson, oclif }, ignoreManifest: true } });
  });
}
