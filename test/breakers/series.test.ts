import assert from 'node:assert/strict';
import { parseSamples } from '../../src/breakers/prometheus-text.ts';
import { readSeries, sumOf } from '../../src/breakers/series.ts';

const samples = parseSamples(`calls_total{service="payments",code="200"} 90
calls_total{service="payments",code="503"} 7
calls_total{service="payments"} NaN
calls_total{service="stock",code="500"} 3
other_total 5
`);

const sum = (text: string): number | null => {
  const series = readSeries(text);
  assert.ok(typeof series !== 'string', String(series));
  return sumOf(series, samples);
};

describe('a Prometheus series', () => {
  for (const [text, total] of [
    ['other_total', 5],
    ['calls_total', 100],
    ['calls_total{service="payments"}', 97],
    ['calls_total{service="payments", code!="200",}', 7],
    ['calls_total{code=~"5.."}', 10],
    ['calls_total{service="payments",code!~"2.."}', 7],
    ['calls_total{code=~"5"}', null],
    ['calls_total{zone=""}', 100],
    ['nothing_total', null],
  ] as const)
    it(`${text} is ${total}`, () => assert.equal(sum(text), total));

  for (const text of [
    '',
    '{service="payments"}',
    'calls_total{service=payments}',
    'calls_total{service="payments"',
    'rate(calls_total[1m])',
  ])
    it(`"${text}" is none`, () => assert.match(String(readSeries(text)), /expected a series such as http_client_requests_total/));

  it('says which expression is none', () => assert.match(String(readSeries('a{b=~"("}')), /"\(" is no regular expression/));
});
