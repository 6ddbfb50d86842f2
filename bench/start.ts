/**
 * `npm run bench:start`: how long until `--help` is printed, against a bare oclif command line in the same run, and until
 * the first request of a run reaches its target. Medians of alternating runs, of the built package (`npm run build` first).
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = 11;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

function helpMs(entry: string): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [entry, '--help'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - began;
}

/** The smallest thing oclif can be: one command that does nothing. */
function bareOclif(dir: string): string {
  mkdirSync(join(dir, 'commands'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  const pjson = { name: 'bare', version: '1.0.0', type: 'module', oclif: { bin: 'bare', commands: './commands' } };
  writeFileSync(join(dir, 'package.json'), JSON.stringify(pjson));
  writeFileSync(
    join(dir, 'commands', 'hello.js'),
    "import { Command } from '@oclif/core';\nexport default class Hello extends Command { async run() {} }\n",
  );
  writeFileSync(join(dir, 'run.js'), "import { execute } from '@oclif/core';\nawait execute({ dir: import.meta.url });\n");
  return join(dir, 'run.js');
}

async function firstRequestMs(dir: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const began = performance.now();
  const server = createServer((request, response) => {
    if (request.headers['x-stampede'] !== 'preflight') resolve(performance.now() - began);
    response.end('ok');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const child = spawn(process.execPath, [join(root, 'bin/run.js'), 'spike', url, '--quiet'], {
    cwd: dir,
    stdio: 'ignore',
    env: { ...process.env, STAMPEDE_STATE_DIR: join(dir, 'state') },
  });
  const took = await promise;
  child.kill('SIGINT');
  await new Promise((ended) => child.once('exit', ended));
  server.closeAllConnections();
  server.close();
  return took;
}

const dir = mkdtempSync(join(tmpdir(), 'chaos-bench-'));
try {
  spawnSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'inherit' });
  spawnSync(process.execPath, [join(root, 'scripts/manifest.ts')], { cwd: root, stdio: 'inherit' });
  const bare = bareOclif(join(dir, 'bare'));
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    theirs.push(helpMs(bare));
    ours.push(helpMs(join(root, 'bin/run.js')));
  }
  const first: number[] = [];
  for (let i = 0; i < 5; i++) first.push(await firstRequestMs(dir));
  console.log(
    `--help: chaos ${median(ours).toFixed(0)} ms, bare oclif ${median(theirs).toFixed(0)} ms, ratio ${(median(ours) / median(theirs)).toFixed(2)} (medians of ${rounds})`,
  );
  console.log(`first request reaches the target after ${median(first).toFixed(0)} ms (median of ${first.length})`);
} finally {
  rmSync(join(root, 'oclif.manifest.json'), { force: true });
  rmSync(dir, { recursive: true, force: true });
}
