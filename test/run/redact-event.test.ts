import assert from 'node:assert/strict';
import type { EventBody } from '../../src/events/event.ts';
import { redactEvent } from '../../src/run/redact-event.ts';

describe('secrets in events', () => {
  const secrets = ['hunter22', 'completed', '1000'];

  it('are blackened in what people wrote or an error says', () => {
    const rows: EventBody[] = [
      { type: 'ended', why: 'failed', detail: 'GET /hunter22' },
      { type: 'note', text: 'hunter22' },
      { type: 'rolled-back', complete: false, left: ['a hunter22 b'], ms: 1_000 },
      { type: 'fault-skipped', fault: 'f', why: 'hunter22' },
      { type: 'trouble', what: 'hunter22', detail: 'hunter22' },
      { type: 'command', command: 'note', from: 'hunter22', detail: 'hunter22' },
      { type: 'reconcile-failed', reason: 'http://h/hunter22 answered' },
    ];
    for (const event of rows) assert.doesNotMatch(JSON.stringify(redactEvent(event, secrets)), /hunter22/, event.type);
  });

  it('what ties events together stays, whatever the secrets are', () => {
    const rows: EventBody[] = [
      { type: 'ended', why: 'completed', detail: '' },
      { type: 'rolled-back', complete: true, left: [], ms: 1_000 },
      { type: 'fault-removed', fault: 'completed', sentMs: 1_000, confirmedMs: 1_000, counters: null, why: 'planned' },
    ];
    for (const event of rows) assert.deepEqual(redactEvent(event, secrets), event);
  });
});
