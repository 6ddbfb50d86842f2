import assert from 'node:assert/strict';
import type { PrometheusSource } from '../../../src/breakers/source.ts';
import { pageOf, problem, read } from '../../support/breaker-pages.ts';

const source: PrometheusSource = {
  adapter: 'prometheus',
  nameLabels: ['backend'],
  state: { metric: 'breaker_state', labels: {}, label: null, values: { '0': 'closed', '1': 'open', '2': 'half-open' } },
  opened: [{ metric: 'breaker_trips_total', labels: {} }],
  halfOpened: [],
  closed: [],
  rejected: [{ metric: 'calls_total', labels: { outcome: 'rejected' } }],
  passed: [],
};

const reading = (text: string, match = { backend: 'pay' }) => pageOf(source, text).read(source, match);

describe('prometheus adapter', () => {
  it('reads states by an explicit map, counters by name and labels', () =>
    assert.deepEqual(
      reading(`breaker_state{backend="pay"} 2
breaker_trips_total{backend="pay"} 4
calls_total{backend="pay",outcome="rejected"} 9
calls_total{backend="pay",outcome="ok"} 90
breaker_state{backend="stock"} 1`),
      { state: 'half-open', opened: 4, halfOpened: null, closed: null, rejected: 9 },
    ));

  it('a value that the map does not have says nothing, nor does NaN', () => {
    for (const value of ['3', 'NaN', '+Inf']) assert.equal(reading(`breaker_state{backend="pay"} ${value}`)?.state, null);
  });

  it('of several series that match leaves, the worst', () =>
    assert.equal(reading('breaker_state{backend="pay",pod="a"} 0\nbreaker_state{backend="pay",pod="b"} 1')?.state, 'open'));

  it('a series that stands there twice counts once', () =>
    assert.equal(reading('breaker_trips_total{backend="pay"} 4\nbreaker_trips_total{backend="pay"} 4')?.opened, 4));

  it('a count of which a part is not a number is not known', () =>
    assert.equal(reading('breaker_trips_total{backend="pay",pod="a"} 4\nbreaker_trips_total{backend="pay",pod="b"} NaN')?.opened, null));

  it('a counter of trips that is not exposed beside its gauge is none', () =>
    assert.equal(reading('breaker_state{backend="pay"} 0')?.opened, null));

  it('when the process began', () => {
    const text = 'process_start_time_seconds 1.7e9\nbreaker_state{backend="pay"} 0';
    assert.equal(reading(text)?.startedAt, 1.7e9);
    assert.equal(pageOf(source, text).process, '1700000000');
  });

  it('OpenMetrics: exemplars, timestamps, the time of creation, its end, line ends of another system', () => {
    const text = [
      '# TYPE breaker_trips counter',
      'breaker_trips_total{backend="pay"} 4 1700000000.5 # {trace_id="a"} 1.0 1700000000',
      'breaker_trips_created{backend="pay"} 1.7e9',
      'breaker_state{backend="pay",} 1',
      '# EOF',
      '',
    ].join('\r\n');
    assert.deepEqual([reading(text)?.opened, reading(text)?.state], [4, 'open']);
  });

  it('a family that begins anew further down, without a line that says so', () =>
    assert.equal(reading('breaker_trips_total{backend="stock"} 1\nother 2\nbreaker_trips_total{backend="pay"} 3')?.opened, 3));

  it('lists what it has by the labels that name a breaker', () =>
    assert.deepEqual(pageOf(source, 'breaker_state{backend="a"} 0\nbreaker_state{backend="b"} 1\nbreaker_state 1').list(source), [
      { name: 'a', match: { backend: 'a' }, state: 'closed' },
      { name: 'b', match: { backend: 'b' }, state: 'open' },
    ]));

  it('an exposition without a sample is one', () => {
    for (const text of ['', '\n', '# EOF\n', '# HELP a b']) assert.equal(read('opossum', text), undefined);
  });

  it('says what stands there instead', () => {
    assert.equal(problem('opossum', '<!doctype html><p>login 1'), 'an HTML page where a Prometheus exposition was expected');
    assert.match(problem('opossum', '<html>\nload 1\n'), /^an HTML page/);
    assert.match(problem('opossum', '{"status":"UP"}'), /^a JSON document where/);
    assert.match(problem('opossum', 'Not here'), /^text that begins "Not here" where/);
  });
});
