import assert from 'node:assert/strict';
import type { EventBody } from '../../src/events/event.ts';
import { UndoStack, within } from '../../src/run/undo-stack.ts';

describe('undo stack', () => {
  it('undoes in reverse, once', async () => {
    const done: string[] = [];
    const stack = new UndoStack();
    for (const name of ['first', 'second', 'third']) stack.push(name, async () => void done.push(name));
    await stack.run(() => {});
    await stack.run(() => {});
    assert.deepEqual(done, ['third', 'second', 'first']);
  });

  it('goes on after an undo that fails, and names it', async () => {
    const done: string[] = [];
    const told: EventBody[] = [];
    const stack = new UndoStack();
    stack.push('deepest', async () => void done.push('deepest'));
    stack.push('broken', async () => {
      throw new Error('no');
    });
    await stack.run((event) => told.push(event));
    assert.deepEqual(done, ['deepest']);
    assert.deepEqual(told, [{ type: 'undo', what: 'broken', ok: false, detail: 'no' }]);
  });

  it('shares one budget, of which the last still get something', async () => {
    const given: number[] = [];
    const told: EventBody[] = [];
    const stack = new UndoStack();
    let leftMs = 600;
    for (const name of ['last', 'hangs', 'first'])
      stack.push(name, async (withinMs) => {
        given.push(withinMs);
        leftMs -= 500;
        if (name === 'hangs') await new Promise(() => {});
      });
    const began = performance.now();
    await stack.run(
      (event) => told.push(event),
      () => leftMs,
    );
    assert.deepEqual(given, [600, 400, 400]);
    assert.deepEqual(
      told.map((event) => event.type === 'undo' && event.what),
      ['hangs'],
    );
    assert.ok(performance.now() - began < 2_000);
  });

  it('does not wait for ever', async () => {
    await assert.rejects(within(new Promise(() => {}), 20, 'slow thing'), /slow thing took more than 20 ms/);
  });
});
