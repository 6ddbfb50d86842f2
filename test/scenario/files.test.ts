import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { libraryFolder, libraryNames, resolveScenario, shownPath, systemFilePlaces } from '../../src/scenario/files.ts';

describe('scenario files', () => {
  it('the library is there, and its names are files', () => {
    assert.ok(libraryNames().includes('black-friday'));
    for (const name of libraryNames()) assert.ok(existsSync(join(libraryFolder, `${name}.yaml`)), name);
  });

  it('what has an ending or a slash is a path, the rest a name', () => {
    assert.deepEqual(resolveScenario('a.yml', '/w'), { path: '/w/a.yml', shown: 'a.yml', fromLibrary: false });
    assert.deepEqual(resolveScenario('../x/a.yaml', '/w'), { path: '/x/a.yaml', shown: '/x/a.yaml', fromLibrary: false });
    assert.equal(resolveScenario('black-friday', '/w').fromLibrary, true);
    assert.throws(() => resolveScenario('nothing', '/w'), { code: 'SCENARIO_NOT_FOUND' });
  });

  it('a system file is looked for beside the scenario, then in the working directory; never in the library', () => {
    const places = (name: string): string[] => systemFilePlaces(resolveScenario(name, '/w'), '/w').map(({ shown }) => shown);
    assert.deepEqual(places('deep/a.yaml'), ['deep/stampede.yaml', 'stampede.yaml']);
    assert.deepEqual(places('a.yaml'), ['stampede.yaml']);
    assert.deepEqual(places('black-friday'), ['stampede.yaml']);
  });

  it('paths are shown from where the user is', () => {
    assert.deepEqual([shownPath('/w/a/b', '/w'), shownPath('/x', '/w')], ['a/b', '/x']);
  });
});
