/** Abort rules in real runs: how soon they act on a system that hangs, and what is undone first. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event, EventOf } from '../../src/events/event.ts';
import { parseLog } from '../../src/events/parse-log.ts';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { startDependentTarget, type DependentTarget } from '../support/dependent-target.ts';
import { freePort, startPlainTarget, type PlainTarget } from '../support/plain-target.ts';

const timeoutMs = 600;
const windowMs = 1_000;

describe('an abort rule, in a real run', function () {
  this.timeout(60_000);
  // Half a second of a busy machine is most of what the rule may take.
  this.retries(2);
  let desk: Desk;
  let dependency: PlainTarget;
  let target: DependentTarget;

  beforeEach(async () => {
    desk = openDesk({ STAMPEDE_TOXIPROXY: 'embedded' });
    dependency = await startPlainTarget(2);
  });
  afterEach(async () => {
    await target.close();
    await dependency.close();
    desk.remove();
  });

  it('acts within 1 s where nothing is answered any more, and takes the fault out before anything else', async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    target = await startDependentTarget({ used: listen });
    writeFileSync(
      join(desk.dir, 'hang.yaml'),
      `version: 1
target: ${JSON.stringify(target.url)}
links: {used: {listen: "${listen}", upstream: "${dependency.address}"}}
load:
  base: 60/s
  timeout: ${timeoutMs}ms
  stages: [{name: hold, for: 30s, rate: 1x}]
  journeys: [{name: one, steps: [{get: /used, name: used}]}]
faults:
  - {id: hangs, link: used, type: timeout, timeout: 0s, at: 1500ms, for: 20s}
abort: ["error rate of used > 90% for ${windowMs}ms from 1s"]
`,
    );
    const { code, stdout, stderr } = await runCli(['run', 'hang.yaml', '--json', '-q'], desk);
    assert.equal(code, 5, stderr);
    const { run } = JSON.parse(stdout) as Analysis;
    const { events } = parseLog(readFileSync(join(desk.dir, 'reports', run.id, 'events.ndjson'), 'utf8'));
    const first = <T extends Event['type']>(type: T): EventOf<T> => events.find((event) => event.type === type) as EventOf<T>;
    const abort = first('abort');
    // Every request of the last second has surely failed once the first of the hanging ones have ended and a whole window of them has.
    const metMs = first('fault-injected').confirmedMs + timeoutMs + windowMs;
    assert.ok(abort.tMs <= metMs + 1_000, `met at ${metMs} ms at the latest, aborted at ${abort.tMs} ms`);
    const removed = first('fault-removed');
    assert.equal(removed.why, 'stopped');
    assert.ok(removed.confirmedMs - abort.tMs < 1_000, `aborted at ${abort.tMs} ms, taken out at ${removed.confirmedMs} ms`);
    const at = (found: (event: Event) => boolean): number => events.findIndex(found);
    const order = [
      at(({ type }) => type === 'abort'),
      at(({ type }) => type === 'fault-removed'),
      // The load is stopped only then: what was in flight is cancelled.
      at((event) => event.type === 'load' && event.routes.some(({ outcomes }) => (outcomes.cancelled ?? 0) > 0)),
      at(({ type }) => type === 'rolled-back'),
      at(({ type }) => type === 'ended'),
    ];
    assert.ok(!order.includes(-1), String(order));
    assert.deepEqual(
      order.toSorted((a, b) => a - b),
      order,
    );
  });
});
