import assert from 'node:assert/strict';
import { selectorOf } from '../../src/breakers/selector.ts';
import type { PrometheusSource } from '../../src/breakers/source.ts';

describe('selector of a source', () => {
  it('asks for every series it names, of the breaker that match names', () => {
    const source: PrometheusSource = {
      adapter: 'prometheus',
      nameLabels: [],
      state: { metric: 'state', labels: {}, label: null, values: {} },
      opened: [
        { metric: '*_trips', labels: { a: 'b' } },
        { metric: '*_trips', labels: { a: 'c' } },
      ],
      halfOpened: [],
      closed: [],
      rejected: [{ metric: 'turned_away', labels: {} }],
      passed: [],
    };
    assert.equal(selectorOf(source, { name: 'a "b"\\' }), String.raw`{__name__=~"state|.*_trips|turned_away",name="a \"b\"\\"}`);
  });
});
