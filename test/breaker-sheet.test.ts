import assert from 'node:assert/strict';
import { breakerSheet, entriesYaml, renderBreakerSheet } from '../src/breaker-sheet.ts';
import { recognise } from '../src/breakers/recognise.ts';
import { adapterOf } from '../src/breakers/shelf.ts';
import type { PlannedBreaker } from '../src/plan/plan.ts';
import type { Place } from '../src/run/observe/breakers/look-once.ts';
import { planOf } from './support/plans.ts';

const at = 'http://127.0.0.1:8080/metrics';

function placesOf(payload: string, transport: 'poll' | 'frames' = 'poll', url = at, instance: string | null = null): Place[] {
  return recognise(payload, transport).flatMap(({ preset, breakers }) => {
    const page = adapterOf(preset.source!).parse(payload);
    return 'problem' in page ? [] : [{ url, instance, preset, breakers, page }];
  });
}

const opossum = `circuit{name="payments",event="open"} 2
circuit{name="payments",event="halfOpen"} 2
circuit{name="payments",event="close"} 1
circuit{name="payments",event="reject"} 78
circuit{name="stock levels",event="success"} 5
`;
const frame =
  '{"type":"HystrixCommand","name":"payments","isCircuitBreakerOpen":true,"rollingCountShortCircuited":4,"propertyValue_circuitBreakerSleepWindowInMilliseconds":300}';

describe('what chaos breakers tells', () => {
  /** The lines as they are printed, pasted into a scenario. */
  async function planned(yaml: string): Promise<readonly PlannedBreaker[]> {
    const text = `version: 1\ntarget: http://127.0.0.1:8080\n${yaml}\nload: {base: 5/s, stages: [{name: all, for: 20s, rate: 1x}]}\n`;
    const { plan } = await planOf({ files: { 'my.yaml': text } });
    return plan.breakers;
  }

  it('each breaker with its state, its counts, and what counts a trip', () => {
    assert.equal(
      renderBreakerSheet(breakerSheet(at, placesOf(opossum))),
      `http://127.0.0.1:8080/metrics (preset opossum)
  payments      state not shown  opened 2, half-opened 2, closed 1, turned away 78
                trips from a counter of trips: exact
  stock levels  state not shown  opened 0, half-opened 0, closed 0, turned away 0
                trips from a counter of trips: exact

breakers:
  - { name: payments, preset: opossum, url: http://127.0.0.1:8080/metrics }
  - { name: stock-levels, preset: opossum, url: http://127.0.0.1:8080/metrics, match: { name: stock levels } }`,
    );
  });

  it('the lines pass the schema, and pick out what was found', async () => {
    const { entries } = breakerSheet(at, placesOf(opossum));
    assert.deepEqual(
      (await planned(entriesYaml(entries))).map(({ name, preset, urls, match }) => [name, preset, urls, match]),
      [
        ['payments', 'opossum', [at], { name: 'payments' }],
        ['stock-levels', 'opossum', [at], { name: 'stock levels' }],
      ],
    );
  });

  it('a stream tells its own wait', async () => {
    const sheet = breakerSheet(at, placesOf(frame, 'frames'));
    assert.deepEqual([sheet.breakers[0]?.state, sheet.breakers[0]?.waitMs, sheet.breakers[0]?.trips.exact], ['open', 300, false]);
    assert.equal((await planned(entriesYaml(sheet.entries)))[0]?.waitMs, 300);
  });

  it('instances that a Prometheus server scrapes are one breaker', async () => {
    const url = 'http://127.0.0.1:9090/';
    const sheet = breakerSheet(url, [...placesOf(opossum, 'poll', url, 'a:1'), ...placesOf(opossum, 'poll', url, 'b:1')]);
    assert.deepEqual([sheet.breakers.length, sheet.entries.length], [4, 2]);
    const [payments] = await planned(entriesYaml(sheet.entries));
    assert.deepEqual([payments?.server?.url, payments?.server?.instance], [url, 'instance']);
  });

  it('two of a name have two names; a password is left out, and that is said', async () => {
    const url = 'http://ann:secret@127.0.0.1:8080/metrics';
    const sheet = breakerSheet(url, [...placesOf(opossum), ...placesOf(frame, 'frames', url)]);
    const text = renderBreakerSheet(sheet);
    assert.doesNotMatch(text, /secret/);
    assert.match(text, /# a password was left out/);
    assert.deepEqual(
      sheet.entries.map(({ name }) => name),
      ['payments', 'stock-levels', 'payments-hystrix'],
    );
  });
});
