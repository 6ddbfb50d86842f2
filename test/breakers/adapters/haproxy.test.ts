import assert from 'node:assert/strict';
import { payload, problem, read } from '../../support/breaker-pages.ts';

const csv = (status: string, more = ''): string => `# pxname,svname,status,chkdown,lastchg,last_chk,\npayments,s1,${status},2,7,${more},\n`;

describe('haproxy adapter', () => {
  for (const [status, state] of [
    ['UP', 'closed'],
    ['UP 1/2', 'closed'],
    ['DOWN', 'open'],
    ['DOWN 1/2', 'open'],
    ['MAINT', null],
    ['MAINT (via payments/s2)', null],
    ['DRAIN', null],
    ['NOLB', null],
    ['no check', null],
    ['OPEN', null],
  ] as const)
    it(`${status} is ${state}`, () => assert.equal(read('haproxy', csv(status), { proxy: 'payments' })?.state, state));

  it('a second more or less is what the whole seconds since the change leave', () =>
    assert.deepEqual(read('haproxy', csv('DOWN'), { proxy: 'payments' })?.changedAgoMs, [6_000, 8_000]));

  it('a quoted field with a comma and quotes in it', () =>
    assert.equal(read('haproxy', csv('DOWN', '"L7STS, ""bad"""'), { proxy: 'payments' })?.opened, 2));

  it('the columns by their own names, too', () =>
    assert.equal(read('haproxy', payload('haproxy/down.csv'), { pxname: 'payments', svname: 's1' })?.state, 'open'));

  it('says what stands there instead', () => {
    assert.match(problem('haproxy', '<!DOCTYPE HTML>'), /an HTML page: add ;csv to its URL/);
    assert.match(problem('haproxy', 'a 1'), /expected HAProxy's statistics as CSV/);
  });
});
