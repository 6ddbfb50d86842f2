import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event, EventOf } from '../../src/events/event.ts';
import { latencyFault, stage, syntheticLog } from '../support/synthetic-log.ts';

type Source = Partial<EventOf<'breaker-source'>>;
const source = (instance: string, tMs: number, more: Source = {}): Event => ({
  tMs,
  type: 'breaker-source',
  breaker: 'pay',
  instance,
  answering: true,
  seen: true,
  detail: 'series found',
  ...more,
});
const silent = (instance: string, tMs: number, more: Source = {}): Event =>
  source(instance, tMs, { answering: false, detail: 'ECONNREFUSED', ...more });
const trip = (instance: string, atMs: number): Event => ({
  tMs: atMs,
  type: 'breaker',
  breaker: 'pay',
  instance,
  from: 'closed',
  to: 'open',
  atMs: [atMs - 100, atMs],
  evidence: 'A',
  atLeast: false,
});

function analysed(events: readonly Event[], objectives: readonly string[] = []): Analysis {
  return analyse(
    syntheticLog({
      stages: [stage('load', 30, 10)],
      meets: () => ({ ms: 5 }),
      faults: [latencyFault('f', 10_000, 5_000)],
      plan: { breakers: [{ name: 'pay', preset: 'opossum', urls: [], match: {}, link: 'payments', waitMs: 2_000 }] },
      events,
      objectives,
    }),
  );
}
const verdicts = ({ objectives }: Analysis): string[] => objectives.map(({ verdict, reason }) => `${verdict}: ${reason ?? ''}`);
const opens = 'breaker pay opens within 3s after f';
const closes = 'breaker pay closes within 5s after f';
const stays = 'breaker pay stays closed';
const trips = 'breaker pay trips at most 2';

