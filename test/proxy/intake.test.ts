import assert from 'node:assert/strict';
import { Intake } from '../../src/proxy/intake.ts';

/** As a socket does it: asks where to, fills that, and tells. */
function read(intake: Intake, text: string): void {
  const into = intake.buffer();
  into.write(text);
  intake.callback(Math.min(text.length, into.length));
}

describe('intake', () => {
  it('hands on what was read, and reads to the same place again', () => {
    const intake = new Intake();
    const [came, places] = [[] as string[], new Set<ArrayBufferLike>()];
    intake.onData = (data) => {
      came.push(data.toString());
      places.add(data.buffer);
      return false;
    };
    for (const text of ['one', 'two', 'three']) read(intake, text);
    assert.deepEqual([came, places.size], [['one', 'two', 'three'], 1]);
  });

  it('reads elsewhere while what was read is still needed', () => {
    const intake = new Intake();
    const kept: Buffer[] = [];
    intake.onData = (data) => kept.push(data) > 0;
    for (const text of ['one', 'two', 'six']) read(intake, text);
    assert.deepEqual(kept.map(String), ['one', 'two', 'six']);
  });

  it('reads more at once from when it was seen to fill its memory', () => {
    const intake = new Intake();
    const kept: Buffer[] = [];
    let needed = false;
    intake.onData = (data) => kept.push(needed ? data : Buffer.from(data)) > 0 && needed;
    const small = intake.buffer().length;
    read(intake, 'a'.repeat(small - 1));
    assert.equal(intake.buffer().length, small);
    needed = true;
    read(intake, 'b'.repeat(small));
    const large = intake.buffer().length;
    assert.ok(large > small, `${large}`);
    read(intake, 'c'.repeat(large));
    read(intake, 'd');
    assert.equal(intake.buffer().length, large);
    assert.deepEqual(
      kept.map((data) => [data.length, new Set(data.toString()).size]),
      [
        [small - 1, 1],
        [small, 1],
        [large, 1],
        [1, 1],
      ],
    );
  });

  it('leaves its memory to the next one when it is closed, unless that is still needed', () => {
    const first = new Intake();
    const place = first.buffer();
    first.close();
    first.close();
    const [second, third] = [new Intake(), new Intake()];
    assert.equal(second.buffer(), place);
    assert.notEqual(third.buffer(), place, 'one, however often it was closed');
    second.onData = () => true;
    read(second, 'x');
    second.close();
    assert.notEqual(new Intake().buffer(), place);
  });
});
