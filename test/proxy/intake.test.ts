import assert from 'node:assert/strict';
import { Intake } from '../../src/proxy/intake.ts';

/** As a socket does it: asks where to, fills that, and tells. */
function read(intake: Intake, text: string): void {
  const into = intake.buffer();
  into.write(text);
  intake.callback(text.length, into);
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
