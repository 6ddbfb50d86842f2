import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Event, EventBody } from '../../../../src/events/event.ts';
import type { PlannedBreaker } from '../../../../src/plan/plan.ts';
import { watchAbsent } from '../../../../src/run/observe/breakers/absent.ts';
import { until, watching } from '../../../support/breaker-watching.ts';

const breaker = (more: Partial<PlannedBreaker> = {}): PlannedBreaker => ({
  name: 'paiments',
  preset: 'resilience4j',
  urls: ['http://127.0.0.1:1/'],
  match: {},
  link: null,
  waitMs: null,
  ...more,
});
const at = (body: EventBody): Event => ({ ...body, tMs: 0 });
const source = (seen: boolean, there?: string[], instance = 'a:1', more: object = {}): Event =>
  at({ type: 'breaker-source', breaker: 'paiments', instance, answering: true, seen, detail: '', ...(there ? { there } : {}), ...more });
const started = at({ type: 'started', startedAt: '2026-01-01T00:00:00.000Z' });
const stage = (index: number): Event => at({ type: 'stage', index, name: `s${index}`, forMs: 1_000 });
const injected = at({ type: 'fault-injected', fault: 'x', sentMs: 0, confirmedMs: 1 } as unknown as EventBody);

describe('a breaker that its source does not show', () => {
  const told = (of: PlannedBreaker, ...events: Event[]): string[] => {
    const said: string[] = [];
    const watch = watchAbsent([of], (event) => void (event.type === 'trouble' && said.push(`${event.what}: ${event.detail}`)));
    for (const event of events) watch.see(event);
    return said;
  };
  const named = 'breaker paiments: a:1 answers, without it: check its name and match; there are payments, stock; did you mean "payments"?';
  const nothing =
    'breaker paiments: a:1 answers, with nothing that preset resilience4j reads: check its preset, name and match, unless nothing is shown before its first event';

  it('is told of when the load begins where others are shown, once, with their names', () =>
    assert.deepEqual(told(breaker(), source(false, ['payments', 'stock']), started, stage(0), stage(1), injected), [named]));

  it('is told of when the first stage ends where none is like it: it may be made with its first call', () => {
    const other = 'breaker paiments: a:1 answers, without it: check its name and match; there are cart';
    assert.deepEqual(told(breaker(), source(false, ['cart']), started, stage(0)), []);
    assert.deepEqual(told(breaker(), source(false, ['cart']), started, stage(0), stage(1)), [other]);
    assert.deepEqual(told(breaker(), source(false, ['cart']), started, source(true), stage(1)), []);
  });

  it('is not missed by whoever was restarted, or came in the place of one that showed it', () => {
    const silent = source(false, undefined, 'a:1', { answering: false });
    assert.deepEqual(told(breaker(), source(true), started, silent, source(false, ['cart']), injected), []);
    const gone = source(true, undefined, 'a:1', { gone: true });
    assert.deepEqual(told(breaker(), source(true), started, gone, source(false, [], 'b:1'), injected), []);
  });

  it('is told of when the first stage ends where none is shown, or when the first fault comes', () => {
    assert.deepEqual(told(breaker(), source(false), started, stage(0)), []);
    assert.deepEqual(told(breaker(), source(false), started, stage(0), stage(1)), [nothing]);
    assert.deepEqual(told(breaker(), source(false), started, stage(0), injected, stage(1)), [nothing]);
  });

  it('is given until then where it counts calls: it is there from its first call on', () => {
    const opossum = breaker({ preset: 'opossum' });
    assert.deepEqual(told(opossum, source(false, ['payments', 'stock']), started, stage(0)), []);
    assert.deepEqual(told(opossum, source(false, ['payments', 'stock']), started, stage(0), stage(1)), [named]);
  });

  it('is not missed where it has been seen, at one instance of several', () => {
    assert.deepEqual(told(breaker(), source(false, ['stock']), source(true, undefined, 'b:1'), started, stage(0), stage(1)), []);
    assert.deepEqual(told(breaker(), source(false), started, stage(0), source(true), stage(1)), []);
  });

  it('is not missed where nobody answers, nothing can be believed, or all that is told are events', () => {
    assert.deepEqual(told(breaker(), source(false, ['stock'], 'a:1', { answering: false }), started, stage(1)), []);
    assert.deepEqual(told(breaker(), source(false, ['stock'], 'a:1', { unusable: 'two' }), started, stage(1)), []);
    assert.deepEqual(told(breaker(), source(false, ['stock'], 'a:1', { gone: true }), started, stage(1)), []);
    assert.deepEqual(told(breaker({ preset: 'resilience4j-events' }), source(false, ['stock']), started, stage(1)), []);
    assert.deepEqual(told(breaker({ preset: 'polly' }), source(false), started, stage(1)), []);
  });

  it('of a real source: told with the names that are there, in the log before the first load', async () => {
    const page = ['payments', 'stock'].map((name) => `resilience4j_circuitbreaker_state{name="${name}",state="closed"} 1`).join('\n');
    const server = createServer((_, response) => response.end(page));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
    const watch = watching([{ name: 'paiments', preset: 'resilience4j', urls: [url] }]);
    try {
      await watch.first;
      await until(() => watch.of('breaker-source').length > 0);
      assert.deepEqual(watch.of('breaker-source')[0]?.there, ['payments', 'stock']);
      watch.see(started);
      assert.match(watch.of('trouble')[0]?.detail ?? '', /there are payments, stock; did you mean "payments"\?$/);
    } finally {
      await watch.stop({ lastReading: false });
      server.closeAllConnections();
      server.close();
    }
  });
});
