import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ChaosError } from '../../../../src/errors.ts';
import { uuidsOf, type Sources } from '../../../../src/run/load/visit/expression.ts';
import { asText, concatenate, TemplateCompiler } from '../../../../src/run/load/visit/template.ts';
import { Random } from '../../../../src/run/random.ts';

function sources(over: Partial<Sources> = {}): Sources {
  return { random: new Random(1), uuid: uuidsOf('run-1'), env: { TOKEN: 'a"b' }, ...over };
}
const same = (text: string): string => text;

describe('TemplateCompiler', () => {
  it('text without templates is fixed, and so is the environment', () => {
    const compiler = new TemplateCompiler(sources(), 'x', []);
    assert.equal(compiler.text('plain', asText, same).fixed, 'plain');
    assert.equal(compiler.text('$${not} ${env.TOKEN}', asText, same).fixed, '${not} a"b');
    assert.equal(compiler.text('', asText, same).fixed, '');
  });

  it('a JSON string that is one whole template keeps its type; one in a sentence is text', () => {
    const template = new TemplateCompiler(sources(), 'x', ['cart', 'name']).json({
      number: '${uniform(4, 4)}',
      text: 'no. ${uniform(4, 4)} for ${name}',
      cart: '${cart}',
      list: ['${seq}', { deep: '${env.TOKEN}' }, true, null, 1.5],
      'a "key"': 'a "value"\n',
      left: undefined,
    });
    const filled = JSON.parse(template.render({ k: 41, vars: { cart: { id: [1] }, name: 'Jo "the\nshop"' } })) as unknown;
    assert.deepEqual(filled, {
      number: 4,
      text: 'no. 4 for Jo "the\nshop"',
      cart: { id: [1] },
      list: [42, { deep: 'a"b' }, true, null, 1.5],
      'a "key"': 'a "value"\n',
    });
  });

  it('any JSON without templates comes out as it went in, prepared once', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        if (JSON.stringify(value).includes('${')) return;
        const { fixed } = new TemplateCompiler(sources(), 'x', []).json(value);
        assert.deepEqual(JSON.parse(fixed as string), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('what is unknown is refused when it is compiled', () => {
    for (const text of ['${cart}', '${zipf(1)}', '${open', '${rand(1, 2)}', '${uniform(2, 1)}']) {
      const compiler = new TemplateCompiler(sources(), 'x', []);
      assert.throws(
        () => compiler.text(text, asText, same),
        (error) => error instanceof ChaosError && error.code === 'SCENARIO_INVALID',
        text,
      );
    }
  });

  it('draws depend on seed, place, occurrence and arrival, and on nothing else', () => {
    const drawn = (seed: number, place: string, k: number): string =>
      new TemplateCompiler(sources({ random: new Random(seed) }), place, [])
        .text('${uniform(1, 1000000)} ${uniform(1, 1000000)}', asText, same)
        .render({ k, vars: null });
    assert.equal(drawn(1, 'a', 5), drawn(1, 'a', 5));
    const [one, two] = drawn(1, 'a', 5).split(' ');
    assert.notEqual(one, two);
    assert.equal(new Set([drawn(1, 'a', 5), drawn(2, 'a', 5), drawn(1, 'b', 5), drawn(1, 'a', 6)]).size, 4);
  });

  it('concatenates what is fixed and what is not', () => {
    const compiler = new TemplateCompiler(sources(), 'x', []);
    assert.equal(concatenate('a', compiler.text('b', asText, same), 'c').fixed, 'abc');
    assert.equal(concatenate('a', compiler.text('${seq}', asText, same), 'c').render({ k: 0, vars: null }), 'a1c');
  });
});
