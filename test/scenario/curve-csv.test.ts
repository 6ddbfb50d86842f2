import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readCurve } from '../../src/scenario/curve-csv.ts';

describe('a curve as CSV', () => {
  it('holds each rate until the next row, the last one as long as the one before', () => {
    assert.deepEqual(readCurve('time,rate\n0,10\n30,20.5\n60,0\n'), {
      recording: { everyMs: 30_000, perSecond: [10, 20.5, 0] },
      warning: null,
    });
    assert.deepEqual(readCurve('time,rate\n0,10\n10,20\n40,5\n'), {
      recording: { everyMs: 10_000, perSecond: [10, 20, 20, 20, 5, 5, 5] },
      warning: null,
    });
  });

  it('turns counts into rates; other columns, their order, case and a byte order mark do not matter', () => {
    assert.deepEqual(readCurve('\uFEFFhost,Count,Time\na,600,2026-11-27T00:00:00Z\n"b,c",1200,2026-11-27T00:01:00Z\n'), {
      recording: { everyMs: 60_000, perSecond: [10, 20] },
      warning: null,
    });
  });

  it('keeps the integral, whatever the distances', () => {
    const rows = fc.array(fc.record({ gapMs: fc.integer({ min: 1, max: 100_000 }), rate: fc.integer({ min: 0, max: 1_000 }) }), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (list) => {
        let atMs = 0;
        const text = list.map(({ gapMs, rate }) => {
          const row = `${atMs / 1_000},${rate}`;
          atMs += gapMs;
          return row;
        });
        const read = readCurve(['time,rate', ...text].join('\n'));
        assert.ok('recording' in read, JSON.stringify(read));
        const { everyMs, perSecond } = read.recording;
        const wanted = list.reduce(
          (sum, { gapMs, rate }, i) => sum + rate * (i === list.length - 1 ? (list[i - 1]?.gapMs ?? 0) : gapMs),
          0,
        );
        const got = perSecond.reduce((sum, rate) => sum + rate * everyMs, 0);
        assert.ok(Math.abs(got - wanted) <= 1e-5 * Math.max(1_000, wanted), `${got} of ${wanted}`);
        assert.ok(perSecond.length <= 3_600);
      }),
    );
  });

  it('finds every mistake with its line', () => {
    const of = (text: string): string[] => {
      const read = readCurve(text);
      return 'mistakes' in read ? read.mistakes.map(({ line, message }) => `${line}: ${message}`) : [];
    };
    assert.deepEqual(of('time,rate\n0,10\nnoon,20\n20,-1\n30,\n25,5\n40,1\n40,1\n'), [
      '3: expected a time in seconds, or such as 2026-11-27T00:00:00Z, got "noon"',
      '4: expected a rate of 0 or more, got "-1"',
      '5: expected a rate of 0 or more, got an empty text',
      '8: its time is not after that of line 7: rows stand in the order of time',
    ]);
    assert.deepEqual(of('when,rate\n0,1\n'), [
      '1: expected a first line with the columns time and rate (per second), or time and count, got "when,rate"',
    ]);
    assert.deepEqual(of(''), ['1: expected a first line with the columns time and rate (per second), or time and count, got nothing']);
    assert.deepEqual(of('time,count\n0,1\n'), ['1: expected at least two rows, got 1: one does not say how long it lasts']);
    assert.match(of('time,rate\n0,"1\n')[0] ?? '', /^\d+: not CSV: /);
  });
});
