import assert from 'node:assert/strict';
import { toLine } from '../../src/events/log-line.ts';
import { randomOf } from '../support/synthetic-log.ts';
import { GuardedSystem } from '../support/guarded-system.ts';
import { Accounting } from '../../src/run/load/books/accounting.ts';
import { StageClock } from '../../src/run/load/pace/stage-clock.ts';

const mega = 1_000_000;
const hour = 3_600;
/** docs/verify-04.md: what an hour of the default scenario writes without breakers to infer, and the bound. */
const [measuredMb, boundMb] = [16.3, 20];

describe('what inference adds to the log', () => {
  it('looks at a link: under a megabyte an hour', () => {
    const system = new GuardedSystem({ trouble: 'none', faultMs: [0, 0] });
    const random = randomOf(1);
    for (let tMs = 0; tMs < 60_000; tMs += 5) system.meet(tMs, random);
    const bytes = system.activity(60_000, random).reduce((sum, event) => sum + toLine(event).length + 1, 0);
    assert.ok((bytes / 60) * hour < 0.8 * mega, `${((bytes / 60) * hour) / mega} MB`);
  });

  it('times of errors: the default scenario stays in its bound where a fifth of its time all fails', () => {
    // 500/s as at its peak, times as a collapse has them: spread before it, the same bucket after it.
    const bytesIn = (keeps: boolean): number => {
      const books = new Accounting(['a'], new StageClock([{ startMs: 0, forMs: 10_000 }]), keeps);
      const random = randomOf(1);
      let bytes = 0;
      for (let tMs = 0; tMs < 10_000; tMs += 2) {
        const entry = { intendedMs: tMs, route: 0, stage: 0 };
        books.intend(entry);
        books.failed(entry, 'httpError', 'status 500', false, 1, tMs < 5_000 ? 200 + 300 * random() : 0.4 + 0.4 * random());
        if (tMs % 500 === 498) bytes += toLine({ type: 'load', bins: books.flush()?.bins ?? [] }).length;
      }
      return bytes;
    };
    const addedMb = (((bytesIn(true) - bytesIn(false)) / 10) * hour * 0.2) / mega;
    assert.ok(measuredMb + addedMb + 0.8 < boundMb, `${addedMb} MB an hour`);
    assert.ok(addedMb < 1.5, `${addedMb} MB an hour`);
  });
});
