import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event, EventOf } from '../../src/events/event.ts';
import type { PlannedAlerts } from '../../src/plan/plan.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

const alerts: PlannedAlerts = { source: 'alertmanager', url: 'http://127.0.0.1:9093', match: {} };
const source = (tMs: number, answering = true): Event => ({
  tMs,
  type: 'alert-source',
  source: 'Alertmanager at x',
  answering,
  detail: '',
});

function alert(state: EventOf<'alert'>['state'], atMs: readonly [number, number], more: object = {}): Event {
  return { tMs: atMs[1], type: 'alert', alert: 'A', id: 'a', state, atMs, labels: { alertname: 'A', team: 'web' }, ...more };
}

function analysed(events: readonly Event[], objectives: readonly string[] = []): Analysis {
  const options: SyntheticOptions = {
    stages: [stage('baseline', 20, 50), stage('peak', 30, 50)],
    faults: [latencyFault('slow', 25_000, 5_000)],
    meets: (_, random) => ({ ms: around(20, random) }),
    objectives,
    events,
    plan: { alerts },
  };
  return analyse(syntheticLog(options));
}

const verdicts = ({ objectives }: Analysis): string[] => objectives.map(({ verdict }) => verdict);

describe('alerts of a run', () => {
  it('are listed by their labels, each with every time it fired', () => {
    const { alertSource, alerts: shown } = analysed([
      source(-500),
      alert('firing', [0, 0], { already: true, tMs: -400, startedAt: '2026-11-27T08:00:00Z' }),
      alert('resolved', [10_000, 11_000]),
      alert('firing', [26_000, 27_000]),
    ]);
    assert.deepEqual(alertSource, { name: 'Alertmanager at x', answered: true, silences: [] });
    assert.deepEqual(shown, [
      {
        name: 'A',
        labels: { alertname: 'A', team: 'web' },
        firings: [
          { atMs: [-400, -400], clearedAtMs: [10_000, 11_000], already: true, suppressed: false, startedAt: '2026-11-27T08:00:00Z' },
          { atMs: [26_000, 27_000], clearedAtMs: null, already: false, suppressed: false, startedAt: null },
        ],
      },
    ]);
  });

  it('come in the order in which they fired, and by their ids where they fired together', () => {
    const fires = (id: string, atMs: number): Event => alert('firing', [atMs - 1_000, atMs], { id, alert: id.toUpperCase() });
    const names = (events: readonly Event[]) => analysed([source(-500), ...events]).alerts.map(({ name }) => name);
    for (const together of [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
      ['b', 'c', 'a'],
    ])
      assert.deepEqual(names([fires('z', 9_000), ...together.map((id) => fires(id, 10_000)), fires('0', 11_000)]), [
        'Z',
        'A',
        'B',
        'C',
        '0',
      ]);
    // Whether it still fires is no matter.
    const cleared = alert('resolved', [29_000, 30_000], { id: 'late', alert: 'LATE' });
    assert.deepEqual(names([fires('first', 9_000), fires('late', 28_000), cleared]), ['FIRST', 'LATE']);
  });

  it('are what objectives on them are judged by', () => {
    const objectives = [
      'alert A fires within 5s after slow',
      'alert A clears within 5s after slow',
      'no alert fires during baseline',
      'detects within 5s after slow',
    ];
    const fired = [source(-500), alert('firing', [26_000, 27_000]), alert('resolved', [31_000, 32_000])];
    assert.deepEqual(verdicts(analysed(fired, objectives)), ['held', 'held', 'held', 'held']);
    assert.deepEqual(verdicts(analysed([source(-500)], objectives)), ['breached', 'held', 'held', 'breached']);
    assert.deepEqual(verdicts(analysed([source(-500), alert('firing', [9_000, 10_000])], objectives))[2], 'breached');
  });

  it('that nobody was told of are none of theirs', () => {
    const muted = [source(-500), alert('suppressed', [9_000, 10_000])];
    assert.deepEqual(verdicts(analysed(muted, ['no alert fires during baseline'])), ['held']);
  });

  it('of a source that stops answering leave what needed it unjudged, and the report says for how long', () => {
    const gone = [source(-500), source(26_000, false), source(40_000)];
    const analysis = analysed(gone, ['alert A fires within 5s after slow', 'no alert fires', 'detects within 5s after slow']);
    assert.deepEqual(verdicts(analysis), ['inconclusive', 'inconclusive', 'inconclusive']);
    assert.deepEqual(analysis.alertSource?.silences, [[26_000, 40_000]]);
    const noticed = [source(-500), { ...source(26_000, false), knownToMs: 24_000 } as Event, source(40_000)];
    const before = analysed(noticed, ['no alert fires during baseline', 'no alert fires during peak']);
    assert.deepEqual([verdicts(before), before.alertSource?.silences], [['held', 'inconclusive'], [[24_000, 40_000]]]);
    assert.ok(analysis.timeline.some(({ kind, text }) => kind === 'alert' && /does not answer/.test(text)));
  });
});
