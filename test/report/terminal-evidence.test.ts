import assert from 'node:assert/strict';
import { paint, type Line } from '../../src/report/styled.ts';
import { breakerLines, errorLines, generatorLines, orderLines } from '../../src/report/terminal-evidence.ts';
import { breached, empty, held, inconclusive } from '../support/sample-analysis.ts';

const text = (lines: readonly Line[]): string => paint(lines, { width: 80, color: false }).join('\n');
const found = held.reconciliation;
assert.ok(found);

/** As `held`, but what B saw is known to that interval only, and the moves rest on it. */
const inferredIn = (atMs: [number, number]) => {
  const [breaker] = held.breakers;
  assert.ok(breaker);
  const evidence = breaker.evidence.map((one) => (one.grade === 'B' ? { ...one, openedAtMs: atMs } : one));
  const transitions = breaker.transitions.slice(0, 1).map((one) => ({ ...one, atMs, evidence: 'B' as const }));
  return { ...held, breakers: [{ ...breaker, evidence, transitions }] };
};

describe('the evidence on a terminal', () => {
  for (const [name, lines, wanted] of [
    [
      'a breaker: trips, then its moves',
      breakerLines(held, 80),
      /payments: 3 trips, 2 from half-open, open for 15\.1 s \(A reported\)\n +closed → open 0:49\.0 → half-open 0:51\.1.*… 1 more\n +B upstream silent: agrees, opened at 0:49\.0$/s,
    ],
    [
      'an inferred trip that is known to 200 ms',
      breakerLines(inferredIn([9_610, 9_810]), 80),
      /closed → open 0:09\.7\n.*opened at 0:09\.7$/s,
    ],
    [
      'an inferred trip that is not, as the time in which it was',
      breakerLines(inferredIn([9_240, 9_830]), 80),
      /closed → open 0:09\.2 to 0:09\.8\n.*opened between 0:09\.2 and 0:09\.8$/s,
    ],
    [
      'a breaker that stayed closed',
      breakerLines(breached, 80),
      /^  breaker    payments: stayed closed \(A reported\)\n +B upstream not silent: agrees$/,
    ],
    [
      'a breaker whose source was silent',
      breakerLines(inconclusive, 80),
      /its source did not answer, and it could not be inferred:\s+link/,
    ],
    [
      'causes in columns',
      errorLines(held, 80),
      /60× +no answer within 5 s \(timeout\) +checkout  from 0:45\.2\n +24× +status 503 \(http error\) +checkout  from 0:22\.1$/,
    ],
    ['orders', orderLines(held, 80), /2,114 acknowledged, 2,117 persisted: 0 lost, 0 duplicated, 3 never/],
    [
      'orders lost, with examples',
      orderLines({ ...held, reconciliation: { ...found, lost: ['a', 'b', 'c', 'd'] } }, 80),
      /4 lost.*the ledger was read 2 times in 310 ms, until settle ended\n +lost: a, b, c and 1 more, all in report\.json\n/s,
    ],
    [
      'a ledger that had not settled',
      orderLines({ ...held, reconciliation: { ...found, settled: false } }, 80),
      /the ledger had not settled/,
    ],
    ['orders that were not compared', orderLines(inconclusive, 80), /not reconciled: the ledger did not answer/],
    [
      'the error budget, a line a promise',
      orderLines(held, 80),
      /full failure: +0\.11 min\n +a month at 99\.7 %: +0\.085 % of 129\.6 min\n/,
    ],
    ['a generator that kept up', generatorLines(held, 80), /p50 0\.31 ms, p99 2\.4 ms; 100 % of what was due was\s+sent$/],
    [
      'a generator of several threads',
      generatorLines({ ...held, generator: { ...held.generator, workers: 3 } }, 80),
      /^ {2}generator {2}3 workers, sends late by p50 0\.31 ms/,
    ],
    ['a generator that was saturated', generatorLines(inconclusive, 80), /saturated: 3\.1 % of the sends/],
    ['a generator that sent nothing', generatorLines(empty, 80), /^$/],
  ] as const)
    it(name, () => {
      assert.match(text(lines), wanted);
    });
});
