import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isLock, lockName, lockOwner, readLock, writeLock, type LockText } from '../../../src/run/inject/link-lock.ts';

const text: LockText = { run: 'r1', host: 'ci-7', user: 'ann', untilMs: Date.UTC(2026, 10, 27, 2, 10), proxy: 'payments', down: false };

describe('the lock of a link', () => {
  it('is named after where the link listens, however that is written', () => {
    assert.equal(lockName('127.0.0.1:3306'), 'stampede-lock-127.0.0.1-3306');
    assert.equal(lockName('LOCALHOST:3306'), lockName('127.0.0.1:3306'));
    for (const all of [':80', '0.0.0.0:80', '[::]:80']) assert.equal(lockName(all), 'stampede-lock-all-80');
    assert.notEqual(lockName('127.0.0.1:80'), lockName('127.0.0.2:80'));
    assert.match(lockName('[fe80::1%eth0]:80'), /^[A-Za-z0-9._-]+$/);
  });

  it('is told from a link by its name', () => {
    assert.ok(isLock(lockName('db:1')));
    assert.ok(!isLock('stampede-r1-payments') && !isLock('payments'));
  });

  it('says whose it is, until when, and whether the link was taken down', () => {
    assert.equal(writeLock(text), 'run=r1;host=ci-7;user=ann;until=2026-11-27T02:10:00.000Z;proxy=payments;down=0');
    assert.match(writeLock({ ...text, down: true }), /;down=1;prior=enabled$/);
    assert.equal(lockOwner(text), 'run r1 of ann on ci-7, until 2026-11-27T02:10:00.000Z');
  });

  it('reads back what it wrote, whatever people call their machines', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1 });
    const written = fc.record(
      {
        run: word,
        host: word,
        user: word,
        proxy: word,
        untilMs: fc.integer({ min: 0, max: 4e12 }),
        down: fc.boolean(),
      },
      { noNullPrototype: true },
    );
    fc.assert(fc.property(written, (lock) => assert.deepEqual(readLock(writeLock(lock)), lock)));
  });

  it('reads nothing out of what no run wrote', () => {
    for (const other of ['', 'db:5432', 'run=;until=2026-11-27T02:10:00.000Z;proxy=p', 'run=r;until=soon;proxy=p', 'run=r1'])
      assert.equal(readLock(other), null, other);
    assert.equal(readLock('run=r%;host=;until=2026-11-27T02:10:00.000Z;proxy=p;down=1')?.run, 'r%');
  });
});
