import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import type { Imported, ImportedStep } from '../../src/import/imported.ts';
import { writeImported, type WriteOptions } from '../../src/import/write-scenario.ts';

function step(over: Partial<ImportedStep> = {}): ImportedStep {
  return {
    method: 'GET',
    path: '/',
    name: 'GET /',
    headers: {},
    auth: null,
    body: null,
    redirects: 0,
    status: [],
    capture: {},
    thinkMs: 0,
    comments: [],
    ...over,
  };
}

function imported(steps: readonly ImportedStep[], over: Partial<Imported> = {}): Imported {
  return {
    format: 'HAR',
    source: 'x.har',
    origin: null,
    journeys: [{ name: 'visit', weight: 1, steps }],
    notes: [],
    variables: [],
    ...over,
  };
}

const options: WriteOptions = { name: 'x', rate: '10/s', target: undefined };

describe('writeImported', () => {
  it('names a target only where it is this machine, or was said', () => {
    const target = (origin: string | null, said?: string): unknown =>
      writeImported(imported([step()], { origin }), { ...options, target: said }).scenario['target'];
    assert.equal(target('http://127.0.0.1:8080'), 'http://127.0.0.1:8080');
    assert.equal(target('http://localhost'), 'http://localhost');
    assert.equal(target('http://[::1]:9'), 'http://[::1]:9');
    for (const origin of ['https://shop.example.com', 'http://10.0.0.1', 'http://127.0.0.1.example.com', '${env.BASE}', null])
      assert.equal(target(origin), undefined, String(origin));
    assert.equal(target('http://127.0.0.1:8080', 'http://[::1]:1'), 'http://[::1]:1');
  });

  it('says as a comment which target it could be', () => {
    const { text } = writeImported(imported([step()], { origin: 'https://shop.example.com' }), options);
    assert.match(text, /^# target: https:\/\/shop\.example\.com$/m);
    assert.equal((parse(text) as { target?: unknown }).target, undefined);
  });

  it('has what was left out, and what to set, above everything else', () => {
    const { text } = writeImported(
      imported([step({ comments: ['a', 'b'] })], {
        notes: ['left out: 1 request'],
        variables: [
          { name: 'TARGET_A', of: 'x-a' },
          { name: 'TARGET_LONG', of: 'y' },
        ],
      }),
      options,
    );
    assert.ok(
      text.startsWith(
        '# From x.har (HAR), by chaos import.\n# - left out: 1 request\n# Secrets are left out. Set these before a run:\n#   TARGET_A     x-a\n#   TARGET_LONG  y\n',
      ),
      text,
    );
    assert.match(text, /^ +# a\n +# b\n +- get: \/$/m);
  });

  it('a comment stays one, whatever is in it', () => {
    const nasty = 'x\ny: 1\r\n- z\u2028w';
    const made = writeImported(
      imported([step({ comments: [nasty] })], { notes: [nasty], origin: null, source: 'a\nb.har', variables: [{ name: 'A', of: nasty }] }),
      options,
    );
    assert.deepEqual(parse(made.text), made.scenario);
  });

  it('is read back as it was, whatever is in its texts', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          '\n',
          '\r',
          '\t',
          ' ',
          '#',
          ':',
          '"',
          "'",
          '\\',
          '|',
          '>',
          '-',
          '\u0000',
          '\u0085',
          '\u2028',
          '\uFEFF',
          '\u{1F600}',
        ),
        fc.string({ maxLength: 2 }),
      ),
      maxLength: 12,
    });
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(text, tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    const arbitrary = fc.record({
      name: text,
      path: text,
      headers: fc.dictionary(text, text),
      auth: fc.oneof(fc.record({ bearer: text }), fc.record({ basic: fc.record({ user: text, password: text }) }), fc.constant(null)),
      body: fc.oneof(
        fc.record({ json }),
        fc.record({ text }),
        fc.record({ file: fc.oneof(text, fc.record({ path: text, type: text })) }),
        fc.record({ multipart: fc.dictionary(text, fc.oneof(text, fc.record({ file: text, type: text, name: text }))) }),
        fc.record({ form: fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 }))) }),
        fc.constant(null),
      ),
      capture: fc.dictionary(text, text),
    });
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 3 }), (steps) => {
        const made = writeImported(imported(steps.map((over) => step(over))), options);
        assert.equal(JSON.stringify(parse(made.text)), JSON.stringify(made.scenario));
      }),
      { numRuns: 200 },
    );
  });
});
