import assert from 'node:assert/strict';
import { breakerLanes, faultLanes, stageLane } from '../../src/report/html-lanes.ts';
import { aborted, breached, empty, held, inconclusive } from '../support/sample-analysis.ts';

const widths = (text: string): number[] =>
  [...text.matchAll(/<(?:rect|svg)(?: class="[a-z-]+")? x="[\d.]+%" width="([\d.]+)%"/g)].map(([, width]) => Number(width));

describe('the strips under the time axis', () => {
  it('stages fill the axis from end to end, each with its rate to point at', () => {
    const lane = stageLane(held)?.text ?? '';
    assert.deepEqual(widths(lane).slice(-4), [20, 5, 65, 10]);
    assert.match(lane, /<title>doors: 100\/s to 500\/s, 0:20\.0 to 0:25\.0<\/title>/);
    assert.match(lane, /<title>peak: 500\/s, /);
  });

  it('a run that was cut short shows only the stages it came to', () => {
    const lane = stageLane(aborted)?.text ?? '';
    assert.match(lane, /peak/);
    assert.doesNotMatch(lane, /recovery/);
  });

  it('a fault is a band over its window, and none where it was due after the end', () => {
    assert.match(faultLanes(held)[0]?.text ?? '', /class="fault" x="45\.009%" width="19\.993%"/);
    assert.doesNotMatch(faultLanes(empty)[0]?.text ?? '', /<rect class="fault/);
    assert.match(faultLanes(empty)[0]?.text ?? '', /not injected/);
  });

  it('the states of a breaker leave no gap and do not overlap', () => {
    const lane = breakerLanes(held)[0]?.text ?? '';
    const sum = [...lane.matchAll(/<rect class="(?:open|half-open|closed)" x="[\d.]+%" width="([\d.]+)%"/g)].reduce(
      (total, [, width]) => total + Number(width),
      0,
    );
    assert.ok(Math.abs(sum - 100) < 0.01, String(sum));
    assert.match(lane, /<title>orders: open 0:49\.0 to 0:51\.1<\/title>/);
  });

  for (const [what, analysis, wanted] of [
    ['tripped', held, /3 trips, 2 from half-open, open for 15\.1 s \(A reported\); thin: closed, half: half-open, full: open/],
    ['stayed closed', breached, /<span>stayed closed \(A reported\)<\/span>/],
    ['was not heard of', inconclusive, /its source did not answer.*<rect class="silent"/],
  ] as const)
    it(`a breaker that ${what} says so`, () => {
      assert.match(breakerLanes(analysis)[0]?.text ?? '', wanted);
    });

  it('each instance has a row of its own', () => {
    const two = held.breakers.map((breaker) => ({
      ...breaker,
      instances: [...breaker.instances, { id: 'second', trips: 0, reopens: 0, openMs: 0 }],
    }));
    assert.match(breakerLanes({ ...held, breakers: two })[0]?.text ?? '', /class="strip" height="52"/);
  });
});
