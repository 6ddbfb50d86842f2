import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from '../../../src/events/event.ts';
import { watchSilence } from '../../../src/run/observe/silence.ts';

const source = (instance: string, answering: boolean): Event =>
  ({ type: 'breaker-source', breaker: 'payments', instance, answering, seen: answering, detail: '', tMs: 0, seq: 1 }) as unknown as Event;

describe('observers that fall silent', () => {
  const told: string[] = [];
  beforeEach(() => void (told.length = 0));

  it('are dead when none has answered for a while, which is told once', async () => {
    const watch = watchSilence((reason) => told.push(reason), 60);
    for (const event of [source('a:1', true), source('b:1', true), source('a:1', false), source('b:1', false), source('b:1', false)])
      watch.see(event);
    await sleep(200);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^no breaker source has answered for 0 s \(a:1, b:1\)/);
  });

  it('are not while one answers, nor when one comes back', async () => {
    const watch = watchSilence((reason) => told.push(reason), 60);
    for (const event of [source('a:1', true), source('b:1', true), source('a:1', false)]) watch.see(event);
    await sleep(150);
    watch.see(source('b:1', false));
    watch.see(source('a:1', true));
    await sleep(150);
    assert.deepEqual(told, []);
  });

  it('are nobody’s concern where nothing is observed, or when the run is over', async () => {
    const watch = watchSilence((reason) => told.push(reason), 30);
    watch.see({ type: 'note', text: 'x' } as unknown as Event);
    watch.see(source('a:1', false));
    watch.stop();
    await sleep(100);
    assert.deepEqual(told, []);
  });
});
