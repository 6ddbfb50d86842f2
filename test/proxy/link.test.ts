import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Link } from '../../src/proxy/link.ts';

/** A socket as far as a link writes to it; it takes nothing until it is told to. */
class Sink {
  readonly written: Buffer[] = [];
  taken = 0;
  readonly highWaterMark = 64 * 1_024;

  get writableLength(): number {
    return this.written.reduce((sum, { length }) => sum + length, 0) - this.taken;
  }

  get writableNeedDrain(): boolean {
    return this.writableLength >= this.highWaterMark;
  }

  write(data: Buffer): void {
    this.written.push(data);
  }
}

class Source {
  reading = true;
  pause(): void {
    this.reading = false;
  }
  resume(): void {
    this.reading = true;
  }
  isPaused(): boolean {
    return !this.reading;
  }
}

describe('link without toxics', () => {
  const make = (): { source: Source; sink: Sink; link: Link } => {
    const [source, sink] = [new Source(), new Sink()];
    const owner = { closeSocket: () => undefined, resetOnClose: () => undefined, seed: 1 };
    return { source, sink, link: new Link(source as unknown as Socket, sink as unknown as Socket, owner, []) };
  };

  it('needs what it was fed no longer when the sink took it at once', () => {
    const { sink, link } = make();
    sink.taken = 5;
    assert.equal(link.feed(Buffer.from('taken')), false);
  });

  it('hands on what it was fed without a copy, and copies only small pieces that have to wait behind it', () => {
    const { sink, link } = make();
    const memory = Buffer.alloc(64 * 1_024, 'a');
    assert.equal(link.feed(memory.subarray(0, 10)), true);
    assert.equal(sink.written[0]?.buffer, memory.buffer);
    const next = Buffer.alloc(64 * 1_024, 'b');
    for (let n = 0; n < 3; n++) assert.equal(link.feed(next.subarray(0, 10)), false);
    next.fill('c');
    assert.equal(link.feed(memory), true);
    assert.equal(sink.written.pop()?.buffer, memory.buffer);
    assert.equal(Buffer.concat(sink.written).toString(), `${'a'.repeat(10)}${'b'.repeat(30)}`);
  });

  it('stops reading while the sink is full', () => {
    const { source, sink, link } = make();
    link.feed(Buffer.alloc(sink.highWaterMark));
    assert.equal(source.reading, false);
    sink.taken = sink.highWaterMark;
    link.sinkDrained();
    assert.equal(source.reading, true);
  });
});
