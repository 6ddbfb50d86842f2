/** Which process a pid is, also while it is being buried. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isSameProcess, processStart } from '../../src/run/state-process.ts';

describe('the process of a pid', () => {
  it('is this one, and no other that has its pid', () => {
    assert.equal(isSameProcess(process.pid, processStart(process.pid)), true);
    assert.equal(isSameProcess(process.pid, null), true);
    if (processStart(process.pid) !== null) assert.equal(isSameProcess(process.pid, '1'), false);
  });

  it('is gone where it is buried by its parent between the two looks', async () => {
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(said);
    const buried = (): null => {
      process.kill(pid, 'SIGKILL');
      for (const until = Date.now() + 5_000; isSameProcess(pid, null, () => null) && Date.now() < until;);
      return null;
    };
    assert.equal(isSameProcess(pid, null, buried), false);
    await once(parent, 'exit');
  });
});
