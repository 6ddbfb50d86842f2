import assert from 'node:assert/strict';
import { sourceNotes, unmovedText, watchText } from '../../src/report/breaker-sources.ts';
import { held } from '../support/sample-analysis.ts';

describe('what a report says of the sources of a breaker', () => {
  const [payments] = held.breakers;
  const [source] = payments!.sources;
  const breaker = (...more: Partial<typeof source & object>[]) => ({ ...payments!, sources: more.map((one) => ({ ...source!, ...one })) });
  const cost = source!.cost!;

  it('nothing, where nothing is wrong with them: the breaker stayed closed', () => {
    assert.deepEqual([sourceNotes(breaker({})), unmovedText(breaker({}))], [[], 'stayed closed']);
  });

  it('what is wrong with each, and then only that no transition was seen', () => {
    const wrong = breaker(
      { instance: 'a', unusable: 'several processes answer at a in turn (...)' },
      { instance: 'b', silentMs: 12_000, lastProblem: 'ECONNREFUSED' },
      { instance: 'd', unheardFromMs: 20_000 },
      { instance: 'e', stateAtFirst: 'open' },
      { instance: 'f', stateAtFirst: null },
      { instance: 'c', missed: 'only its state is shown' },
    );
    assert.deepEqual(sourceNotes(wrong), [
      'several processes answer at a in turn (...); nothing that was read there counts',
      'b did not answer for 12 s of the load (ECONNREFUSED)',
      'd was last read at 0:20.0: what it did from then on is not known',
      'e was open when it was first seen',
      'whether f was open from the beginning is not known',
      'c: only its state is shown',
    ]);
    assert.equal(unmovedText(wrong), 'no transition was seen');
  });

  it('that it was never there, which a wrong name looks like', () => {
    const absent = breaker({ instance: 'a', seen: false });
    assert.deepEqual(sourceNotes(absent), [
      'a: it was never seen there: check its name and match, unless nothing is shown before its first event',
    ]);
    assert.equal(unmovedText(absent), 'no transition was seen');
    assert.deepEqual(sourceNotes(breaker({ answered: null, seen: false }, { answered: false, seen: false })), []);
  });

  it('only that no transition was seen, where it could not be watched throughout', () => {
    const unwatched = (atMs: [number, number]) => ({
      ...breaker({}),
      grade: 'B' as const,
      unwatched: [{ instance: 'all', atMs, why: null }],
    });
    assert.deepEqual(
      [unmovedText(unwatched([0, 9_000])), unmovedText(unwatched([9_000, 12_000]))],
      ['stayed closed', 'no transition was seen'],
    );
  });

  it('what watching cost, by the dearest', () => {
    assert.equal(
      watchText(breaker({}, { cost: { ...cost, meanMs: 40, p95Ms: 90, everyMs: 400, share: 0.095 } })),
      '2 sources read every 400 ms in 40 ms (p95 90 ms), 9.5 % of the time, 4.2 kB each',
    );
    const followed = { ...cost, by: 'stream', meanMs: null, p95Ms: null, everyMs: null, share: null } as const;
    assert.equal(watchText(breaker({ cost: followed })), '1 source followed, 2.1 MB read');
    assert.equal(watchText(breaker({ cost: null })), null);
  });
});
