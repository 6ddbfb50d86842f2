import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createEventStream } from '../../../../src/run/observe/breakers/event-stream.ts';

describe('server-sent events', () => {
  const text = 'ping: \n\ndata: {"group":"zahlung-€"}\n\n: comment\r\nid: 7\r\ndata: a\r\ndata: b\r\n\r\nevent: x\rdata:c\r\r';
  const wanted = ['{"group":"zahlung-€"}', 'a\nb', 'c'];

  it('are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { minLength: 1 }), (cuts) => {
        const stream = createEventStream();
        const bytes = Buffer.from(`${text}data: end\n\n`);
        const events: string[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = 1 + cuts[i % cuts.length]!;
          events.push(...stream.push(bytes.subarray(at, (at += size))));
        }
        assert.deepEqual(events, [...wanted, 'end']);
      }),
    );
  });

  it('one that never ends is not kept', () => {
    const stream = createEventStream(1_000);
    assert.throws(() => {
      for (let i = 0; i < 20; i++) stream.push(Buffer.from(`data: ${'x'.repeat(80)}\n`));
    }, /longer than/);
  });
});
