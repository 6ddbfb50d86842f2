/** A Node that is too old gets one sentence. The check runs before anything that such a Node could not read. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/cli.ts';

/** The machine's own Node, where it is older than we need: the one npm scripts put first on the PATH left out. */
function oldNode(): string | undefined {
  const path = (process.env['PATH'] ?? '').split(':').filter((dir) => !dir.includes('node_modules'));
  for (const dir of path) {
    const node = join(dir, 'node');
    try {
      const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
      if (Number.parseInt(version, 10) < 22) return node;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

describe('a Node that is too old', () => {
  for (const entry of ['bin/run.js', 'bin/dev.js']) {
    it(`${entry} says so in one sentence`, () => {
      const node = oldNode();
      // Where there is no old Node the version is set back before the entry is loaded.
      const args =
        node === undefined
          ? ['--import', 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})']
          : [];
      const { stderr, stdout, status } = spawnSync(node ?? process.execPath, [...args, join(root, entry), 'spike'], { encoding: 'utf8' });
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^error NODE_TOO_OLD: [^\n]+\n$/);
    });
  }

  it('bin/run.js loads nothing before the check', () => assert.doesNotMatch(readFileSync(join(root, 'bin/run.js'), 'utf8'), /^import /m));
});
