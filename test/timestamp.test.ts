import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseTimestamp } from '../src/timestamp.ts';

describe('parseTimestamp', () => {
  const moment = Date.UTC(2026, 10, 27, 9, 30, 15);

  it('reads what logs write', () => {
    const rows: [unknown, number][] = [
      ['27/Nov/2026:09:30:15 +0000', moment],
      ['27/Nov/2026:11:00:15 +0130', moment],
      ['26/Nov/2026:23:30:15 -1000', moment],
      ['2026-11-27T09:30:15Z', moment],
      ['2026-11-27T09:30:15.250Z', moment + 250],
      ['2026-11-27T09:30:15,5+00:00', moment + 500],
      ['2026-11-27T10:30:15+01:00', moment],
      ['2026-11-27T10:30:15.000000+0100', moment],
      ['2026-11-27 09:30:15', moment],
      ['2026-11-27 09:30', moment - 15_000],
      [moment / 1_000, moment],
      [moment / 1_000 + 0.125, moment + 125],
      [moment, moment],
      [moment * 1e3, moment],
      [String(moment / 1_000), moment],
      ['1795771815.125', 1_795_771_815_125],
      ['12.5', 12_500],
      [0, 0],
    ];
    for (const [written, ms] of rows) assert.equal(parseTimestamp(written), ms, String(written));
    assert.ok(Math.abs((parseTimestamp(moment * 1e6) ?? 0) - moment) < 1);
  });

  it('reads nothing else', () => {
    for (const written of [
      '',
      'yesterday',
      '27/Nev/2026:09:30:15 +0000',
      '2026-13-01T00:00:00Z',
      '2026-01-01T25:00:00Z',
      '10:30',
      -1,
      Number.NaN,
      null,
      undefined,
      {},
      true,
    ])
      assert.equal(parseTimestamp(written), undefined, String(written));
  });

  it('agrees with the calendar, leap years included', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2399-12-31T00:00:00Z'), noInvalidDate: true }),
        (date) => {
          assert.equal(parseTimestamp(date.toISOString()), date.getTime());
        },
      ),
    );
  });
});
