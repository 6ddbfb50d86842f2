import assert from 'node:assert/strict';
import type { Measures, ProbeFacts } from '../../src/objectives/measures.ts';
import { judgedAs as is } from '../support/judged.ts';

const look = (tMs: number, ok = true): ProbeFacts['looks'][number] => ({ tMs, ok, detail: ok ? '' : 'status 503' });
const probe = (...looks: ProbeFacts['looks']): Partial<Measures> => ({
  probe: () => ({ answered: true, looks }),
  window: () => [20_000, 40_000],
});

describe('judging probes', () => {
  const text = 'probe health holds during peak';

  it('is held when it held each time, and tells the first time that it did not', () => {
    assert.equal(is('held', text, probe(look(20_000), look(40_000))).actual, 'held 2 of 2 times');
    const judged = is('breached', text, probe(look(21_000), look(26_000, false), look(31_000, false)));
    assert.deepEqual([judged.actual, judged.reason], ['failed 2 of 3 times', 'first at 26 s: status 503']);
  });

  it('minds the time that is asked about', () => {
    is('held', text, probe(look(19_999, false), look(30_000), look(40_001, false)));
  });

  it('knows nothing of what was not looked at', () => {
    is('inconclusive', text, probe(look(10_000)));
    is('inconclusive', text, { probe: () => ({ answered: false, looks: [] }) });
    is('inconclusive', text);
    is('inconclusive', text, { ...probe(look(30_000)), window: () => ({ missing: 'never began' }) });
  });
});
