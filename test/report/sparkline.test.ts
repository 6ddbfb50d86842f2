import assert from 'node:assert/strict';
import { sparkline } from '../../src/report/sparkline.ts';

describe('sparkline', () => {
  it('goes from the lowest bar to the highest, with a gap for what is not known', () => {
    assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7]), '▁▂▃▄▅▆▇█');
    assert.equal(sparkline([5, null, 1]), '█ ▁');
    assert.equal(
      sparkline([5, null, 1], () => '✗'),
      '█✗▁',
    );
    assert.equal(sparkline([3, 3]), '▁▁');
    assert.equal(sparkline([]), '');
  });
});
