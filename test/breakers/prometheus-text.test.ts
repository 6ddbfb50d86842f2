import assert from 'node:assert/strict';
import { parseSamples } from '../../src/breakers/prometheus-text.ts';

describe('prometheus text', () => {
  const rows: [title: string, text: string, samples: unknown[]][] = [
    [
      'labels and a value',
      'circuit{name="payments",event="open"} 2',
      [{ name: 'circuit', labels: { name: 'payments', event: 'open' }, value: 2 }],
    ],
    ['no labels', 'up 1', [{ name: 'up', labels: {}, value: 1 }]],
    ['an empty label set', 'warming{} 0', [{ name: 'warming', labels: {}, value: 0 }]],
    ['a trailing comma', 'a{b="c",} 1', [{ name: 'a', labels: { b: 'c' }, value: 1 }]],
    ['escapes', String.raw`a{b="q\"\\\n"} 1`, [{ name: 'a', labels: { b: 'q"\\\n' }, value: 1 }]],
    ['a brace inside a value', 'a{b="x}y"} 4', [{ name: 'a', labels: { b: 'x}y' }, value: 4 }]],
    ['an explicit timestamp and an exemplar', 'a{b="c"} 5 1700000000 # {trace_id="z"} 1', [{ name: 'a', labels: { b: 'c' }, value: 5 }]],
    [
      'infinities',
      'a +Inf\nb -Inf',
      [
        { name: 'a', labels: {}, value: Infinity },
        { name: 'b', labels: {}, value: -Infinity },
      ],
    ],
    ['comments and lines that are no samples', '# HELP a b\n# TYPE a counter\n\nnonsense\na 1', [{ name: 'a', labels: {}, value: 1 }]],
  ];
  for (const [title, text, samples] of rows) it(title, () => assert.deepEqual(parseSamples(text), samples));

  it('keeps NaN as NaN', () => assert.ok(Number.isNaN(parseSamples('a NaN')[0]?.value)));
});
