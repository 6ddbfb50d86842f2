import assert from 'node:assert/strict';
import type { EventBody } from '../../src/events/event.ts';
import { redactEvent } from '../../src/run/redact-event.ts';
import { requestSample } from '../support/sample-events.ts';

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

  it('are blackened in causes and in requests that are kept: path, headers, body', () => {
    const row = { route: 'home', stage: 0, outcome: 'httpError' as const, cause: 'check wanted hunter22', count: 1, firstMs: 0, lastMs: 0 };
    const load = redactEvent({ type: 'load', bins: [], routes: [], errors: [row] }, secrets);
    assert.deepEqual(load, { type: 'load', bins: [], routes: [], errors: [{ ...row, cause: 'check wanted [redacted]' }] });
    const sample: EventBody = {
      type: 'sample',
      kept: 'first',
      sample: {
        ...requestSample,
        cause: row.cause,
        path: '/hunter22',
        headers: [['x-hunter22', 'a hunter22 b']],
        body: { bytes: 8, type: 'text/hunter22', text: 'hunter22', whole: true },
      },
    };
    const clean = redactEvent(sample, secrets);
    assert.doesNotMatch(JSON.stringify(clean), /hunter22/);
    assert.ok(
      clean.type === 'sample' && clean.sample.cause === 'check wanted [redacted]',
      'the cause of a request is the one in the table',
    );
  });

  it('a secret that was cut off in the middle is no less one', () => {
    const cut = (text: string): string => {
      const event = redactEvent({ type: 'sample', kept: 'first', sample: { ...requestSample, path: text } }, secrets);
      return (event as Extract<EventBody, { type: 'sample' }>).sample.path ?? '';
    };
    assert.equal(cut('/a/hunter2'), '/a/[redacted]');
    assert.equal(cut('/a/hunt…'), '/a/[redacted]…');
    assert.equal(cut('/a/hunter22/hunte'), '/a/[redacted]/[redacted]');
    assert.equal(cut('/a/hun'), '/a/hun', 'three characters are no more than chance');
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
