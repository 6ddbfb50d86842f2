import assert from 'node:assert/strict';
import { faultSheet } from '../src/fault-sheet.ts';
import { wallMsOf } from '../src/run/clock.ts';
import type { ListedFault } from '../src/run/hand/list-faults.ts';

const now = wallMsOf('2026-11-27T02:00:00Z');
const run = '20261127-020100-black-friday-k3f9';

const told: ListedFault = {
  fault: 'slow',
  what: 'latency 2 s',
  link: 'payments',
  toxiproxy: null,
  whose: run,
  until: '2026-11-27T02:00:34.200Z',
  lockUntil: null,
};
const url = 'http://127.0.0.1:8474';

describe('what chaos faults tells', () => {
  it('is how long each has left, run by run and server by server', () => {
    const others = {
      fault: null,
      what: 'latency upstream (toxic human)',
      link: 'others',
      toxiproxy: url,
      whose: 'unknown (not made by chaos)',
    };
    const lines = faultSheet({ faults: [told, { ...others, until: null, lockUntil: null }], silent: [] }, now);
    assert.deepEqual(
      lines.map((line) => line.trim().replaceAll(/ {2,}/g, ' | ')),
      [
        'by runs of this machine',
        'fault | link | whose | time',
        `latency 2 s | payments | ${run} | 34 s left`,
        `on ${url}`,
        'fault | link | whose | time',
        'latency upstream (toxic human) | others | unknown (not made by chaos) | not known',
      ],
    );
  });

  it('fits 100 columns, whatever things are called', () => {
    const long = 'x'.repeat(200);
    const faults = [
      { ...told, what: long, link: long, whose: long, until: '2026-11-27T05:59:59.000Z' },
      {
        ...told,
        what: long,
        link: long,
        toxiproxy: url,
        whose: `${run} (ann on ci-7)`,
        until: null,
        lockUntil: '2026-11-27T02:04:59.000Z',
      },
    ];
    const lines = faultSheet({ faults, silent: [] }, now);
    for (const line of lines) assert.ok(line.length <= 100, `${line.length}: ${line}`);
    assert.match(lines.at(-1) ?? '', /lock 4 m 59 s$/);
  });

  it('is never that nothing is active where somebody could not be asked', () => {
    assert.deepEqual(faultSheet({ faults: [], silent: [] }, now), ['no fault is active']);
    assert.deepEqual(faultSheet({ faults: [], silent: ['http://127.0.0.1:1: no answer'] }, now), []);
  });
});
