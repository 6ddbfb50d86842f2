import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimUndo } from '../../../src/run/inject/undo-claim.ts';
import { useStateFolder } from '../../support/state-folder.ts';

describe('the claim to undo a journal', () => {
  const folder = useStateFolder();

  it('is had by one at a time, and nothing of it stays', () => {
    const journal = join(folder(), 'r1.ndjson');
    const release = claimUndo(journal);
    assert.ok(release);
    assert.equal(claimUndo(journal), undefined);
    release();
    const again = claimUndo(journal);
    assert.ok(again);
    again();
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('of a process that is gone, or of nobody, counts for nothing', async () => {
    const ended = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => ended.once('exit', resolve));
    for (const text of [JSON.stringify([ended.pid, '1']), 'torn', '']) {
      const journal = join(folder(), 'r1.ndjson');
      writeFileSync(`${journal}.undoing`, text);
      const release = claimUndo(journal);
      assert.ok(release, text);
      assert.equal(claimUndo(journal), undefined);
      release();
      assert.deepEqual(readdirSync(folder()), []);
    }
  });

  it('is one for each journal', () => {
    const releases = ['a', 'b'].map((name) => claimUndo(join(folder(), name)));
    assert.ok(releases.every((release) => release !== undefined));
    for (const release of releases) release();
  });
});
