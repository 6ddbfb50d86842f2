import assert from 'node:assert/strict';
import { ChaosError } from '../../src/errors.ts';
import { createPeople } from '../../src/run/people.ts';
import { collectEvents } from '../support/injecting.ts';

describe('people', () => {
  it('are asked one thing at a time, and each answer is for what is asked', async () => {
    const seen = collectEvents();
    const people = createPeople(seen.emit);
    const first = people.ask({ fault: 'a', say: 'one', timeoutMs: 5_000 });
    const second = people.ask({ fault: 'b', say: 'two', timeoutMs: 5_000 });
    await new Promise(setImmediate);
    assert.deepEqual(
      seen.of('person-asked').map(({ say }) => say),
      ['one'],
    );
    assert.equal(people.confirm('ann'), 'a');
    assert.equal(await first, 'ann');
    await new Promise(setImmediate);
    assert.equal(people.confirm('bob'), 'b');
    assert.equal(await second, 'bob');
    assert.equal(people.confirm('bob'), null);
  });

  it('that say nothing are waited for no longer than asked, nor beyond the end of the run', async () => {
    const people = createPeople(() => {});
    const refused = (why: RegExp) => (error: unknown) =>
      error instanceof ChaosError && error.code === 'NOT_CONFIRMED' && why.test(error.message);
    await assert.rejects(people.ask({ fault: 'a', say: 'one', timeoutMs: 30 }), refused(/nobody confirmed within 30 ms/));
    const stop = new AbortController();
    const asked = people.ask({ fault: 'a', say: 'one', timeoutMs: 60_000, signal: stop.signal });
    setImmediate(() => stop.abort());
    await assert.rejects(asked, refused(/the run is ending/));
    await assert.rejects(people.ask({ fault: 'a', say: 'one', timeoutMs: 60_000, signal: stop.signal }), refused(/the run is ending/));
  });
});