describe('the sources of breakers', () => {
  const why = 'several processes answer at a in turn (its counters went back and forth): name the URL of each under urls';

  it('one at which several processes answer in turn shows no trip and judges nothing: the reason says what to do', () => {
    const analysis = analysed(
      [source('a', -500), trip('a', 11_000), source('a', 12_000, { unusable: why, detail: why })],
      [opens, closes, stays, trips],
    );
    const [pay] = analysis.breakers;
    assert.deepEqual([pay?.trips, pay?.transitions, pay?.openMs, analysis.faults[0]?.tripMs], [0, [], 0, null]);
    assert.deepEqual([pay?.answered, pay?.grade, pay?.unknownWhy], [false, null, 'several processes answered in turn']);
    assert.deepEqual(pay?.sources[0]?.unusable, why);
    assert.deepEqual(
      verdicts(analysis),
      Array.from({ length: 4 }, () => `inconclusive: ${why}`),
    );
  });

  it('the others count all the same', () => {
    const events = [source('a', -500), source('b', -500), source('a', 2_000, { unusable: why }), trip('b', 11_000)];
    const analysis = analysed(events, [opens, `breaker pay opens on all within 3s after f`]);
    assert.deepEqual([analysis.breakers[0]?.trips, analysis.breakers[0]?.grade], [1, 'A']);
    assert.deepEqual(verdicts(analysis), ['held: ', `inconclusive: 1 of 2 instances are not known: ${why}`]);
  });

  it('one that is silent while another answers does not read as closed', () => {
    const analysis = analysed([source('a', -500), source('b', -500), silent('b', 8_000)], [closes, stays, trips]);
    assert.ok(
      verdicts(analysis).every((verdict) => verdict.startsWith('inconclusive')),
      JSON.stringify(verdicts(analysis)),
    );
    const [, b] = analysis.breakers[0]?.sources ?? [];
    assert.deepEqual([b?.silentMs, b?.lastProblem, b?.answered], [22_000, 'ECONNREFUSED', true]);
  });

  it('a silence begins at the last answer, not where it is noticed; also one that only the last reading noticed', () => {
    const during = 'breaker pay stays closed during f';
    const noticed = analysed([source('a', -500), silent('a', 15_700, { knownToMs: 8_000 }), source('a', 23_000)], [during]);
    assert.equal(verdicts(noticed)[0]?.split(':')[0], 'inconclusive');
    assert.equal(noticed.breakers[0]?.sources[0]?.silentMs, 15_000);
    const late = analysed([source('a', -500), silent('a', 30_400, { knownToMs: 12_000 })], [during, trips, opens]);
    assert.ok(
      verdicts(late).every((verdict) => verdict.startsWith('inconclusive')),
      JSON.stringify(verdicts(late)),
    );
    const after = analysed([source('a', -500), silent('a', 31_000, { knownToMs: 30_100 })], [stays]);
    assert.deepEqual(verdicts(after), ['held: ']);
  });

  it('a silence is told as far as the load went, and one that begins after it not at all', () => {
    const told = ({ breakers: [pay] }: Analysis) => [pay?.sources[0]?.silentMs, pay?.unwatched.map(({ atMs }) => atMs)];
    assert.deepEqual(told(analysed([source('a', -500), silent('a', 28_000), source('a', 33_000)])), [2_000, [[28_000, 30_000]]]);
    assert.deepEqual(told(analysed([source('a', -500), silent('a', 28_000)])), [2_000, [[28_000, 30_000]]]);
    const after = analysed([source('a', -500), silent('a', 31_000), source('a', 33_000)], [stays]);
    assert.deepEqual([told(after), verdicts(after)], [[0, []], ['held: ']]);
  });

  it('one that never spoke of it, or of which nothing is believed, shows no state', () => {
    const first = (...events: Event[]) => analysed(events).breakers[0]?.sources[0]?.stateAtFirst;
    assert.equal(first(source('a', -500)), 'closed');
    assert.equal(first(source('a', -500, { seen: false })), null);
    assert.equal(first(source('a', -500, { state: 'open' }), source('a', 2_000, { unusable: why, state: 'open' })), null);
  });

  it('what was not read up to the end is not known from its last reading on, and that is no silence', () => {
    const toTheEnd = (knownToMs: number): Event => source('a', 30_500, { knownToMs });
    const scraped = analysed([source('a', -500), toTheEnd(12_000)], [opens, stays, trips, 'breaker pay stays closed during f']);
    assert.deepEqual(
      verdicts(scraped),
      Array.from({ length: 4 }, () => 'inconclusive: its source was not read up to the end'),
    );
    const [one] = scraped.breakers[0]?.sources ?? [];
    assert.deepEqual([one?.silentMs, one?.unheardFromMs], [0, 12_000]);
    const later = analysed([source('a', -500), toTheEnd(20_000)], ['breaker pay stays closed during f', opens]);
    assert.deepEqual(
      verdicts(later).map((verdict) => verdict.split(':')[0]),
      ['held', 'breached'],
    );
  });

  it('one that has left is not known from then on; one that was never more than an empty place is none', () => {
    const left = 'it is no longer among the addresses of shop';
    const gone = (instance: string, seen: boolean) => silent(instance, 9_000, { gone: true, detail: left, seen });
    const analysis = analysed([source('a', -500), source('b', -500), gone('b', true)], [closes]);
    assert.deepEqual(verdicts(analysis), [`inconclusive: 1 of 2 instances are not known: ${left}`]);
    const placeholder = analysed([source('server', -900, { seen: false }), gone('server', false), source('a', -500)], [closes]);
    assert.deepEqual([verdicts(placeholder), placeholder.breakers[0]?.sources.length], [['held: '], 1]);
  });

  it('one that was open when it was first seen is not closed', () => {
    const analysis = analysed([source('a', -500, { state: 'open' })], [opens, closes, stays]);
    assert.deepEqual(
      verdicts(analysis).map((verdict) => verdict.split(':')[0]),
      ['inconclusive', 'breached', 'breached'],
    );
  });

  it('one of which that is not known is not closed either, until its calls tell', () => {
    const unknown = analysed([source('a', -500, { state: null })], [opens, closes, stays, trips]);
    assert.deepEqual(
      verdicts(unknown).map((verdict) => verdict.split(':')[0]),
      ['inconclusive', 'inconclusive', 'inconclusive', 'held'],
    );
    assert.equal(unknown.breakers[0]?.sources[0]?.stateAtFirst, null);
    for (const [state, told] of [
      ['open', ['breached', 'breached']],
      ['closed', ['held', 'held']],
    ] as const) {
      const settled = analysed([source('a', -500, { state: null }), source('a', 900, { state })], [closes, stays]);
      assert.deepEqual(
        verdicts(settled).map((verdict) => verdict.split(':')[0]),
        told,
      );
      assert.equal(settled.breakers[0]?.sources[0]?.stateAtFirst, state);
    }
  });

  it('one that can miss a trip bounds none from above', () => {
    const analysis = analysed([source('a', -500, { missed: 'only its state is shown' })], [trips]);
    assert.deepEqual([analysis.breakers[0]?.atLeast, verdicts(analysis)[0]?.split(':')[0]], [true, 'inconclusive']);
  });

  it('say what they cost, each for itself, a server for all', () => {
    const cost = { by: 'poll', looks: 150, failed: 1, meanMs: 2, p95Ms: 4, bytes: 90_000, everyMs: 200, share: 0.01 } as const;
    const told: Event = { type: 'breaker-cost', tMs: 31_000, instance: 'prometheus:9090', breakers: ['pay'], ...cost };
    const { breakers } = analysed([source('a', -500), told]);
    assert.deepEqual(
      breakers[0]?.sources.map(({ instance, cost: own, answered }) => [instance, own, answered]),
      [
        ['a', null, true],
        ['prometheus:9090', cost, null],
      ],
    );
  });
});
