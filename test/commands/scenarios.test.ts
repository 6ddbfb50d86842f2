import assert from 'node:assert/strict';
import { libraryNames } from '../../src/scenario/files.ts';
import { openDesk, runCli, type Desk } from '../support/cli.ts';

describe('chaos scenarios', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  let desk: Desk;
  before(() => (desk = openDesk()));
  after(() => desk.remove());

  it('lists the library: name, title, length, peak, faults', async () => {
    const { code, stdout } = await runCli(['scenarios', '--json'], desk);
    const listed = JSON.parse(stdout);
    assert.equal(code, 0);
    assert.deepEqual(
      listed.map(({ name }: { name: string }) => name),
      libraryNames(),
    );
    const { title, durationMs, peakPerSecond, faults } = listed.find(({ name }: { name: string }) => name === 'black-friday');
    assert.deepEqual([title, durationMs, peakPerSecond], ['Doors open and the payment provider slows down', 100_000, 500]);
    assert.deepEqual(faults, ['payments-slow: latency 2 s +-500 ms on payments']);
  });

  it('each of them as text', async () => {
    const { stdout } = await runCli(['scenarios'], desk);
    assert.match(stdout, /^black-friday {2}1 m 40 s, up to 500\/s\n {2}Doors open/m);
  });
});
