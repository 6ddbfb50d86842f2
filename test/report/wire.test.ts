import assert from 'node:assert/strict';
import type { Wire } from '../../src/analysis/wire.ts';
import { renderWire } from '../../src/report/wire.ts';

const side = (n: number, p50: number | null) => ({ n, p50 });
const wire: Wire = {
  schema: 1,
  run: 'r',
  exitCode: 6,
  reason: 'No route was seen to feel stock.',
  links: [
    {
      link: 'payments',
      listen: '127.0.0.1:21001',
      upstream: '127.0.0.1:4001',
      slowedByMs: 300,
      felt: true,
      crossed: null,
      routes: [
        { route: 'home', felt: false, how: null, addedMs: -0.3, before: side(30, 20), during: side(9, 19.7), share: 0 },
        { route: 'checkout', felt: true, how: 'slow', addedMs: 301, before: side(30, 52), during: side(8, 353), share: 0.75 },
      ],
      advice: null,
    },
    {
      link: 'stock',
      listen: null,
      upstream: null,
      slowedByMs: 300,
      felt: null,
      crossed: null,
      routes: [{ route: 'home', felt: null, how: null, addedMs: null, before: side(2, 20), during: side(0, null), share: null }],
      advice: 'Does the system reach stock through its proxy?',
    },
  ],
};

describe('a wiring check on a terminal', () => {
  it('is a table a link, advice where it was not felt, and the sentence last', () => {
    assert.equal(
      renderWire(wire, { color: false, width: 80 }),
      [
        'link payments  slowed by 300 ms: felt',
        '  route                   added  before  slowed     n',
        '  home        not felt  -0.3 ms   20 ms   20 ms  30/9',
        '  checkout  felt, 75 %  +301 ms   52 ms  353 ms  30/8',
        '',
        "link stock  slowed by 300 ms: can't tell",
        '  route                          added  before  slowed    n',
        "  home   can't tell: 0 requests      –   20 ms       –  2/0",
        '  Does the system reach stock through its proxy?',
        '',
        'No route was seen to feel stock.',
      ].join('\n'),
    );
  });

  it('lets nothing hostile through', () => {
    const text = renderWire({ ...wire, links: [{ ...wire.links[0]!, link: '\u001B[31mred' }] }, { color: false, width: 80 });
    assert.ok(!text.includes('\u001B'));
  });
});
