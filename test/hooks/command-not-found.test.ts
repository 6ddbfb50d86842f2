import assert from 'node:assert/strict';
import { openDesk, runCli, type Desk } from '../support/cli.ts';

describe('a command nobody knows', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  let desk: Desk;
  before(() => {
    desk = openDesk();
  });
  after(() => desk.remove());

  it('is wrong usage, with a guess at what was meant', async () => {
    const { code, stdout, stderr } = await runCli(['spkie'], desk);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error USAGE: there is no command "spkie"\nhint: did you mean 'chaos spike'\?/);
  });

  it('is guessed in the words that are typed, of several words too', async () => {
    const { code, stderr } = await runCli(['faults', 'clera'], desk);
    assert.equal(code, 2);
    assert.match(stderr, /^error USAGE: there is no command "faults clera"\nhint: did you mean 'chaos faults clear'\?/);
  });

  it('is JSON under --json', async () => {
    const { code, stdout } = await runCli(['nosuch', '--json'], desk);
    assert.equal(code, 2);
    assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'USAGE');
  });
});
