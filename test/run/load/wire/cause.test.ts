import assert from 'node:assert/strict';
import { Causes, causeOf, otherCauses, withoutParticulars } from '../../../../src/run/load/wire/cause.ts';

describe('causes', () => {
  for (const [title, text, wanted] of [
    ['a call of the system is its code', 'connect ECONNREFUSED 127.0.0.1:1234', 'ECONNREFUSED'],
    ['so is one over IPv6', 'connect ECONNREFUSED ::1:1234', 'ECONNREFUSED'],
    ['and a look-up', 'getaddrinfo ENOTFOUND shop.example.com', 'ENOTFOUND'],
    ['an address is left out', 'tunnel to 10.0.3.7:8443 failed', 'tunnel to … failed'],
    ['a port is left out, its host stays', 'no route to shop.example.com:8443', 'no route to shop.example.com'],
    ['an address in brackets is left out', 'no route to [fe80::1]:443', 'no route to …'],
    ['an id is left out', 'order 0b8b2f0e-5f0c-4a44-9c38-0c6d1d8a8f11 is unknown', 'order … is unknown'],
    ['a hash is left out', 'trace 4bf92f3577b34da6a3ce929d0e0e4736 failed', 'trace … failed'],
    ['a long number is left out', 'order 12345678 is unknown', 'order … is unknown'],
    ['a status stays', 'status 503', 'status 503'],
    ['a limit stays', 'in-flight limit of 100000', 'in-flight limit of 100000'],
    ['a time stays', 'no answer within 5 s', 'no answer within 5 s'],
    ['what a capture wanted stays', 'capture cart: nothing at $.items[0].id', 'capture cart: nothing at $.items[0].id'],
  ] as const)
    it(title, () => {
      assert.equal(withoutParticulars(text), wanted);
    });

  it('of an error: its code, wherever it stands, else its words', () => {
    const coded = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    assert.equal(causeOf(coded), 'ECONNREFUSED');
    assert.equal(causeOf(new AggregateError([coded])), 'ECONNREFUSED');
    assert.equal(causeOf(new Error('socket to 127.0.0.1:80 is gone')), 'socket to … is gone');
  });

  it('many causes are one beyond the most, and those known before stay what they are', () => {
    const causes = new Causes();
    assert.equal(causes.grouped('status 500'), 'status 500');
    const groups = new Set(Array.from({ length: 5_000 }, (_, i) => causes.grouped(`check ${i}`)));
    assert.ok(groups.size <= 201, String(groups.size));
    assert.ok(groups.has(otherCauses));
    assert.equal(causes.grouped('status 500'), 'status 500');
  });

  it('any number of particulars are one cause', () => {
    const causes = new Causes();
    const groups = new Set(Array.from({ length: 5_000 }, (_, i) => causes.grouped(`order ${10_000_000 + i} is unknown`)));
    assert.deepEqual([...groups], ['order … is unknown']);
    assert.equal(causes.grouped('status 500'), 'status 500');
  });
});
