import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventBody } from '../../../../src/events/event.ts';
import { systemClock } from '../../../../src/run/clock.ts';
import { watchAlerts } from '../../../../src/run/observe/alerts/watch.ts';

describe('alert watch', () => {
  let server: Server;
  let url: string;
  let answer: { status: number; text: string };
  let asked = 0;
  const events: EventBody[] = [];
  const target = { url: 'http://127.0.0.1:1/', headers: { authorization: 'secret of the target' }, tls: null };
  const headers: (string | undefined)[] = [];

  beforeEach(async () => {
    [answer, asked, events.length, headers.length] = [{ status: 200, text: '[]' }, 0, 0, 0];
    server = createServer((request, response) => {
      asked += 1;
      headers.push(request.headers.authorization);
      response.writeHead(answer.status).end(answer.text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const watch = (toRunMs = (ms: number) => ms) =>
    watchAlerts({
      alerts: { source: 'alertmanager', url, match: {} },
      target,
      clock: systemClock,
      emit: (event) => events.push(event),
      toRunMs,
    });
  const sources = () => events.flatMap((event) => (event.type === 'alert-source' ? [[event.answering, event.detail]] : []));

  it('tells in its first look why there is none', async () => {
    answer = { status: 503, text: '' };
    const seen = watch();
    assert.equal(await seen.first, 'it answers with status 503');
    await seen.stop({ lastLook: false });
    server.close();
    server.closeAllConnections();
    const gone = watch();
    assert.equal(await gone.first, 'ECONNREFUSED');
    await gone.stop({ lastLook: false });
  });

  it('tells once when its source stops answering, and when it answers again', async () => {
    const seen = watch();
    assert.equal(await seen.first, null);
    answer = { status: 200, text: 'down for maintenance' };
    for (let i = 0; i < 250 && sources().length < 2; i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    answer = { status: 200, text: '[]' };
    await seen.stop({ lastLook: true });
    assert.deepEqual(sources(), [
      [true, 'answers'],
      [false, 'the answer is not JSON'],
      [true, 'answers'],
    ]);
    assert.ok(asked <= 5, `${asked} times in little more than a second`);
    assert.deepEqual(new Set(headers), new Set([undefined]), 'the target has secrets that its monitoring is not told');
  });

  it('takes what fires before the load as having fired already', async () => {
    answer.text = JSON.stringify([{ labels: { alertname: 'A' }, startsAt: '2026-11-27T00:00:00Z', status: { state: 'active' } }]);
    const seen = watch(() => 0);
    await seen.first;
    await seen.stop({ lastLook: false });
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'alert' ? [[event.alert, event.state, event.already, event.startedAt]] : [])),
      [['A', 'firing', true, '2026-11-27T00:00:00Z']],
    );
  });

  it('waits for no answer once nobody wants it', async () => {
    server.removeAllListeners('request');
    const seen = watch();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const beganMs = performance.now();
    await seen.stop({ lastLook: false });
    assert.ok(performance.now() - beganMs < 1_000);
    assert.deepEqual(events, []);
  });
});
