import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hole, holesOfUrl, literal, mapText, toPathTemplate, toTemplate } from '../../src/import/hole.ts';
import { parseTemplate } from '../../src/scenario/template-grammar.ts';

describe('text with holes', () => {
  it('of the recording comes back letter by letter, whatever it looks like', () => {
    const tricky = fc.array(fc.constantFrom('$', '{', '}', '$${', '${env.HOME}', 'a', '\n', '\u{E000}', '\uD800'), { maxLength: 12 });
    fc.assert(
      fc.property(tricky, (pieces) => {
        const text = pieces.join('');
        assert.deepEqual(parseTemplate(toTemplate(literal(text))).join(''), literal(text));
        assert.doesNotMatch(literal(text), /[\u{E000}\u{E001}]/u);
      }),
    );
  });

  it('has a template for each hole', () => {
    const text = `${literal('costs ${5}, ')}${hole('env.A')}-${hole('id')}`;
    assert.equal(toTemplate(text), 'costs $${5}, ${env.A}-${id}');
    assert.deepEqual(parseTemplate(toTemplate(text)), ['costs ${5}, ', { env: 'A' }, '-', { variable: 'id' }]);
  });

  it('keeps a dollar sign before a hole apart from it in a path', () => {
    assert.deepEqual(parseTemplate(toPathTemplate(`/$${hole('id')}`)), ['/%24', { variable: 'id' }]);
  });

  it('gets through a URL', () => {
    const { pathname, search } = new URL(`http://host/a b/${hole('env.ID')}?q=${hole('env.Q')}`);
    assert.equal(holesOfUrl(`${pathname}${search}`), `/a%20b/${hole('env.ID')}?q=${hole('env.Q')}`);
  });

  it('is changed between its holes only', () => {
    assert.equal(
      mapText(`a${hole('x')}a`, hole, (text) => text.replaceAll(/[ax]/g, 'b')),
      `b${hole('x')}b`,
    );
  });
});
