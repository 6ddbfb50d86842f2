import assert from 'node:assert/strict';
import { headerText } from '../../../../src/run/load/wire/header-text.ts';

describe('headerText', () => {
  it('reads UTF-8 where it is UTF-8, and leaves everything else', () => {
    assert.equal(headerText(Buffer.from('größe €').toString('latin1')), 'größe €');
    assert.equal(headerText('gr\u00f6\u00dfe'), 'größe');
    assert.equal(headerText('plain'), 'plain');
  });
});
