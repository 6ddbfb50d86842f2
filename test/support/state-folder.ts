/** A state directory of the test's own, for as long as the suite runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Call inside describe; the function returns the folder of the current test. */
export function useStateFolder(): () => string {
  let folder = '';
  let before: string | undefined;
  beforeEach(() => {
    before = process.env['STAMPEDE_STATE_DIR'];
    folder = mkdtempSync(join(tmpdir(), 'stampede-state-'));
    process.env['STAMPEDE_STATE_DIR'] = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env['STAMPEDE_STATE_DIR'];
    else process.env['STAMPEDE_STATE_DIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}
