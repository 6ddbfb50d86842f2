import assert from 'node:assert/strict';
import { hole } from '../../src/import/hole.ts';
import { freeName, stepName, uniqueNames } from '../../src/import/step-names.ts';
import { freeName as schema } from '../../src/scenario/text-schema.ts';

describe('names of steps', () => {
  const rows: [string, string][] = [
    ['/', 'GET /'],
    ['/orders?page=2', 'GET /orders'],
    ['/orders/4711/items', 'GET /orders/:id/items'],
    ['/f/123e4567-e89b-42d3-a456-426614174000', 'GET /f/:id'],
    ['/c/9f86d081884c7d659a2feaa0c55ad015', 'GET /c/:id'],
    ['/blog/how-we-moved-to-http2', 'GET /blog/how-we-moved-to-http2'],
    [`/orders/${hole('orderId')}`, 'GET /orders/:orderId'],
    [`/t/${hole('env.TARGET_TOKEN')}/${hole('uniform(1, 100)')}`, 'GET /t/:TARGET_TOKEN/:uniform'],
    ['/caf%C3%A9%22x', 'GET /café x'],
  ];
  for (const [path, name] of rows) it(`${path} is ${name}`, () => assert.equal(stepName('GET', path), name));

  it('fit a scenario, whatever they are made of', () => {
    for (const text of ['', '"', '\n', 'x'.repeat(500), 'a\u2028b', '😀'.repeat(200)])
      assert.ok(schema.safeParse(freeName(text)).success, text);
  });

  it('are made unique', () => assert.deepEqual(uniqueNames(['a', 'b', 'a', 'a (2)', 'a']), ['a', 'b', 'a (2)', 'a (2) (2)', 'a (3)']));
});
