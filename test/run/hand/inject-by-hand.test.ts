import assert from 'node:assert/strict';
import { systemClock as clock } from '../../../src/run/clock.ts';
import { clearFaults } from '../../../src/run/hand/clear-faults.ts';
import { injectByHand, type HandFault } from '../../../src/run/hand/inject-by-hand.ts';
import { readHandFault, readHandLink } from '../../../src/run/hand/read-hand-fault.ts';
import { createStopper } from '../../../src/run/stop.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { startToxiproxy } from '../../support/toxiproxies.ts';

describe('a fault held by hand', function () {
  // It has a watchdog of its own, a process, each time.
  this.timeout(30_000);
  useStateFolder();

  it('says at its end that it is out, and why', async function () {
    const found = await startToxiproxy(this, 'embedded');
    const ends: [string, string][] = [];
    async function hold(text: string, runId: string, then: (stopper: ReturnType<typeof createStopper>) => void): Promise<void> {
      const stopper = createStopper();
      const left = await injectByHand({
        runId,
        fault: readHandFault(text),
        link: readHandLink('pay=127.0.0.1:0,127.0.0.1:9'),
        toxiproxy: found.url,
        allowHosts: [],
        env: { ...process.env },
        clock,
        stopper,
        onInjected: () => then(stopper),
        onUndone: ({ what, link }: HandFault, why) => ends.push([`${what} on ${link}`, why]),
        onTrouble: () => {},
      });
      assert.deepEqual(left, []);
    }
    try {
      await hold('pay latency 2s for 100ms', 'h1', () => {});
      await hold('pay latency 2s for 50s', 'h2', (stopper) => stopper.request({ why: 'interrupted', detail: 'SIGINT' }));
      await hold('pay down for 50s', 'h3', () => void clearFaults('pay'));
    } finally {
      await found.stop();
    }
    assert.deepEqual(ends, [
      ['latency 2 s on pay', 'its time was over'],
      ['latency 2 s on pay', 'Ctrl-C'],
      ['down: connections refused on pay', 'cleared by chaos faults clear'],
    ]);
  });
});
