import assert from 'node:assert/strict';
import { scrapesIn, timeIn } from '../../../../src/run/observe/breakers/server-answer.ts';

describe('what a Prometheus server answers', () => {
  const answer = (data: unknown): string => JSON.stringify({ status: 'success', data });

  it('is taken apart by instance and scrape', () => {
    const series = (instance: string, event: string, values: [number, string][]) => ({
      metric: { __name__: 'circuit', instance, event },
      values,
    });
    const text = answer({
      resultType: 'matrix',
      result: [
        series('a:1', 'fire', [
          [10, '1'],
          [11, '4'],
        ]),
        series('a:1', 'open', [[11, '1']]),
        series('b:1', 'fire', [[10.5, 'NaN']]),
      ],
    });
    const scrapes = scrapesIn(text, 'instance');
    assert.deepEqual(
      scrapes.get('a:1')?.map(({ atSeconds, samples }) => [atSeconds, samples.map(({ labels, value }) => [labels['event'], value])]),
      [
        [10, [['fire', 1]]],
        [
          11,
          [
            ['fire', 4],
            ['open', 1],
          ],
        ],
      ],
    );
    assert.ok(Number.isNaN(scrapes.get('b:1')?.[0]?.samples[0]?.value));
    assert.deepEqual([...scrapesIn(text, 'pod').keys()], ['']);
  });

  it('is its clock', () => assert.equal(timeIn(answer({ resultType: 'scalar', result: [12.5, '12.5'] })), 12.5));

  it('is no answer where it is anything else, and the reason is its own', () => {
    assert.throws(() => timeIn('<html>'), /does not answer as a Prometheus server does/);
    assert.throws(() => timeIn('{}'), /does not answer as a Prometheus server does/);
    assert.throws(() => scrapesIn('{"status":"error","error":"parse error: x"}', 'instance'), /parse error: x/);
    assert.throws(() => scrapesIn(answer({ resultType: 'vector', result: [] }), 'instance'), /something else/);
  });
});
