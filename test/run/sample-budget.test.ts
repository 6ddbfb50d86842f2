import assert from 'node:assert/strict';
import type { EventBody, Outcome } from '../../src/events/event.ts';
import { limitSamples, sampleBudgetBytes } from '../../src/run/sample-budget.ts';
import { requestSample } from '../support/sample-events.ts';

type Told = Extract<EventBody, { type: 'sample' }>;
type Kind = `${Outcome} ${Told['kept']}`;

/** About a kilobyte each; the number tells them apart. */
function sampleOf(kind: Kind, n: number): EventBody {
  const [outcome, kept] = kind.split(' ') as [Outcome, Told['kept']];
  return { type: 'sample', kept, sample: { ...requestSample, outcome, intendedMs: n, path: `/${'x'.repeat(700)}` } };
}

function budgetOf(bytes: number) {
  const told: EventBody[] = [];
  const budget = limitSamples(
    (body) => told.push(body),
    (body) => body,
    bytes,
  );
  const kinds = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const body of told) {
      const kind = body.type === 'sample' ? `${body.sample.outcome} ${body.kept}` : body.type;
      counts[kind] = (counts[kind] ?? 0) + (body.type === 'samples-left-out' ? body.count : 1);
    }
    return counts;
  };
  const bytesTold = (): number =>
    told.filter(({ type }) => type === 'sample').reduce((sum, body) => sum + JSON.stringify({ tMs: 123_456.789, ...body }).length + 1, 0);
  const give = (kind: Kind, count: number): void => {
    for (let n = 0; n < count; n += 1) budget.emit(sampleOf(kind, n));
  };
  return { told, budget, kinds, bytesTold, give };
}

describe('the budget for samples', () => {
  it('is a megabyte, and everything else passes', () => {
    assert.equal(sampleBudgetBytes, 1_000_000);
    const { budget, told } = budgetOf(0);
    budget.emit({ type: 'note', text: 'x' });
    assert.deepEqual(told, [{ type: 'note', text: 'x' }]);
    budget.close();
    assert.equal(told.length, 1, 'nothing was left out, so nothing is said');
  });

  it('while there is room, all are written as they come', () => {
    const { give, kinds, budget } = budgetOf(1_000_000);
    give('ok first', 20);
    give('httpError slowest', 20);
    assert.deepEqual(kinds(), { 'ok first': 20, 'httpError slowest': 20 });
    budget.close();
    assert.deepEqual(kinds(), { 'ok first': 20, 'httpError slowest': 20 });
  });

  it('is never exceeded, and what found no room is counted', () => {
    const { give, kinds, bytesTold, budget } = budgetOf(50_000);
    for (const kind of ['ok slowest', 'ok first', 'httpError slowest', 'timeout first'] as const) give(kind, 100);
    budget.close();
    assert.ok(bytesTold() <= 50_000, String(bytesTold()));
    assert.ok(bytesTold() > 45_000, String(bytesTold()));
    const told = kinds();
    assert.equal(
      Object.values(told).reduce((sum, n) => sum + n, 0),
      400,
    );
  });

  it('slow successes that came first leave room for failures that come late', () => {
    const { give, kinds, budget } = budgetOf(50_000);
    give('ok slowest', 1_000);
    give('ok first', 1_000);
    give('httpError first', 12);
    assert.equal(kinds()['httpError first'], 12);
    budget.close();
    assert.equal(kinds()['httpError first'], 12);
  });

  it('at the end the failed go before the ok, and the first before the slowest', () => {
    const { give, kinds, told, budget } = budgetOf(100_000);
    give('ok slowest', 100);
    give('ok first', 100);
    give('httpError slowest', 100);
    const before = kinds();
    const from = told.length;
    budget.close();
    const after = told.slice(from);
    assert.ok((before['httpError slowest'] ?? 0) > 0);
    assert.ok(after.length > 1);
    for (const body of after)
      assert.ok(body.type === 'samples-left-out' || (body.type === 'sample' && body.sample.outcome !== 'ok'), body.type);
  });

  it('room that nobody else wants is given to those that waited', () => {
    const { give, kinds, bytesTold, budget } = budgetOf(100_000);
    give('ok slowest', 90);
    const before = kinds()['ok slowest'] ?? 0;
    budget.close();
    assert.ok((kinds()['ok slowest'] ?? 0) > before + 10);
    assert.ok(bytesTold() > 90_000);
  });

  it('counts what is written, not what it was before it was cleaned', () => {
    const told: EventBody[] = [];
    const longer = (body: EventBody): EventBody =>
      body.type === 'sample' ? { ...body, sample: { ...body.sample, path: 'y'.repeat(5_000) } } : body;
    const budget = limitSamples((body) => told.push(body), longer, 30_000);
    for (let n = 0; n < 20; n += 1) budget.emit(sampleOf('timeout first', n));
    assert.ok(told.length <= 6, String(told.length));
  });

  it('closing twice says it once, and nothing comes after', () => {
    const { give, kinds, budget } = budgetOf(0);
    give('timeout first', 2);
    budget.close();
    budget.close();
    give('timeout first', 1);
    assert.deepEqual(kinds(), { 'samples-left-out': 2 });
  });
});
