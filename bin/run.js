#!/usr/bin/env node
// The production entry. Nothing newer than the oldest Node we might meet may stand in this file,
// so that a Node that is too old gets one sentence and not a stack trace.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `error NODE_TOO_OLD: chaos needs Node 22.18 or newer, and this is Node ${process.versions.node}. Install a current Node (https://nodejs.org) and try again.\n`,
  );
  process.exitCode = 2;
} else {
  // What was compiled once is kept in the folder for temporary files, as Node does it; where that can't be, nothing is.
  process.getBuiltinModule('node:module').enableCompileCache();
  import('@oclif/core').then(async ({ execute, settings }) => {
    settings.enableAutoTranspile = false;
    await execute({ dir: import.meta.url });
  });
}
