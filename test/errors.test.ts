import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { at, catalogue, ChaosError, systemCodeOf } from '../src/errors.ts';
import { root } from './support/cli.ts';

function textOf(dir: string): string {
  return readdirSync(dir)
    .map((name) => {
      const path = join(dir, name);
      return statSync(path).isDirectory() ? textOf(path) : readFileSync(path, 'utf8');
    })
    .join('\n');
}

describe('errors', () => {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  const source = textOf(join(root, 'src')).replace(/export const catalogue = \{.*?\} as const/s, '');
  const entry = readFileSync(join(root, 'bin/run.js'), 'utf8');

  for (const [code, exit] of Object.entries(catalogue)) {
    it(`${code} is documented with its exit code ${exit}`, () => assert.match(page, new RegExp(`\\| \`${code}\` \\| ${exit} \\|`)));
    it(`${code} is thrown somewhere`, () => assert.ok(source.includes(`'${code}'`) || entry.includes(code)));
  }

  it('documents no code that does not exist', () => {
    const documented = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code as string);
    assert.deepEqual(documented.toSorted(), Object.keys(catalogue).toSorted());
  });

  it('carries its exit code', () => assert.equal(new ChaosError('LISTEN_TAKEN', 'taken', 'free it').exit, 4));

  it('makes places clickable', () => assert.equal(at({ file: 'a.yaml', line: 3, column: 7 }), 'a.yaml:3:7'));

  it("finds the system's code through causes and aggregates", () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    assert.equal(systemCodeOf(new TypeError('fetch failed', { cause: new AggregateError([new Error('x'), refused]) })), 'ECONNREFUSED');
    assert.equal(systemCodeOf(new Error('nothing')), undefined);
  });
});
