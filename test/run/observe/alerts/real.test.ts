/** Against the real Prometheus server and the real Alertmanager, with a rule that is evaluated over an exporter of the test's own. */
import assert from 'node:assert/strict';
import type { EventBody } from '../../../../src/events/event.ts';
import { systemClock } from '../../../../src/run/clock.ts';
import { watchAlerts } from '../../../../src/run/observe/alerts/watch.ts';
import { lookAt } from '../../../../src/run/observe/probes/look.ts';
import { skipUnlessInstalled } from '../../../support/installed.ts';
import { startAlertmanager, startExporter, startPrometheus, type Monitor } from '../../../support/monitoring.ts';

type AlertEvent = Extract<EventBody, { type: 'alert' }>;
type Exporter = Awaited<ReturnType<typeof startExporter>>;

describe('alerts of real monitoring', function () {
  this.timeout(60_000);
  let exporter: Exporter;
  let prometheus: Monitor;
  let alertmanager: Monitor;
  const target = { url: 'http://127.0.0.1:1/', headers: {}, tls: null };

  before(async function () {
    const [server, manager] = [skipUnlessInstalled(this, 'prometheus'), skipUnlessInstalled(this, 'prometheus-alertmanager')];
    [exporter, alertmanager] = await Promise.all([startExporter(), startAlertmanager(manager)]);
    prometheus = await startPrometheus(server, { target: exporter.target, forText: '500ms', alertmanager: alertmanager.url });
  });
  after(async () => {
    exporter?.stop();
    await Promise.all([prometheus?.stop(), alertmanager?.stop()]);
  });

  function watching(source: 'alertmanager' | 'prometheus', url: string, match: Record<string, string>) {
    const events: EventBody[] = [];
    // The run begins before the watch does: what is found at first is still from before.
    const beganMs = systemClock.now();
    const seen = watchAlerts({
      alerts: { source, url, match },
      target,
      clock: systemClock,
      emit: (event) => events.push(event),
      toRunMs: (ms) => ms - beganMs,
    });
    const alerts = (): AlertEvent[] => events.filter((event): event is AlertEvent => event.type === 'alert');
    return { seen, events, alerts, nowMs: () => systemClock.now() - beganMs };
  }

  async function until(met: () => boolean, what: string): Promise<void> {
    for (let i = 0; i < 1_000 && !met(); i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(met(), what);
  }

  it('are seen to fire and to clear by both, each time inside its interval; pending ones and those of others are not', async () => {
    const shop = { service: 'shop' };
    const server = watching('prometheus', prometheus.url, shop);
    const manager = watching('alertmanager', alertmanager.url, shop);
    assert.deepEqual(await Promise.all([server.seen.first, manager.seen.first]), [null, null]);
    assert.deepEqual([server.alerts(), manager.alerts()], [[], []]);

    const raisedMs = server.nowMs();
    exporter.set(9);
    for (const { alerts } of [server, manager]) await until(() => alerts().length > 0, 'nobody saw it fire');
    const seenMs = server.nowMs();
    exporter.set(0);
    for (const { alerts } of [server, manager]) await until(() => alerts().length > 1, 'nobody saw it clear');
    await Promise.all([server.seen.stop({ lastLook: true }), manager.seen.stop({ lastLook: true })]);

    for (const { alerts } of [server, manager]) {
      assert.deepEqual(
        alerts().map(({ alert, state, labels }) => [alert, state, labels['severity']]),
        [
          ['Demanding', 'firing', 'page'],
          ['Demanding', 'resolved', 'page'],
        ],
      );
      const [fired, cleared] = alerts() as [AlertEvent, AlertEvent];
      // The rule waits for half a second, so nothing can have fired sooner after the demand rose.
      assert.ok(fired.atMs[1] >= raisedMs + 500 && fired.atMs[1] <= seenMs + 5, `${fired.atMs} in [${raisedMs}, ${seenMs}]`);
      assert.ok(fired.atMs[0] < fired.atMs[1] && cleared.atMs[1] > seenMs, `${fired.atMs}, ${cleared.atMs}`);
      assert.equal(fired.already, undefined);
      assert.match(fired.startedAt ?? '', /^\d{4}-/);
    }
  });

  it('that fire in the first look are known as such, and one that is silenced is told apart', async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    const silence = {
      matchers: [{ name: 'service', value: 'other', isRegex: false, isEqual: true }],
      startsAt: new Date(Date.now() - 1_000).toISOString(),
      endsAt: until,
      createdBy: 'a test',
      comment: 'known',
    };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${alertmanager.url}/api/v2/silences`, { method: 'POST', headers, body: JSON.stringify(silence) });
    assert.equal(answer.status, 200);
    const manager = watching('alertmanager', alertmanager.url, {});
    await manager.seen.first;
    const server = watching('prometheus', prometheus.url, { service: 'other' });
    await server.seen.first;
    await Promise.all([manager.seen.stop({ lastLook: false }), server.seen.stop({ lastLook: false })]);
    const said = (alerts: AlertEvent[]): unknown[] => alerts.map(({ alert, state, already }) => [alert, state, already]);
    assert.deepEqual(said(manager.alerts()), [['Elsewhere', 'suppressed', true]]);
    assert.deepEqual(said(server.alerts()), [['Elsewhere', 'firing', true]]);
  });

  it('and a query of the server is a probe', async () => {
    const look = (query: string, comparison: '<' | '==', number: number) =>
      lookAt(
        {
          name: 'q',
          look: { how: 'prometheus', url: prometheus.url, query, is: { text: `${comparison} ${number}`, comparison, number } },
          everyMs: 1_000,
          timeoutMs: 5_000,
          during: null,
        },
        { target, clock: systemClock, signal: new AbortController().signal },
      );
    assert.deepEqual(pick(await look('up{job="shop"}', '==', 1)), [true, '1']);
    assert.deepEqual(pick(await look('vector(7)', '<', 5)), [false, '7, wanted < 5']);
    assert.deepEqual(pick(await look('scalar(vector(3))', '<', 5)), [true, '3']);
    assert.deepEqual(pick(await look('nowhere', '<', 5)), [false, 'the query has no result']);
    assert.deepEqual(pick(await look('0/0', '==', 0)), [false, 'NaN, wanted == 0']);
    assert.match((await look('sum(', '<', 5)).detail, /parse error/);
    assert.match((await look('up[5m]', '<', 5)).detail, /a matrix, and numbers were expected/);
  });
});

function pick({ ok, detail }: { readonly ok: boolean; readonly detail: string }): [boolean, string] {
  return [ok, detail];
}
