import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const module = fileURLToPath(new URL('../../../src/run/load/young-space.ts', import.meta.url));

/** Megabytes of young space in a process of its own, before and after a load that lets ever more survive for a while. */
function grown(keep: boolean): { before: number; after: number } {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { keepYoungSpace } from ${JSON.stringify(module)};
    const young = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20;
    const live = [];
    const work = (times) => {
      for (let i = 0; i < times; i += 1) live[i % 20_000] = { i, list: [i, i + 1, i + 2] };
    };
    work(50_000);
    if (${keep}) keepYoungSpace();
    const before = young();
    work(3_000_000);
    console.log(JSON.stringify({ before, after: young() }));
  `;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
}

describe('the space for young objects', () => {
  it('grows with what has survived, when it is left to itself', () => {
    const { before, after } = grown(false);
    assert.ok(after > before, `${before} MB, then ${after} MB`);
  });

  it('stays as it was when the load began', () => {
    const { before, after } = grown(true);
    assert.ok(after <= before, `${before} MB, then ${after} MB`);
  });
});
