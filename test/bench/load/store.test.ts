import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { casesOf } from '../../../bench/load/cases.ts';
import { runsLeft } from '../../../bench/load/schedule.ts';
import { Store, type Kept, type Run } from '../../../bench/load/store.ts';
import { measuredAs } from './measured.ts';

const [one] = casesOf(true);

function kept(run: Run, failure: string | null = null): Kept {
  const measured = failure === null ? measuredAs({ requests: run.round }) : null;
  return { ...run, measuredAt: '2026-01-02T03:04:05Z', machine: 'a machine', version: '1', failure, measured };
}

describe('a bench that was interrupted', () => {
  let dir: string;
  let store: Store;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'chaos-bench-store-'));
    store = new Store(join(dir, 'load'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const left = (rounds: number): string[] => {
    assert.ok(one);
    return runsLeft(one, ['a', 'b'], rounds, (run) => new Store(join(dir, 'load')).isDone(run)).map(({ tool, round }) => `${tool}${round}`);
  };

  it('alternates the tools, and each round begins with another one', () => assert.deepEqual(left(3), ['a1', 'b1', 'b2', 'a2', 'a3', 'b3']));

  it('goes on with what is left', () => {
    store.keep(kept({ case: '100', tool: 'a', round: 1 }));
    store.keep(kept({ case: '100', tool: 'b', round: 2 }));
    store.keep(kept({ case: '1000', tool: 'b', round: 1 }));
    assert.deepEqual(left(2), ['b1', 'a2']);
    assert.deepEqual(left(1), ['b1']);
  });

  it('tries again what gave no result', () => {
    store.keep(kept({ case: '100', tool: 'a', round: 1 }, 'out of reach'));
    assert.deepEqual(left(1), ['a1', 'b1']);
    assert.equal(store.all()[0]?.failure, 'out of reach');
    store.keep(kept({ case: '100', tool: 'a', round: 1 }));
    assert.deepEqual(left(1), ['b1']);
    assert.equal(store.all().length, 1);
  });

  it('does not take half a file for a result', () => {
    writeFileSync(join(dir, 'load', '100-a-1.json.new'), '{"case": "100", "to');
    assert.deepEqual(left(1), ['a1', 'b1']);
    assert.deepEqual(store.all(), []);
  });

  it('gives back what was kept', () => {
    const run = kept({ case: '100', tool: 'a', round: 1 });
    store.keep(run);
    assert.deepEqual(store.all(), [run]);
  });

  it('begins again when it is told to', () => {
    store.keep(kept({ case: '100', tool: 'a', round: 1 }));
    store.clear();
    assert.deepEqual(left(1), ['a1', 'b1']);
  });
});
