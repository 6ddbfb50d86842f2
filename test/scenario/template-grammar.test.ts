import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { checkTemplate, isTemplate, parseTemplate } from '../../src/scenario/template-grammar.ts';

describe('templates', () => {
  it('are literal text and placeholders in order', () => {
    assert.deepEqual(parseTemplate('/p/${zipf(1, 500)}?c=${cart}&k=$${x}${env.KEY}'), [
      '/p/',
      { fn: 'zipf', args: [1, 500] },
      '?c=',
      { variable: 'cart' },
      '&k=${x}',
      { env: 'KEY' },
    ]);
    assert.deepEqual(parseTemplate('${uuid}'), [{ fn: 'uuid', args: [] }]);
    assert.deepEqual(parseTemplate(''), []);
  });

  it('text without placeholders is itself', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('${')),
        (text) => assert.deepEqual(parseTemplate(text).join(''), text),
      ),
    );
  });

  const mistakes: readonly (readonly [text: string, sentence: string])[] = [
    ['${', '"${" without its "}" in "${"'],
    ['${}', '"${}" is not understood: write a function such as ${zipf(1, 500)}, a captured name, or ${env.NAME}'],
    ['${zipf(1)}', '"${zipf(1)}": zipf takes 2 arguments, got 1; write ${zipf(1, 500)}'],
    ['${zipf(1, x)}', '"${zipf(1, x)}": x is not a whole number'],
    ['${uniform(9, 2)}', '"${uniform(9, 2)}": the first number is larger than the second'],
    ['${zipf(1, 99999999)}', '"${zipf(1, 99999999)}": zipf spans at most 1000000 numbers'],
    ['${uuid(4)}', '"${uuid(4)}": uuid takes 0 arguments, got 1; write ${uuid}'],
  ];
  for (const [text, sentence] of mistakes) it(`${text} is refused`, () => assert.equal(checkTemplate(text, []), sentence));

  it('a column is one of a feeder, and may be any name', () => {
    assert.deepEqual(parseTemplate('${csv.users.first name}${ csv.a-b.x.y }'), [
      { feeder: 'users', column: 'first name' },
      { feeder: 'a-b', column: 'x.y' },
    ]);
    const feeders = { users: ['name', 'password'], unread: null };
    const check = (text: string): string | null => checkTemplate(text, ['csv'], feeders);
    assert.deepEqual(['${csv.users.name}', '${csv.unread.any}', '${csv}'].map(check), [null, null, null]);
    assert.equal(check('${csv.users.nam}'), '${csv.users.nam}: users has no column "nam"; it has name, password; did you mean "name"?');
    assert.equal(check('${csv.user.name}'), '${csv.user.name}: no feeder "user"; there are users, unread; did you mean "users"?');
    assert.equal(checkTemplate('${csv.a.b}', []), '${csv.a.b}: no feeder "a"; there is none: write load.feeders: {NAME: file.csv}');
    assert.equal(check('${csv.users}'), '"${csv.users}" is not understood: write ${csv.NAME.COLUMN}');
    assert.match(checkTemplate('${x}', [], feeders) ?? '', /\$\{csv\.users\.name\}/);
  });

  it('a variable must be captured before', () => {
    assert.equal(checkTemplate('${cart}', ['cart']), null);
    assert.match(checkTemplate('${card}', ['cart']) ?? '', /not captured by an earlier step; known here: \$\{cart\}/);
  });

  it('never throws from a check', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', '(', ')', ',', 'a', '1', ' ', '.', 'zipf', 'env') }), (text) =>
        ['string', 'object'].includes(typeof checkTemplate(text, [])),
      ),
    );
  });

  it('a doubled dollar is no template', () => assert.deepEqual(['${a}', '$${a}', 'x'].map(isTemplate), [true, false, false]));
});
