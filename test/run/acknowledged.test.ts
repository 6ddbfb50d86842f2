import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../../src/errors.ts';
import { openAcknowledged } from '../../src/run/acknowledged.ts';

const unwritable = (error: unknown): boolean => error instanceof ChaosError && error.code === 'OUTPUT_UNWRITABLE';

describe('acknowledged ids', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'chaos-ack-'));
    file = join(dir, 'acknowledged.ndjson');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('gives back what it was given, once each with its first time, whatever is in it', () => {
    const ids = openAcknowledged(file);
    for (const [index, id] of ['a', 'with "quotes"', 'two\nlines', 'é', 'a'].entries()) ids.add(id, 10.4 * index);
    assert.deepEqual(
      [...ids.all()],
      [
        ['a', 0],
        ['with "quotes"', 10],
        ['two\nlines', 21],
        ['é', 31],
      ],
    );
    ids.close();
    ids.close();
  });

  it('has them in the file within half a second and a bit', async () => {
    const ids = openAcknowledged(file);
    ids.add('a', 7);
    for (let i = 0; i < 500 && readFileSync(file, 'utf8') === ''; i++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(readFileSync(file, 'utf8'), '["a",7]\n');
    ids.close();
  });

  it('writes the rest when it closes', () => {
    const ids = openAcknowledged(file);
    ids.add('a', 7);
    ids.close();
    assert.equal(readFileSync(file, 'utf8'), '["a",7]\n');
  });

  it('says so when the file can not be made', () => assert.throws(() => openAcknowledged(join(dir, 'no', 'such')), unwritable));

  it('a disk that fills up is told once, throws into nothing, and no half list is compared', async function () {
    if (process.platform !== 'linux') this.skip();
    const told: unknown[] = [];
    // Every write to /dev/full fails with ENOSPC.
    const ids = openAcknowledged('/dev/full', (error) => told.push(error));
    ids.add('a', 7);
    for (let i = 0; i < 500 && told.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 20));
    ids.add('b', 8);
    assert.throws(() => ids.all(), unwritable);
    ids.close();
    assert.equal(told.length, 1);
    assert.ok(unwritable(told[0]));
  });
});
