import assert from 'node:assert/strict';
import type { Reading } from '../../../../src/breakers/reading.ts';
import { signsOf } from '../../../../src/run/observe/breakers/signs.ts';

describe('signs of a process', () => {
  const none = new Map<string, Reading>();
  const reading: Reading = { state: 'open', opened: 2, halfOpened: null, closed: 1, rejected: 7 };

  it('are the headers by which it names itself, and no others', () => {
    const headers = {
      'x-instance': 'a',
      'x-pod-name': 'shop-1',
      server: 'nginx',
      date: 'now',
      'x-request-id': '7',
      'content-type': 'text/plain',
    };
    assert.deepEqual(signsOf({ text: '', headers }, none).marks, { 'x-instance': 'a', 'x-pod-name': 'shop-1', server: 'nginx' });
  });

  it('are its counters, those of its breakers among them, and no gauges', () => {
    const text = `# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 1.5
nodejs_gc_duration_seconds_count{kind="minor"} 3
http_server_requests_active_seconds_count 4
http_requests_total{code="200"} 1e3
nodejs_eventloop_lag_seconds 0.01
process_start_time_seconds 1795688100`;
    const signs = signsOf({ text, headers: {} }, new Map([['payments', reading]]));
    assert.deepEqual(Object.fromEntries(signs.counters), {
      'payments opened': 2,
      'payments closed': 1,
      'payments rejected': 7,
      process_cpu_seconds_total: 1.5,
      'nodejs_gc_duration_seconds_count{kind="minor"}': 3,
      'http_requests_total{code="200"}': 1_000,
    });
    assert.deepEqual([signs.startedAt, signs.states], [1_795_688_100, 'payments open']);
  });

  it('a sum over a sliding window is no counter', () => {
    const sliding = { ...reading, opened: null, closed: null, rejectedSlides: true };
    assert.equal(signsOf({ text: '', headers: {} }, new Map([['payments', sliding]])).counters.size, 0);
  });

  it('without any counter, they are the numbers of a JSON document', () => {
    const sliding = { ...reading, opened: null, closed: null, rejectedSlides: true };
    const text = JSON.stringify({ name: 'payments', state: { open: true }, status: { fires: 30, latencyMean: 0.5 } });
    const signs = signsOf({ text, headers: {} }, new Map([['payments', sliding]]));
    assert.deepEqual(Object.fromEntries(signs.sliding), { '/status/fires': 30, '/status/latencyMean': 0.5 });
    assert.equal(signsOf({ text, headers: {} }, new Map([['payments', reading]])).sliding.size, 0);
  });

  it("are the sessions in HAProxy's statistics", () => {
    const text = '# pxname,svname,qcur,stot,bin,\npayments,s1,0,17,5,\npayments,BACKEND,0,,5,\n';
    assert.deepEqual(Object.fromEntries(signsOf({ text, headers: {} }, none).counters), { 'payments/s1 stot': 17 });
  });
});
