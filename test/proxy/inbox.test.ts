import assert from 'node:assert/strict';
import { Inbox } from '../../src/proxy/inbox.ts';

const chunk = (text: string) => ({ data: Buffer.from(text), atMs: 0 });

describe('inbox', () => {
  it('gives chunks in order, then the end, again and again', () => {
    const inbox = new Inbox(0);
    const [a, b] = [chunk('a'), chunk('b')];
    inbox.put(a);
    inbox.put(b);
    inbox.end();
    inbox.put(chunk('too late'));
    assert.deepEqual([inbox.take(), inbox.take(), inbox.take(), inbox.take()], [a, b, 'end', 'end']);
  });

  it('is full beyond its capacity', () => {
    const inbox = new Inbox(1);
    inbox.put(chunk('a'));
    assert.equal(inbox.full, false);
    inbox.put(chunk('b'));
    assert.equal(inbox.full, true);
    inbox.take();
    assert.equal(inbox.full, false);
  });
});
