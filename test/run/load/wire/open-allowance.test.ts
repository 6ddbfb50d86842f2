import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { OpenAllowance } from '../../../../src/run/load/wire/open-allowance.ts';

function spendAll(allowance: OpenAllowance): number {
  let spent = 0;
  for (; !allowance.isSpent; spent += 1) allowance.spend();
  return spent;
}

describe('OpenAllowance', () => {
  it('holds up nobody who keeps the time of the plan, if nothing ever comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), (perSecond) => {
        const allowance = new OpenAllowance(perSecond);
        let sent = 0;
        for (let nowMs = 1; nowMs <= 200; nowMs += 1) {
          allowance.grow(nowMs);
          for (; sent < (nowMs * perSecond) / 1_000; sent += 1) {
            assert.equal(allowance.isSpent, false, `after ${sent} of ${perSecond}/s`);
            allowance.spend();
          }
        }
      }),
    );
  });

  it('does not grow with a stall', () => {
    const allowance = new OpenAllowance(20_000);
    allowance.grow(0);
    assert.equal(spendAll(allowance), 40);
    allowance.grow(0);
    assert.equal(spendAll(allowance), 0);
    allowance.grow(500);
    assert.equal(spendAll(allowance), 40);
  });

  it('lets a few come at once however slow the plan is, and what was spent beyond it is no debt', () => {
    const allowance = new OpenAllowance(1);
    allowance.grow(0);
    assert.equal(spendAll(allowance), 16);
    for (let i = 0; i < 100; i += 1) allowance.spend();
    allowance.grow(1);
    assert.equal(spendAll(allowance), 4);
  });
});
