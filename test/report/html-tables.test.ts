import assert from 'node:assert/strict';
import type { Markup } from '../../src/report/markup.ts';
import {
  breakerTable,
  errorTable,
  journeyTable,
  routeTable,
  seriesTable,
  stageTable,
  timelineTable,
} from '../../src/report/html-tables.ts';
import { recoveryTable } from '../../src/report/html-recovery.ts';
import { breached, empty, held, inconclusive, loadOnly, samples } from '../support/sample-analysis.ts';

const rowsOf = (table: Markup | null): string[][] =>
  [...(table?.text ?? '').matchAll(/<tr>(<td.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, '').trim()),
  );
const all = { stageTable, routeTable, journeyTable, breakerTable, recoveryTable, errorTable, timelineTable, seriesTable };

describe('the tables of the page', () => {
  for (const [name, table] of Object.entries(all))
    it(`${name}: every row has a cell for each heading, and nothing to show is no table`, () => {
      for (const analysis of Object.values(samples)) {
        const made = table(analysis);
        const headings = made?.text.match(/<th /g)?.length;
        for (const row of rowsOf(made)) assert.equal(row.length, headings);
      }
      if (name !== 'breakerTable' && name !== 'timelineTable') assert.equal(table({ ...empty, timeline: [] }), null);
    });

  it('stages: offered, served, times and errors with their units', () => {
    assert.deepEqual(rowsOf(stageTable(held))[0], [
      'baseline',
      '0:00.0 – 0:20.0',
      '100/s',
      '2,000',
      '100/s',
      '9.1 ms',
      '27 ms',
      '58 ms',
      '212 ms',
      '0 %',
      '0',
    ]);
  });

  it('stages and routes: what was shed beside what was degraded, and which stages were never reached', () => {
    const stages = held.stages.map((stage) => {
      if (stage.name === 'recovery') return { ...stage, offeredPerSecond: null };
      return stage.name === 'peak' ? { ...stage, shed: 1_204 } : stage;
    });
    const table = stageTable({ ...held, stages });
    assert.deepEqual(
      rowsOf(table).map((row) => [row[0], ...row.slice(-2)]),
      [
        ['baseline', '0', '0'],
        ['doors', '0', '0'],
        ['peak', '510', '1,204'],
      ],
    );
    assert.match(table?.text ?? '', /never reached: recovery\./);
    const routes = held.routes.map((route) => (route.name === 'checkout' ? { ...route, shed: 24 } : route));
    assert.equal(
      rowsOf(routeTable({ ...held, routes }))
        .find(([name]) => name === 'checkout')
        ?.at(-1),
      '24',
    );
    assert.doesNotMatch(`${stageTable(held)?.text}${routeTable(held)?.text}`, /shed/);
  });

  it('journeys: how many came to their end, and where the others failed', () => {
    assert.deepEqual(
      rowsOf(journeyTable(held)).map((row) => [row[0], row[1], row[3], row[10]]),
      [
        ['browse', '34,780', '0', '–'],
        ['buy', '2,220', '84', '2 checkout (84)'],
      ],
    );
  });

  it('redirects stand under the routes whose times contain them', () => {
    const routes = held.routes.map((route, at) => ({ ...route, redirects: at === 0 ? 1_204 : 0 }));
    const text = routeTable({ ...held, routes })?.text ?? '';
    assert.match(text, /home: 1,204 redirects followed, which its times contain\./);
    assert.doesNotMatch(routeTable(held)?.text ?? '', /redirect/);
  });

  it('a percentile of too few samples is a dash with its reason below', () => {
    const few = held.stages.map((stage) => ({ ...stage, responseMs: { ...stage.responseMs, n: 57, p99: null } }));
    const table = stageTable({ ...held, stages: few });
    assert.equal(rowsOf(table)[0]?.[7], '–');
    assert.match(table?.text ?? '', /p99 needs 100 samples: there are 57 of baseline, 57 of doors, 57 of peak, 57 of recovery\./);
    const notes = (samples: readonly number[]): string[] => {
      const routes = held.routes.slice(0, samples.length).map((route, at) => ({
        ...route,
        responseMs: { ...route.responseMs, n: samples[at] as number, p95: (samples[at] as number) < 20 ? null : 5, p99: null },
      }));
      return [...(routeTable({ ...held, routes })?.text ?? '').matchAll(/<p class="footnote">(.*?)<\/p>/g)].map(([, note = '']) => note);
    };
    assert.deepEqual(notes([57, 90]), ['p99 needs 100 samples: there are 57 of home, 90 of product.']);
    assert.deepEqual(notes([57, 12, 0]), ['p99 needs 100 samples, p95 needs 20: there are 57 of home, 12 of product, 0 of add-to-cart.']);
  });

  it('recovery: every route that was judged, the censored ones as more than', () => {
    assert.deepEqual(
      rowsOf(recoveryTable(breached)).map((row) => row.slice(0, 3)),
      [
        ['payments-slow', 'checkout', '&gt; 34.8 s'],
        ['payments-slow', 'product', 'never degraded'],
        ['payments-slow', 'home', 'insufficient data'],
      ],
    );
    assert.equal(recoveryTable(loadOnly), null);
  });

  it('breakers: what is not known is a dash, not 0', () => {
    assert.deepEqual(rowsOf(breakerTable(inconclusive)), [
      ['payments', 'payments', '–', '–', '–', '–', inconclusive.breakers[0]?.unknownWhy],
    ]);
    assert.equal(rowsOf(breakerTable(breached))[0]?.at(-1), 'stayed closed');
    const atLeast = { ...held, breakers: held.breakers.map((breaker) => ({ ...breaker, atLeast: true })) };
    assert.equal(rowsOf(breakerTable(atLeast))[0]?.[2], '≥ 3');
  });

  it('breakers: when each moved stands in a line of its own below', () => {
    const text = breakerTable(held)?.text ?? '';
    assert.equal(rowsOf(breakerTable(held))[0]?.at(-1), '7');
    const [, below = ''] = /<tr class="below"><td colspan="7"><div class="under">(.*?)<\/div>/s.exec(text) ?? [];
    assert.equal(below.match(/<li>/g)?.length, 7);
    assert.doesNotMatch(breakerTable(breached)?.text ?? '', /class="below"/);
  });

  it('errors: fifty causes, then how many are left', () => {
    const [error] = held.errors;
    assert.ok(error);
    const table = errorTable({ ...held, errors: Array.from({ length: 53 }, () => error) });
    assert.equal(rowsOf(table).length, 50);
    assert.match(table?.text ?? '', /3 more causes are in report\.json\./);
  });

  it('the series has at most 60 rows, evenly thinned', () => {
    const rows = rowsOf(seriesTable(held));
    assert.equal(rows.length, 50);
    assert.deepEqual([rows[0]?.[0], rows[1]?.[0]], ['0:00.0', '0:02.0']);
  });
});
