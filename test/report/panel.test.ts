import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import type { Event } from '../../src/events/event.ts';
import { displayWidth } from '../../src/report/columns.ts';
import { createPanel } from '../../src/report/panel.ts';
import { blackFridayLog, blackFridayPlan } from '../support/black-friday-log.ts';
import { assertGolden } from '../support/golden.ts';

const log = blackFridayLog();
const keys = 'a abort   h hold   r release   c clear faults   n note';
const moments = [-1_500, -100, 0, 3_000, 22_000, 45_500, 47_000, 57_000, 65_500, 95_000, 106_200];

function panelAt(nowMs: number, events: readonly Event[] = log, plan = blackFridayPlan) {
  const panel = createPanel(plan, keys);
  for (const event of events) if (event.tMs <= nowMs) panel.update(event);
  return panel;
}

describe('the panel', () => {
  it('through a run, at 80 columns without colour, is as it was', () => {
    const text = moments.map((nowMs) => panelAt(nowMs).lines({ nowMs, width: 80, color: false }).join('\n')).join('\n\n');
    assertGolden('report/panel.txt', `${text}\n`);
    assert.doesNotMatch(text, /undefined|NaN|\[object/);
  });

  it('is never wider than the screen nor higher, and colour costs no column', () => {
    for (const nowMs of moments) {
      const panel = panelAt(nowMs);
      for (const width of [1, 20, 40, 60, 80, 120, 200])
        for (const height of [1, 3, 6, 8, 10, 14, 50]) {
          const lines = panel.lines({ nowMs, width, height, color: false });
          assert.ok(lines.length <= Math.min(14, height), `${lines.length} lines of ${height}`);
          for (const line of lines) assert.ok(displayWidth(line) <= width, `${displayWidth(line)} of ${width}: ${line}`);
          assert.deepEqual(panel.lines({ nowMs, width, height, color: true }).map(stripVTControlCharacters), lines);
        }
    }
  });

  it('does not grow with what users call their things', () => {
    const evil = `\u001B[2J${'漢字'.repeat(40)}\nsecond line`;
    const plan = { ...blackFridayPlan, name: evil, faults: blackFridayPlan.faults.map((fault) => ({ ...fault, id: evil, link: evil })) };
    const events: Event[] = [
      ...log,
      { type: 'stage', index: 0, name: evil, forMs: 1_000, tMs: 47_000 },
      { type: 'fault-injected', fault: evil, sentMs: 47_000, confirmedMs: 47_000, counters: null, tMs: 47_000 },
      { type: 'note', text: evil, tMs: 47_000 },
      { type: 'breaker-source', breaker: evil, instance: 'x', answering: false, seen: false, detail: evil, tMs: 47_000 },
    ];
    const lines = panelAt(
      47_000,
      events.toSorted((a, b) => a.tMs - b.tMs),
      plan,
    ).lines({ nowMs: 47_000, width: 80, height: 24, color: false });
    assert.ok(lines.length <= 14);
    for (const line of lines) {
      assert.ok(displayWidth(line) <= 80);
      assert.ok(!line.includes('\n') && !line.includes('\u001B'));
    }
  });

  for (const [nowMs, wanted] of [
    [-100, /preparing/],
    [3_000, /baseline.*1 of 4.*17 s left/],
    [47_000, /payments-slow.*latency on payments.*19 s left/],
    [47_000, /payments OPEN/],
    [3_000, /payments closed/],
    [3_000, /next payments-slow in 42 s/],
    [106_200, /ended/],
  ] as const)
    it(`at ${nowMs / 1_000} s says ${wanted.source}`, () => {
      assert.match(panelAt(nowMs).lines({ nowMs, width: 100, color: false }).join('\n'), wanted);
    });

  describe('while a person is asked', () => {
    const say =
      'in rack 12 of the second room, pull the blue cable of port 7 out of the switch on top, and leave the yellow one where it is';
    const cable = {
      id: 'cable',
      link: null,
      spec: { type: 'manual', attributes: { say }, stream: 'downstream', toxicity: 1 },
      atMs: 47_000,
      forMs: 20_000,
      at: '47s',
      stages: [],
    } as const;
    const plan = { ...blackFridayPlan, faults: [cable] };
    const events = log.filter(({ type }) => !type.startsWith('fault-'));
    const asked: Event = { type: 'person-asked', fault: 'cable', say, tMs: 47_000 };
    const screen = { width: 77, height: 22, color: false };
    const at = (nowMs: number, ...more: Event[]): string =>
      panelAt(
        nowMs,
        [...events, ...more].toSorted((a, b) => a.tMs - b.tMs),
        plan,
      )
        .lines({ nowMs, ...screen })
        .join('\n');

    it('shows all of it on a usual screen, once, and no fault that comes next', () => {
      const text = at(48_000, asked);
      assert.ok(text.replaceAll(/\s+/g, ' ').includes(`by hand cable: ${say}`), text);
      assert.equal(text.split('in rack 12').length, 3, text);
      assert.match(text, /^faults +cable waiting for "in rack 12[^"]*…"$/m);
      assert.ok(text.endsWith(keys) && text.includes('stage peak'), text);
    });

    it('says that an active fault waits for its undo, until that is confirmed', () => {
      const confirmed: Event = { type: 'person-confirmed', fault: 'cable', from: 'panel', tMs: 49_000 };
      const injected: Event = { type: 'fault-injected', fault: 'cable', sentMs: 47_000, confirmedMs: 49_000, counters: null, tMs: 49_000 };
      const undo: Event = { type: 'person-asked', fault: 'cable', say: 'put it back', tMs: 69_000 };
      assert.match(at(50_000, asked, confirmed, injected), /^faults +cable \(manual\) 19 s left$/m);
      const waiting = at(75_000, asked, confirmed, injected, undo);
      assert.match(waiting, /^by hand +cable: put it back$/m);
      assert.match(waiting, /^faults +cable \(manual\) waiting for "put it back"$/m);
      const done = at(80_000, asked, confirmed, injected, undo, { ...confirmed, tMs: 79_000 });
      assert.doesNotMatch(done, /waiting for|^by hand/m);
    });

    for (const end of [
      { type: 'fault-skipped', fault: 'cable', why: 'nobody confirmed' },
      { type: 'trouble', what: 'removing cable', detail: 'nobody confirmed' },
      { type: 'ended', why: 'completed', detail: '' },
    ] as const)
      it(`asks no longer after ${end.type}`, () => assert.doesNotMatch(at(48_000, asked, { ...end, tMs: 47_500 }), /^by hand/m));
  });

  it('on a low screen keeps what matters most: where the run is, its rate, times and errors', () => {
    const lines = panelAt(47_000).lines({ nowMs: 47_000, width: 80, height: 5, color: false });
    assert.deepEqual(
      lines.map((line) => line.split(' ')[0]),
      ['black-friday', 'stage', 'rate', 'time', 'errors'],
    );
  });

  it('without keys has no help line', () => {
    const lines = createPanel(blackFridayPlan).lines({ nowMs: -1, width: 80, color: false });
    assert.ok(!lines.some((line) => line.includes('abort')));
  });
});
