import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { JsonError, parseFirst, type Json } from '../../../src/proxy/json/parse.ts';

describe('JSON reader', () => {
  it('reads every value as JSON.parse does, whatever follows it', () =>
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), fc.constantFrom('', ' ', ' }', '\n"x'), (value, tail) => {
        assert.deepEqual(plain(parseFirst(Buffer.from(JSON.stringify(value, null, 1) + tail))), JSON.parse(JSON.stringify(value)));
      }),
    ));

  it('refuses what JSON.parse refuses', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:0123.-+eEtrufalsn \\'), maxLength: 12 }), (text) => {
        let wanted: unknown;
        try {
          wanted = JSON.parse(text);
        } catch {
          return;
        }
        assert.deepEqual(plain(parseFirst(Buffer.from(text))), wanted);
      }),
      { numRuns: 2_000 },
    ));

  it('keeps numbers as they were written, and keys that come twice', () => {
    assert.deepEqual(parseFirst(Buffer.from('{"a":5.0,"a":1e3}')), {
      kind: 'object',
      entries: [
        ['a', { kind: 'number', text: '5.0' }],
        ['a', { kind: 'number', text: '1e3' }],
      ],
    });
  });

  it('replaces each byte that is no part of a character', () => {
    const bytes = Buffer.concat([Buffer.from('"é'), Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82]), Buffer.from('😀"')]);
    assert.deepEqual(parseFirst(bytes), { kind: 'string', value: 'é\ufffd\ufffd(\ufffd\ufffd😀' });
  });

  it('tells where values, entries and mistakes stand', () => {
    const places = new Map<object, number>();
    const root = parseFirst(Buffer.from(' {"a": [1, true]}'), places);
    assert.ok(root.kind === 'object');
    const [entry] = root.entries;
    assert.ok(entry?.[1].kind === 'array');
    assert.deepEqual(
      [root, entry, entry[1], ...entry[1].items].map((node) => places.get(node)),
      [1, 2, 7, 8, 11],
    );
    assert.throws(() => parseFirst(Buffer.from('{"a": x}')), { at: 6 });
  });

  it('reads escapes, and replaces what is no character', () => {
    assert.deepEqual(parseFirst(Buffer.from('"\\u00e9\\ud83d\\ude00\\ud800\\n\\/"')), { kind: 'string', value: 'é😀\ufffd\n/' });
  });

  it('survives nesting that has no end', () => {
    assert.throws(() => parseFirst(Buffer.from('['.repeat(100_000))), JsonError);
  });
});

function plain(node: Json): unknown {
  if (node.kind === 'null') return null;
  if (node.kind === 'number') return Number(node.text);
  if (node.kind === 'array') return node.items.map(plain);
  if (node.kind === 'object')
    return JSON.parse(`{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(plain(value))}`).join(',')}}`);
  return node.value;
}
