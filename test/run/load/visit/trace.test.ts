import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import type { PlannedTrace } from '../../../../src/plan/plan.ts';
import { readTraceparent, Traceparents } from '../../../../src/run/load/visit/trace.ts';
import { constantly, engineFor, loadOf, stepOf } from '../loads.ts';

const on: PlannedTrace = { header: 'traceparent', baggage: 'baggage', sampled: true };
const form = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const idsOf = (value: string): { traceId: string; spanId: string } => {
  const ids = readTraceparent(value);
  assert.ok(ids, value);
  return ids;
};

describe('trace identifiers', () => {
  it('are as the standard wants them, never all zero, for any run and visit', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(64), fc.nat(2 ** 40), (runId, lane, k) => {
        const value = new Traceparents(runId, lane, true).render({ k });
        assert.match(value, form);
        const { traceId, spanId } = idsOf(value);
        assert.notEqual(traceId, '0'.repeat(32));
        assert.notEqual(spanId, '0'.repeat(16));
      }),
    );
  });

  it('one trace a visit, one span a request, none twice: in a lane, between lanes, between runs', () => {
    const traces = new Set<string>();
    const spans = new Set<string>();
    const lowerHalves = new Set<string>();
    let visits = 0;
    for (const [runId, lane] of [
      ['a', 0],
      ['a', 1],
      ['b', 0],
    ] as const) {
      const ids = new Traceparents(runId, lane, true);
      for (const k of [...Array.from({ length: 30_000 }, (_, i) => i), 2 ** 32, 2 ** 32 + 1]) {
        visits += 1;
        const first = idsOf(ids.render({ k }));
        const second = idsOf(ids.render({ k }));
        assert.equal(first.traceId, second.traceId);
        traces.add(first.traceId);
        lowerHalves.add(first.traceId.slice(16));
        spans.add(first.spanId).add(second.spanId);
      }
    }
    assert.equal(traces.size, visits);
    assert.equal(lowerHalves.size, visits, 'backends that keep 64 bits keep the last ones');
    assert.equal(spans.size, 2 * visits);
  });

  it('spread over their last bits, by which backends choose what to keep', () => {
    const ids = new Traceparents('run', 0, true);
    const tenth = Array.from({ length: 20_000 }, (_, k) => idsOf(ids.render({ k })).traceId).filter(
      (id) => Number.parseInt(id.slice(-8), 16) < 2 ** 32 / 10,
    );
    assert.ok(Math.abs(tenth.length - 2_000) < 200, String(tenth.length));
  });

  it('what is no traceparent has no ids', () => {
    for (const value of [undefined, '', 'b3-1', `00-${'a'.repeat(31)}-${'b'.repeat(16)}-01`])
      assert.equal(readTraceparent(value), undefined);
  });
});

/** The requests that came while a load of one journey ran. */
async function heard(over: Parameters<typeof loadOf>[1]): Promise<IncomingMessage[]> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    request.resume().on('end', () => response.end('ok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const load = loadOf([{ forMs: 200, shape: constantly(100) }], over);
    await engineFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, load, { runId: 'run-1' }).start().ended;
  } finally {
    server.close();
  }
  return seen;
}

describe('trace headers', () => {
  it('every request carries them: without a template, with one in its path, and with one in its body', async () => {
    const steps = [
      stepOf({ route: 'plain' }),
      stepOf({ route: 'path', path: '/${seq}' }),
      stepOf({ route: 'fixed body', method: 'POST', body: { kind: 'text', text: 'träge' } }),
      stepOf({ route: 'body', method: 'POST', body: { kind: 'json', value: { n: '${seq}' } } }),
    ];
    const seen = await heard({ trace: on, journeys: [{ name: 'visit', weight: 1, steps }] });
    assert.equal(seen.length, 80);
    const values = seen.map(({ headers }) => String(headers['traceparent']));
    for (const value of values) assert.match(value, form);
    assert.equal(new Set(values.map((value) => idsOf(value).spanId)).size, 80, 'a span a request');
    const visits = Map.groupBy(values, (value) => idsOf(value).traceId);
    assert.deepEqual(new Set([...visits.values()].map(({ length }) => length)), new Set([4]), 'a trace a visit');
    assert.deepEqual(new Set(seen.map(({ headers }) => headers['baggage'])), new Set(['chaos.run_id=run-1']));
  });

  it("a step's own header of the name stands, whatever its case", async () => {
    const seen = await heard({
      trace: on,
      journeys: [{ name: 'visit', weight: 1, steps: [stepOf({ headers: { Traceparent: 'mine', baggage: 'also-mine' } })] }],
    });
    assert.deepEqual([...new Set(seen.map(({ headers }) => headers['traceparent']))], ['mine']);
    assert.deepEqual([...new Set(seen.map(({ headers }) => headers['baggage']))], ['also-mine']);
  });

  it('by the names that are wanted, unsampled, without baggage; or not at all', async () => {
    const [named] = await heard({ trace: { header: 'x-trace', baggage: null, sampled: false } });
    assert.match(String(named?.headers['x-trace']), /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    assert.equal(named?.headers['baggage'], undefined);
    assert.equal(named?.headers['traceparent'], undefined);
    const [none] = await heard({ trace: null });
    assert.deepEqual(Object.keys(none?.headers ?? {}).toSorted(), ['accept', 'connection', 'host', 'user-agent']);
  });
});
