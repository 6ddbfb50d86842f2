import assert from 'node:assert/strict';
import { systemClock as clock } from '../../../src/run/clock.ts';
import { serveControl, type ControlReply, type ControlSocket } from '../../../src/run/control.ts';
import { assertCleared, clearFaults } from '../../../src/run/hand/clear-faults.ts';
import { registerRun } from '../../../src/run/state.ts';
import { useStateFolder } from '../../support/state-folder.ts';

const active = { fault: 'slow', link: 'payments', what: 'latency 2 s', until: null };

describe('clearing faults by name', () => {
  const folder = useStateFolder();
  let run: ControlSocket;

  beforeEach(async () => {
    const { socket } = registerRun({ runId: 'r1', name: 'black-friday', runDir: folder(), journal: 'j', clock });
    run = await serveControl(socket, ({ do: command, text }): ControlReply => {
      if (command === 'status') return { ok: true, text: 'r1', status: { faults: [active] } };
      const cleared = text === undefined || text === 'payments' ? ['slow'] : [];
      return { ok: true, text: 'answered', status: { cleared } };
    });
  });
  afterEach(() => run.close());

  it('says which are going out', async () => {
    const asked = await clearFaults('payments');
    assert.deepEqual(asked, [{ runId: 'r1', name: 'black-friday', ok: true, answer: 'answered', cleared: ['slow'] }]);
    await assertCleared('payments', asked);
  });

  it('is refused where there is none of that name anywhere, with those that are', async () => {
    const refused = { code: 'FAULT_NOT_ACTIVE', exit: 4, hint: 'active: slow on payments' };
    await assert.rejects(assertCleared('nosuch', await clearFaults('nosuch')), refused);
    await assert.rejects(assertCleared('nosuch', []), refused);
  });
});
