import assert from 'node:assert/strict';
import { paint } from '../../src/report/styled.ts';
import { journeyLines } from '../../src/report/terminal-journeys.ts';
import { empty, held } from '../support/sample-analysis.ts';

const linesOf = (analysis: typeof held, width = 80): string[] => paint(journeyLines(analysis, width), { width, color: false });

describe('the journeys on a terminal', () => {
  it('are a head, a line a journey, and where the failed ones failed, the most frequent step first', () => {
    const failedAt = [
      { step: 1, route: 'add-to-cart', count: 3 },
      { step: 2, route: 'checkout', count: 81 },
    ];
    const journeys = held.journeys.map((journey) => (journey.name === 'buy' ? { ...journey, failedAt } : journey));
    const lines = linesOf({ ...held, journeys });
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ {2,}/)[0]),
      ['journey', 'browse', 'buy', '– buy failed at 2 checkout (81), 1 add-to-cart (3)'],
    );
    assert.match(lines[2] ?? '', / 2,220 {5}96\.2 % /);
  });

  it('are nothing where there are none', () => {
    assert.deepEqual(linesOf(empty), []);
  });
});
