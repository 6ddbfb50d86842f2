import assert from 'node:assert/strict';
import { announcedIdleLimitMs } from '../../../../src/run/load/wire/keep-alive.ts';

describe('an announced keep-alive timeout', () => {
  const rows: [title: string, header: string | undefined, limitMs: number][] = [
    ['is honoured with a second to spare', 'timeout=5', 4_000],
    ['is found among other parameters', 'max=100, timeout = 30', 29_000],
    ['keeps half of a short one', 'timeout=1', 500],
    ['of nothing allows no reuse', 'timeout=0', 0],
    ['is no limit where it is not given', 'max=100', Number.POSITIVE_INFINITY],
    ['is no limit where there is no header', undefined, Number.POSITIVE_INFINITY],
  ];
  for (const [title, header, limitMs] of rows) it(title, () => assert.equal(announcedIdleLimitMs(header), limitMs));
});
