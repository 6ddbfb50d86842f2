import assert from 'node:assert/strict';
import type { EventBody } from '../../src/events/event.ts';
import { describeStep } from '../../src/faults/describe-step.ts';
import type { PlannedFault } from '../../src/plan/plan.ts';
import { runFaults } from '../../src/run/fault-timeline.ts';

const fault = (id: string, atMs: number, forMs: number): PlannedFault => ({
  id,
  link: 'payments',
  spec: { type: 'latency', attributes: { latency: 100, jitter: 0 }, stream: 'downstream', toxicity: 1 },
  atMs,
  forMs,
  at: `${atMs}ms`,
  stages: [],
});

/** Runs faults against an injector that only writes down, on a clock that starts now. */
function rehearse(
  faults: PlannedFault[],
  more: {
    shiftMs?: () => number;
    mayInject?: () => boolean;
    failing?: string;
    slowMs?: number;
    comesInMs?: number;
    loadEndMs?: number;
  } = {},
) {
  const began = performance.now();
  const nowMs = (): number => performance.now() - began;
  const deeds: { what: string; atMs: number }[] = [];
  const postponed: { id: string; untilMs: number }[] = [];
  const events: EventBody[] = [];
  const timeline = runFaults({
    faults,
    injector: {
      async inject({ id }) {
        if (id === more.failing) throw new Error('server said no');
        await pause(more.comesInMs ?? 0);
        deeds.push({ what: `inject ${id}`, atMs: nowMs() });
      },
      async step(id, step) {
        deeds.push({ what: `step ${id} ${describeStep(step)}`, atMs: nowMs() });
      },
      async remove(id, why) {
        await new Promise((resolve) => setTimeout(resolve, more.slowMs ?? 0));
        deeds.push({ what: `remove ${id} ${why}`, atMs: nowMs() });
      },
      postpone: (id, untilMs) => void postponed.push({ id, untilMs }),
    },
    nowMs,
    shiftMs: more.shiftMs ?? (() => 0),
    emit: (event) => events.push(event),
    mayInject: more.mayInject ?? (() => true),
    ...(more.loadEndMs === undefined ? {} : { loadEndMs: more.loadEndMs }),
  });
  return { timeline, deeds, postponed, events, names: () => deeds.map((deed) => deed.what) };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('fault timeline', () => {
  it('removes what is dithered so much earlier, and leaves its steps where they are', async () => {
    const { timeline, deeds } = rehearse([{ ...fault('slow', 50, 1_000), dither: { earlierMs: 400, overMs: 500, waitMs: null } }]);
    await timeline.done;
    const lastedMs = deeds[1]!.atMs - deeds[0]!.atMs;
    assert.ok(lastedMs >= 599 && lastedMs < 900, `in for ${lastedMs}`);
    const flap = { ...fault('flap', 50, 450), spec: { ...fault('', 0, 0).spec, type: 'flap', attributes: { period: 200, duty: 0.5 } } };
    const stepped = rehearse([{ ...flap, dither: { earlierMs: 200, overMs: 225, waitMs: null } }]);
    await stepped.timeline.done;
    assert.deepEqual(stepped.names(), ['inject flap', 'step flap up', 'step flap down', 'remove flap planned']);
  });

  it('injects and removes at the planned moments, never early', async () => {
    const { timeline, deeds } = rehearse([fault('slow', 100, 150)]);
    await timeline.done;
    assert.deepEqual(
      deeds.map((deed) => deed.what),
      ['inject slow', 'remove slow planned'],
    );
    assert.ok(deeds[0]!.atMs >= 99 && deeds[1]!.atMs >= 249, JSON.stringify(deeds));
  });

  it('does not let a slow removal of one fault hold up another', async () => {
    const { timeline, names } = rehearse([fault('first', 20, 40), fault('second', 90, 40)], { slowMs: 200 });
    await timeline.done;
    assert.deepEqual(names().slice(0, 2), ['inject first', 'inject second']);
  });

  it('shifts what follows a hold', async () => {
    let shift = 0;
    const { timeline, deeds } = rehearse([fault('slow', 60, 60)], { shiftMs: () => shift });
    shift = 150;
    await timeline.done;
    assert.ok(deeds[0]!.atMs >= 209, JSON.stringify(deeds));
  });

  it('leaves active faults to the undo when it is stopped', async () => {
    const { timeline, names } = rehearse([fault('slow', 10, 5_000), fault('later', 5_000, 10)]);
    await pause(80);
    timeline.stop();
    await timeline.done;
    assert.deepEqual(names(), ['inject slow']);
  });

  it('tells when a hold moves the end of a fault, and not for every step of it', async () => {
    let shift = 0;
    const { timeline, postponed, names } = rehearse([fault('slow', 50, 200)], { shiftMs: () => shift });
    await pause(120);
    for (shift = 100; shift < 1_000; shift += 100) await pause(60);
    await pause(100);
    shift = 0;
    await timeline.done;
    assert.deepEqual(names(), ['inject slow', 'remove slow planned']);
    assert.equal(postponed.length, 1, JSON.stringify(postponed));
    assert.ok(postponed[0]!.untilMs > 750 && postponed[0]!.untilMs <= 1_250);
  });

  it('clears the fault, or the link, that is named, and leaves the others', async () => {
    const other = { ...fault('cut', 0, 5_000), link: 'stock' };
    const { timeline, names } = rehearse([fault('slow', 0, 5_000), fault('late', 0, 5_000), other]);
    await pause(100);
    assert.deepEqual(await timeline.clear('nothing'), []);
    assert.deepEqual(await timeline.clear('late'), ['late']);
    assert.deepEqual(await timeline.clear('stock'), ['cut']);
    await pause(150);
    assert.deepEqual(names().slice(3).toSorted(), ['remove cut cleared', 'remove late cleared']);
    assert.deepEqual(await timeline.clear('payments'), ['slow']);
    await timeline.done;
  });

  it('clears by hand, once', async () => {
    const { timeline, names } = rehearse([fault('slow', 10, 5_000)]);
    await pause(80);
    assert.deepEqual(await timeline.clear(), ['slow']);
    await timeline.done;
    assert.deepEqual(names(), ['inject slow', 'remove slow cleared']);
    assert.deepEqual(await timeline.clear(), []);
  });

  it('brings a fault forward by hand; it keeps its length and does not come twice', async () => {
    const { timeline, deeds, names } = rehearse([fault('slow', 5_000, 120)]);
    assert.equal(timeline.bringForward('slow'), true);
    assert.equal(timeline.bringForward('nobody'), false);
    await timeline.done;
    assert.deepEqual(names(), ['inject slow', 'remove slow planned']);
    assert.ok(deeds[1]!.atMs - deeds[0]!.atMs >= 119 && deeds[1]!.atMs < 3_000, JSON.stringify(deeds));
  });

  it('injects nothing when the gate says no', async () => {
    const { timeline, names } = rehearse([fault('slow', 10, 10)], { mayInject: () => false });
    await timeline.done;
    assert.deepEqual(names(), []);
  });

  it('tells of a fault that could not be injected, and does not remove it', async () => {
    const { timeline, names, events } = rehearse([fault('slow', 10, 10)], { failing: 'slow' });
    await timeline.done;
    assert.deepEqual(names(), []);
    assert.deepEqual(events, [{ type: 'fault-skipped', fault: 'slow', why: 'server said no' }]);
  });

  it('changes a fault at its moments while it is in', async () => {
    const flap = { ...fault('flap', 50, 450), spec: { ...fault('', 0, 0).spec, type: 'flap', attributes: { period: 200, duty: 0.5 } } };
    const { timeline, deeds } = rehearse([flap]);
    await timeline.done;
    assert.deepEqual(
      deeds.map(({ what }) => what),
      ['inject flap', 'step flap up', 'step flap down', 'step flap up', 'step flap down', 'remove flap planned'],
    );
    for (const [index, { atMs }] of deeds.entries()) assert.ok(atMs >= [49, 149, 249, 349, 449, 499][index]!, JSON.stringify(deeds));
  });

  it('stops changing a fault that is cleared', async () => {
    const flap = {
      ...fault('flap', 10, 60_000),
      spec: { ...fault('', 0, 0).spec, type: 'flap', attributes: { period: 20_000, duty: 0.5 } },
    };
    const { timeline, names } = rehearse([flap]);
    await pause(80);
    await timeline.clear();
    await timeline.done;
    assert.deepEqual(names(), ['inject flap', 'remove flap cleared']);
  });

  it('lets what follows on the same link begin only when the one before is gone', async () => {
    const { timeline, names } = rehearse([fault('slow', 20, 60), fault('slower', 80, 40)], { slowMs: 150 });
    await timeline.done;
    assert.deepEqual(names(), ['inject slow', 'remove slow planned', 'inject slower', 'remove slower planned']);
  });

  it('counts the length of a fault from its confirmation, not from the planned moment', async () => {
    const { timeline, deeds } = rehearse([fault('slow', 20, 100)], { comesInMs: 200 });
    await timeline.done;
    assert.ok(deeds[1]!.atMs - deeds[0]!.atMs >= 99, JSON.stringify(deeds));
  });

  it('tells how long one that came late stays, and what is planned right after it on the link waits', async () => {
    const { timeline, deeds, postponed } = rehearse([fault('slow', 0, 50), fault('next', 50, 50)], { comesInMs: 650 });
    await timeline.done;
    assert.deepEqual(
      deeds.map(({ what }) => what),
      ['inject slow', 'remove slow planned', 'inject next', 'remove next planned'],
    );
    const told = postponed.find(({ id }) => id === 'slow');
    assert.ok(told !== undefined && Math.abs(told.untilMs - deeds[0]!.atMs - 50) < 100, JSON.stringify({ postponed, deeds }));
  });

  it('takes a late fault out before the load ends, and does no step of it that is due then', async () => {
    const flap = { ...fault('flap', 0, 600), spec: { ...fault('', 0, 0).spec, type: 'flap', attributes: { period: 1_000, duty: 0.5 } } };
    const { timeline, deeds, names } = rehearse([flap], { comesInMs: 400, loadEndMs: 1_200 });
    await timeline.done;
    assert.deepEqual(names(), ['inject flap', 'remove flap planned']);
    assert.ok(deeds[1]!.atMs >= 699 && deeds[1]!.atMs < 1_100, JSON.stringify(deeds));
  });

  it('removes one that came when no load was left', async () => {
    const { timeline, deeds } = rehearse([fault('slow', 0, 300)], { comesInMs: 400, loadEndMs: 350 });
    await timeline.done;
    assert.ok(deeds[1]!.atMs - deeds[0]!.atMs < 200, JSON.stringify(deeds));
  });

  it('tells of a moved end while a fault still changes', async () => {
    let shift = 0;
    const flap = {
      ...fault('flap', 0, 800),
      spec: { ...fault('', 0, 0).spec, type: 'flap', attributes: { period: 10_000, duty: 0.05 } },
    };
    const { timeline, postponed } = rehearse([flap], { shiftMs: () => shift });
    await pause(60);
    shift = 5_000;
    await pause(150);
    assert.equal(postponed.length, 1, JSON.stringify(postponed));
    assert.ok(postponed[0]!.untilMs >= 5_799);
    timeline.stop();
    await timeline.done;
  });

  it('clears a fault that is still coming as soon as it is in', async () => {
    const { timeline, names } = rehearse([fault('slow', 0, 5_000)], { comesInMs: 150 });
    await pause(60);
    assert.deepEqual(await timeline.clear('slow'), ['slow']);
    await timeline.done;
    assert.deepEqual(names(), ['inject slow', 'remove slow cleared']);
  });
});
