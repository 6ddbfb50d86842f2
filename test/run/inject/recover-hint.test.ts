import assert from 'node:assert/strict';
import { recoverHint } from '../../../src/run/inject/recover-hint.ts';

describe('the hint on what could not be undone', () => {
  it('asks for the Toxiproxy server where that has to answer', () => {
    for (const kinds of [['toxic-added', 'link-settings'], ['server-owned'], []] as const)
      assert.match(
        recoverHint(kinds),
        /^see to it that the Toxiproxy server answers, .*; if it is gone for good, 'chaos recover --forget'$/,
      );
  });

  it('asks for what is to be done elsewhere, and not for a server', () => {
    assert.match(recoverHint(['command-run']), /^mend what keeps the undo command from working, then 'chaos recover' again/);
    assert.equal(recoverHint(['manual-done']), "do what a person has to do, then 'chaos recover --forget'");
    assert.match(recoverHint(['process-paused']), /^look after the process named/);
  });

  it('names each once', () => {
    assert.deepEqual(
      recoverHint(['command-run', 'toxic-added', 'command-run', 'manual-done']).match(/the undo command|the Toxiproxy server|a person/g),
      ['the Toxiproxy server', 'the undo command', 'a person'],
    );
  });
});
