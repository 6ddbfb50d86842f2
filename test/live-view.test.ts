import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { openView, type ViewOptions } from '../src/live-view.ts';
import type { Event, EventBody } from '../src/events/event.ts';
import { systemClock as clock } from '../src/run/clock.ts';
import { planOf, whole } from './support/plans.ts';

/** The tests' stderr is taken for a pipe: lines, whatever terminal they run in. */
describe('progress where nobody watches a screen', () => {
  const lines: string[] = [];
  const { write } = process.stderr;
  let options: ViewOptions;

  before(async () => {
    const { plan } = await planOf({ files: { 'my.yaml': whole } });
    options = { plan, clock, quiet: false, panel: false, color: false, onKey: () => assert.fail('a key') };
  });
  beforeEach(() => (lines.length = 0));

  /** What goes to stderr while `work` runs. */
  async function told(work: () => Promise<void> | void): Promise<string[]> {
    process.stderr.write = ((text: string) => lines.push(String(text)) > 0) as typeof write;
    try {
      await work();
    } finally {
      process.stderr.write = write;
    }
    return lines.join('').split('\n').slice(0, -1);
  }
  const event = (body: EventBody, tMs = 0): Event => ({ ...body, tMs });
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;

  it('one line an event, stamped, key=value; setup before them', async () => {
    const said = await told(() => {
      const view = openView(options);
      view.tell('looking at the target');
      view.see(event({ type: 'started', startedAt: '2026-11-27T02:01:00.000Z' }));
      view.see(event({ type: 'load', bins: [], routes: [], errors: [] }, 500));
      view.see(event({ type: 'note', text: 'phones are\nringing' }, 700));
      view.see(event({ type: 'ended', why: 'completed', detail: '' }, 900));
      view.close();
    });
    for (const line of said) assert.match(line, stamp);
    const rest = said.map((line) => line.replace(stamp, ''));
    assert.equal(rest[0], 'event=setup what="looking at the target"');
    assert.match(rest[1] ?? '', /^t=0\.0 event=started /);
    assert.match(rest[2] ?? '', /^t=0\.7 event=note .*phones are.*ringing/);
    assert.match(rest[3] ?? '', /^t=0\.9 event=ended why=completed/);
    assert.equal(rest.length, 4);
  });

  it('a heartbeat every five seconds of the load, and none after it', async () => {
    const beats = (said: readonly string[]): number => said.filter((line) => / stage=\S+ left=\S+ offered=/.test(line)).length;
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const said = await told(() => {
        const view = openView(options);
        view.see(event({ type: 'started', startedAt: '2026-11-27T02:01:00.000Z' }));
        mock.timers.tick(4_999);
        assert.equal(beats(lines), 0);
        mock.timers.tick(401);
        assert.equal(beats(lines), 1);
        mock.timers.tick(5_000);
        assert.equal(beats(lines), 2);
        view.see(event({ type: 'ended', why: 'completed', detail: '' }, 10_400));
        mock.timers.tick(20_000);
        view.close();
        mock.timers.tick(20_000);
      });
      assert.equal(beats(said), 2, said.join('\n'));
    } finally {
      mock.timers.reset();
    }
  });

  it('quiet: only what has to be said', async () => {
    const said = await told(() => {
      const view = openView({ ...options, quiet: true });
      view.tell('warming up');
      view.see(event({ type: 'started', startedAt: '2026-11-27T02:01:00.000Z' }));
      view.say('SIGINT: undoing faults');
      view.close();
    });
    assert.deepEqual(said, ['SIGINT: undoing faults']);
  });
});
