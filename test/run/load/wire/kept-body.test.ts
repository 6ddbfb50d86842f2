import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { KeptBody } from '../../../../src/run/load/wire/kept-body.ts';

describe('KeptBody', () => {
  it('is the pieces put together, whatever their size, and copies of them', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5_000 }), { maxLength: 8 }), fc.nat(3_000), (pieces, bytes) => {
        const body = new KeptBody();
        const inbox = Buffer.alloc(5_000);
        for (const piece of pieces) {
          inbox.set(piece);
          body.add(inbox.subarray(0, piece.length));
        }
        inbox.fill(0);
        const whole = Buffer.concat(pieces);
        assert.equal(body.length, whole.length);
        assert.equal(body.text(), whole.toString('utf8'));
        assert.deepEqual(body.start(bytes), whole.subarray(0, bytes));
        body.clear();
        assert.deepEqual([body.length, body.text(), body.start(9).length], [0, '', 0]);
      }),
    );
  });

  it('a million pieces of a byte take little more than their million bytes', () => {
    const body = new KeptBody();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 1_000_000; i += 1) body.add(Buffer.from('x'));
    assert.ok(process.memoryUsage().arrayBuffers - before < 30e6);
    assert.equal(body.length, 1_000_000);
  });
});
