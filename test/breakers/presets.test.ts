import assert from 'node:assert/strict';
import { Counter, Registry } from 'prom-client';
import CircuitBreaker from 'opossum';
import { setTimeout as sleep } from 'node:timers/promises';
import { presets } from '../../src/breakers/shelf.ts';
import { list, payload, read } from '../support/breaker-pages.ts';

describe('breaker presets', () => {
  it('opossum reads the counters of one circuit and not of its neighbour', () => {
    const text =
      'circuit{name="payments",event="open"} 2\ncircuit{name="payments",event="close"} 1\ncircuit{name="payments",event="reject"} 4\ncircuit{name="stock",event="open"} 9\ncircuit_perf{quantile="0.95",name="payments",event="failure"} 6';
    assert.deepEqual(read('opossum', text, { name: 'payments' }), {
      state: null,
      opened: 2,
      halfOpened: 0,
      closed: 1,
      rejected: 4,
      passed: 0,
    });
  });

  it('opossum with a prefix', () => assert.equal(read('opossum', 'shop_circuit{name="p",event="open"} 1', { name: 'p' })?.opened, 1));

  it('opossum says nothing of a circuit that has no series', () =>
    assert.equal(read('opossum', 'circuit{name="stock",event="open"} 9', { name: 'payments' }), undefined));

  it('resilience4j reads the state that is 1', () => {
    const text = ['closed', 'open', 'half_open']
      .map((state) => `resilience4j_circuitbreaker_state{name="p",state="${state}"} ${state === 'open' ? 1 : 0}`)
      .join('\n');
    assert.deepEqual(
      read('resilience4j', `${text}\nresilience4j_circuitbreaker_not_permitted_calls_total{kind="not_permitted",name="p"} 3.0`, {
        name: 'p',
      }),
      {
        state: 'open',
        opened: null,
        halfOpened: null,
        closed: null,
        rejected: 3,
      },
    );
  });

  describe('resilience4j 2.2, captured', () => {
    for (const [name, state, rejected] of [
      ['closed.prom', 'closed', 0],
      ['open.prom', 'open', 6],
      ['open.openmetrics', 'open', 6],
      ['reopened.prom', 'open', 8],
      ['closed-again.prom', 'closed', 8],
    ] as const)
      it(name, () => {
        for (const preset of ['resilience4j', 'spring-cloud']) {
          const reading = read(preset, payload(`resilience4j/${name}`));
          assert.deepEqual([reading?.state, reading?.rejected, reading?.opened], [state, rejected, null]);
        }
      });

    it('as DataDog met it: trailing commas, a state without its label, rejected calls under their old name', () => {
      const text = `resilience4j_circuitbreaker_state{name="payments",state="half_open",} 0.0
resilience4j_circuitbreaker_state{name="payments",state="closed",} 1.0
resilience4j_circuitbreaker_state{name="payments",} 0.0
resilience4j_circuitbreaker_calls_total{kind="not_permitted",name="payments",} 1.0
resilience4j_circuitbreaker_calls_total{kind="successful",name="payments",} 80.0
resilience4j_circuitbreaker_failure_rate{name="payments",} 20.0`;
      const reading = read('resilience4j', text);
      assert.deepEqual([reading?.state, reading?.rejected], ['closed', 1]);
    });

    it('lists both breakers, with their labels', () =>
      assert.deepEqual(list('resilience4j', payload('resilience4j/open.prom')), [
        { name: 'payments', match: { name: 'payments' }, state: 'open' },
        { name: 'stock', match: { name: 'stock' }, state: 'closed' },
      ]));

    it('/actuator/circuitbreakers', () => {
      const text = payload('resilience4j/open.circuitbreakers.json');
      assert.equal(read('resilience4j-actuator', text)?.state, 'open');
      assert.equal(read('resilience4j-actuator', text, { name: 'stock' })?.state, 'closed');
      assert.equal(read('resilience4j-actuator', text, { name: 'nobody' }), undefined);
      assert.deepEqual(
        list('resilience4j-actuator', text).map(({ name }) => name),
        ['payments', 'stock'],
      );
    });

    it('/actuator/health, from the top and of its component', () => {
      const details = {
        payments: { status: 'CIRCUIT_OPEN', details: { failureRate: '50.0%', notPermittedCalls: 11, state: 'HALF_OPEN' } },
      };
      const component = { status: 'UNKNOWN', details };
      for (const document of [{ status: 'UP', components: { circuitBreakers: component, db: { status: 'UP' } } }, component])
        assert.equal(read('resilience4j-actuator', JSON.stringify(document))?.state, 'half-open');
    });

    it('/actuator/circuitbreakerevents: transitions with their times, those of others left out', () => {
      const log = read('resilience4j-events', payload('resilience4j/closed-again.events.json'))?.log;
      const moves = log?.moves.filter(({ implied }) => implied !== true) ?? [];
      assert.deepEqual(
        moves.map(({ from, to }) => `${from}>${to}`),
        ['closed>open', 'open>half-open', 'half-open>open', 'open>half-open', 'half-open>closed'],
      );
      assert.equal(moves[0]?.atMs, Date.parse('2026-11-26T10:29:17.864Z') + 0.404967);
      assert.equal(log?.times?.length, 23);
      assert.equal(read('resilience4j-events', payload('resilience4j/closed-again.events.json'), { name: 'stock' })?.log?.moves.length, 0);
    });

    it('the clock of a server elsewhere, with the name of its zone', () => {
      const text = JSON.stringify({
        circuitBreakerEvents: [
          {
            circuitBreakerName: 'payments',
            type: 'STATE_TRANSITION',
            creationTime: '2022-06-14T10:45:00.967115+02:00[Europe/Stockholm]',
            stateTransition: 'CLOSED_TO_FORCED_OPEN',
          },
        ],
      });
      assert.deepEqual(read('resilience4j-events', text)?.log?.moves, [
        { from: 'closed', to: 'open', atMs: Date.parse('2022-06-14T08:45:00.967Z') + 0.115 },
      ]);
    });
  });

  describe('opossum, asked', () => {
    let circuit: CircuitBreaker<[boolean], string>;
    let metrics: Registry;
    beforeEach(() => {
      circuit = new CircuitBreaker(async (ok: boolean) => (ok ? 'ok' : Promise.reject(new Error('boom'))), {
        name: 'payments',
        resetTimeout: 40,
        errorThresholdPercentage: 50,
        volumeThreshold: 2,
      });
      metrics = new Registry();
      // As opossum-prometheus does it.
      const counter = new Counter({ name: 'circuit', help: 'events', labelNames: ['name', 'event'], registers: [metrics] });
      for (const event of ['open', 'close', 'halfOpen', 'reject', 'success', 'failure', 'timeout', 'fire'] as const)
        circuit.on(event as 'open', () => counter.inc({ name: 'payments', event }));
    });
    afterEach(() => circuit.shutdown());
    const call = async (ok: boolean): Promise<void> => void (await circuit.fire(ok).catch(() => {}));

    it('its counters, and its toJSON() in every arrangement', async () => {
      assert.equal(read('opossum', await metrics.metrics()), undefined);
      for (let i = 0; i < 3; i++) await call(false);
      const open = read('opossum', await metrics.metrics());
      assert.deepEqual([open?.opened, open?.closed, open?.rejected], [1, 0, 1]);
      for (const document of [circuit, [circuit], { circuits: { payments: circuit } }])
        assert.equal(read('opossum-json', JSON.stringify(document))?.state, 'open');
      await sleep(60);
      assert.equal(read('opossum-json', JSON.stringify([circuit]))?.state, 'half-open');
      await call(true);
      const json = read('opossum-json', JSON.stringify(circuit));
      assert.deepEqual([json?.state, json?.rejectedSlides], ['closed', true]);
      assert.deepEqual([read('opossum', await metrics.metrics())?.halfOpened, read('opossum', await metrics.metrics())?.closed], [1, 1]);
    });

    it('as the fork writes it', () => assert.equal(read('opossum', 'circuit_breaker_counter{name="payments",event="open"} 3')?.opened, 3));
  });

  it('hystrix: state and wait, of its command alone', () => {
    const frames = payload('hystrix/frames.txt').split('\n\n');
    const readings = frames.map((frame) => read('hystrix', frame)).filter((reading) => reading !== undefined);
    assert.deepEqual(
      readings.map(({ state, waitMs }) => [state, waitMs]),
      [
        ['closed', 300],
        ['open', 300],
      ],
    );
  });

  describe('envoy', () => {
    const text = payload('envoy/stats.prom');
    it('hosts that are out, and how often one was', () => {
      const reading = read('envoy', text);
      assert.deepEqual([reading?.state, reading?.opened], ['open', 3]);
      assert.equal(read('envoy', text, { envoy_cluster_name: 'stock' })?.state, 'closed');
    });
    it('its limits: any gauge at 1 is open, overflows are rejected calls, a family that goes on below counts', () => {
      const reading = read('envoy-limits', text);
      assert.deepEqual([reading?.state, reading?.rejected], ['open', 7]);
      assert.equal(read('envoy-limits', text, { envoy_cluster_name: 'late' })?.rejected, 1);
    });
    it('istio, as it is shipped: calls turned away by the caller alone, and those that passed', () => {
      const reading = read('istio', text, { destination_service: 'payments.shop.svc.cluster.local' });
      assert.deepEqual([reading?.state, reading?.rejected, reading?.passed], [null, 9, 41]);
    });
    it("istio's outlier detection goes by cluster_name", () => {
      const istio = text.replaceAll('envoy_cluster_name="payments"', 'cluster_name="outbound|80||payments.shop.svc.cluster.local"');
      const reading = read('istio-outlier', istio, { cluster_name: 'outbound|80||payments.shop.svc.cluster.local' });
      assert.deepEqual([reading?.state, reading?.opened], ['open', 3]);
    });
  });

  it('linkerd: an endpoint that is pending', () => {
    const text = (pending: number): string =>
      `outbound_http_balancer_endpoints{endpoint_state="ready",backend_name="payments"} 2\noutbound_http_balancer_endpoints{endpoint_state="pending",backend_name="payments"} ${pending}`;
    assert.deepEqual(
      [0, 1].map((pending) => read('linkerd', text(pending))?.state),
      ['closed', 'open'],
    );
  });

  it('polly: events by name', () => {
    const text = ['OnCircuitOpened', 'OnCircuitHalfOpened', 'OnCircuitClosed', 'OnRetry']
      .map((event, at) => `resilience_polly_strategy_events_total{event_name="${event}",pipeline_name="payments"} ${at + 1}`)
      .join('\n');
    const reading = read('polly', text);
    assert.deepEqual([reading?.opened, reading?.halfOpened, reading?.closed, reading?.state], [1, 2, 3, null]);
  });

  describe('haproxy 2.6, captured', () => {
    for (const [name, server, backend, trips] of [
      ['up', 'closed', 'closed', 0],
      ['down', 'open', 'open', 1],
      ['going-up', 'open', 'open', 1],
      ['up-again', 'closed', 'closed', 1],
    ] as const)
      it(`${name}.csv`, () => {
        const text = payload(`haproxy/${name}.csv`);
        const reading = read('haproxy', text, { proxy: 'payments', server: 's1' });
        assert.deepEqual([reading?.state, reading?.opened], [server, trips]);
        assert.deepEqual([read('haproxy', text)?.state, read('haproxy', text)?.opened], [backend, trips]);
      });

    it('its exporter says the same, and when it began', () => {
      for (const name of ['up', 'down', 'up-again']) {
        const [csv, exporter] = [
          read('haproxy', payload(`haproxy/${name}.csv`)),
          read('haproxy-prometheus', payload(`haproxy/${name}.prom`)),
        ];
        assert.deepEqual([exporter?.state, exporter?.opened], [csv?.state, csv?.opened]);
        assert.ok((exporter?.startedAt ?? 0) > 1.7e9);
      }
    });

    it('a server without a check shows no state, and is not listed', () => {
      const text = payload('haproxy/down.csv');
      assert.equal(read('haproxy', text, { proxy: 'stock', server: 'b' })?.state, null);
      assert.deepEqual(
        list('haproxy', text).map(({ name, state }) => `${name} ${state}`),
        ['payments/s1 open', 'payments open', 'stock/a closed', 'stock closed'],
      );
    });
  });

  it('each says what must be exposed, in one line, and has the name it is known by', () => {
    for (const [key, preset] of Object.entries(presets)) {
      assert.equal(preset.key, key);
      assert.match(preset.describe, /^[^\n]{10,200}$/);
      assert.ok(preset.source === null || preset.source.adapter === preset.adapter);
    }
  });
});
