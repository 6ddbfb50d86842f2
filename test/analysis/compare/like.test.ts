import assert from 'node:assert/strict';
import { fingerprintDifferences, fingerprintText, isAlike } from '../../../src/analysis/compare/like.ts';
import { fingerprint, summary } from '../../support/run-summaries.ts';

describe('runs that may be held against each other', () => {
  it('are of one processor, as many cores, one major version of Node and one version label', () => {
    const differs = (part: Partial<typeof fingerprint>): string[] => fingerprintDifferences(fingerprint, { ...fingerprint, ...part });
    assert.deepEqual(differs({}), []);
    assert.deepEqual(differs({ cpu: 'Xeon' }), ['processor: AMD EPYC 7763 64-Core Processor against Xeon']);
    assert.deepEqual(differs({ cores: 8 }), ['cores: 4 against 8']);
    assert.deepEqual(differs({ node: '26.1.0' }), ['Node: 24 against 26']);
    assert.deepEqual(differs({ targetVersion: 'staging-8cpu' }), ["the target's version label: none against staging-8cpu"]);
    assert.deepEqual(differs({ cores: 2, node: '22.0.0' }), ['cores: 4 against 2', 'Node: 24 against 22']);
  });

  it('may differ in memory, platform and the patches of Node', () => {
    const other = { ...fingerprint, memoryBytes: 1, platform: 'darwin arm64', node: '24.0.1' };
    assert.deepEqual(fingerprintDifferences(fingerprint, other), []);
    assert.ok(isAlike(summary(), summary({ fingerprint: other })));
  });

  it('say on what they were done, both of them', () => {
    for (const [a, b] of [
      [null, fingerprint],
      [fingerprint, null],
      [null, null],
    ] as const)
      assert.match(fingerprintDifferences(a, b).join(), /^one of them does not say on what it was done/);
    assert.equal(isAlike(summary({ fingerprint: null }), summary({ fingerprint: null })), false);
  });

  it('are of one plan', () => {
    assert.ok(isAlike(summary(), summary({ seed: 2, scenario: 'renamed' })));
    assert.equal(isAlike(summary(), summary({ planHash: 'b'.repeat(64) })), false);
    assert.equal(isAlike(summary(), summary({ fingerprint: { ...fingerprint, cores: 8 } })), false);
  });

  it('are named by what counts', () => {
    assert.equal(fingerprintText(fingerprint), 'AMD EPYC 7763 64-Core Processor, 4 cores, Node 24');
    assert.equal(
      fingerprintText({ ...fingerprint, cpu: 'Xeon', cores: 1, targetVersion: 'staging' }),
      'Xeon, 1 core, Node 24, target staging',
    );
    assert.equal(fingerprintText(null), 'unknown: a run of an earlier version');
  });
});
