import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The text must be what stands in `test/golden/FILE`; with UPDATE_GOLDEN=1 it is written there instead, for git to show the difference. */
export function assertGolden(file: string, text: string): void {
  const golden = fileURLToPath(new URL(`../golden/${file}`, import.meta.url));
  if (process.env['UPDATE_GOLDEN']) {
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, text);
  }
  assert.equal(text, readFileSync(golden, 'utf8'));
}
