import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { outliveReaders } from '../src/deaf-readers.ts';

describe('readers that go away', () => {
  const stream = (): NodeJS.WriteStream => new PassThrough() as unknown as NodeJS.WriteStream;
  const failing = (code: string): Error => Object.assign(new Error(code), { code });

  it('a closed pipe and a closed terminal are no errors', () => {
    const out = stream();
    outliveReaders([out]);
    for (const code of ['EPIPE', 'EIO']) out.emit('error', failing(code));
  });

  it('a full disk is', () => {
    const out = stream();
    outliveReaders([out]);
    assert.throws(() => out.emit('error', failing('ENOSPC')), /ENOSPC/);
  });

  it('a listener that would have ended the program is replaced, and calling it twice changes nothing', () => {
    const out = stream();
    out.on('error', (error) => {
      throw error;
    });
    outliveReaders([out]);
    outliveReaders([out]);
    out.emit('error', failing('EIO'));
    assert.equal(out.listenerCount('error'), 1);
  });
});
