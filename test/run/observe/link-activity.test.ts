import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBody } from '../../../src/events/event.ts';
import type { LinkCounters } from '../../../src/events/link-counters.ts';
import { looksOf } from '../../../src/events/link-looks.ts';
import { systemClock as clock } from '../../../src/run/clock.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import { watchLinkActivity } from '../../../src/run/observe/link-activity.ts';
import { link } from '../../support/injecting.ts';
import { startPlainTarget } from '../../support/plain-target.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

type Activity = Extract<EventBody, { type: 'link-activity' }>;

/** What is told when the counters are these, look by look. */
async function told(counters: readonly (LinkCounters | null)[]): Promise<EventBody[]> {
  const events: EventBody[] = [];
  const left = [...counters];
  let nowMs = 0;
  const watch = watchLinkActivity({
    links: ['payments'],
    nowMs: () => (nowMs += 2.4),
    look: async () => ({ counters: left.length > 1 ? left.shift()! : left[0]!, endedBytes: null }),
    emit: (event) => events.push(event),
  });
  while (left.length > 1) await sleep(20);
  await watch.stop();
  return events;
}

const counted = (connections: number, requests: number | null, bytesUp = 0): LinkCounters => ({
  connections,
  requests,
  bytesUp,
  bytesDown: 0,
  toxics: {},
});

describe('the activity of a link', () => {
  const folder = useStateFolder();

  it('counts requests, and connections that came to none', async () => {
    const [event] = (await told([counted(3, 10), counted(3, 14), counted(9, 14), counted(9, 14)])) as Activity[];
    assert.equal(event?.counts, 'requests');
    assert.deepEqual(
      looksOf(event!)
        .slice(0, 3)
        .map(({ calls }) => calls),
      [4, 6, 0],
    );
    for (const [i, look] of looksOf(event!).entries()) {
      assert.ok(Number.isInteger(look.fromMs) && Number.isInteger(look.toMs) && look.toMs >= look.fromMs);
      if (i > 0) assert.ok(look.fromMs < looksOf(event!)[i - 1]!.toMs, 'no time lies between two looks');
    }
  });

  it('knows of bytes only that there were some, and says when counters began anew', async () => {
    const [event] = (await told([
      counted(3, null, 100),
      counted(3, null, 900),
      counted(3, null, 900),
      counted(0, null, 0),
      counted(0, null, 0),
    ])) as Activity[];
    assert.equal(event?.counts, 'bytes');
    assert.deepEqual(
      looksOf(event!)
        .slice(0, 3)
        .map(({ calls }) => calls),
      [1, 0, -1],
    );
  });

  it('says once that a server counts nothing live, and asks no more', async () => {
    const events = await told([null, null]);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['link-activity-unknown'],
    );
  });

  for (const kind of serverKinds)
    it(`of the ${kind} server: calls are counted as they come, or it is said that they can't be`, async function () {
      const target = await startPlainTarget();
      const toxiproxy = await startToxiproxy(this, kind);
      const journal = await Journal.open(join(folder(), 'activity.ndjson'), clock);
      const injector = createInjector({ runId: 'activity', toxiproxy, clock, emit: () => {}, journal, toRunMs: (ms) => ms });
      const [prepared] = await injector.prepare([link('payments', { upstream: target.address })]);
      const events: EventBody[] = [];
      const watch = watchLinkActivity({
        links: ['payments'],
        nowMs: () => clock.now(),
        look: (name) => injector.look(name),
        emit: (event) => events.push(event),
      });
      const [host, port] = (prepared?.connect ?? '').split(':');
      const socket = connect(Number(port), host);
      const calls = (): number =>
        (events as Activity[]).flatMap((event) => (event.type === 'link-activity' ? looksOf(event) : [])).filter((look) => look.calls > 0)
          .length;
      for (let n = 0; n < 100 && calls() < 2 && events[0]?.type !== 'link-activity-unknown'; n += 1) {
        socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
        await sleep(60);
      }
      await watch.stop();
      socket.destroy();
      await injector.undoAll();
      await toxiproxy.stop();
      await journal.close();
      await target.close();
      if (kind === 'binary')
        return assert.deepEqual(
          events.map(({ type }) => type),
          ['link-activity-unknown'],
        );
      assert.ok(calls() >= 2, JSON.stringify(events));
    });
});
