import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { hole } from '../../../src/import/hole.ts';
import { readCommands, ShellSyntax } from '../../../src/import/curl/shell-words.ts';
import { skipUnlessInstalled } from '../../support/installed.ts';

function words(source: string): string[][] {
  return readCommands(source).map((command) => command.map(({ text }) => text));
}

/** What bash makes of it: its words, each between brackets of a line. */
function bashWords(sources: readonly string[]): string[][] {
  const script = sources.map((source) => `printf '%s\\0' ${source}\nprintf '\\1'`).join('\n');
  const out = execFileSync('bash', ['-c', script], { env: { LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] } }).toString('utf8');
  return out
    .split('\u0001')
    .slice(0, sources.length)
    .map((words) => words.split('\0').slice(0, -1));
}

describe('readCommands', () => {
  const rows: [string, string[][]][] = [
    [`curl 'a b' "c d" e\\ f`, [['curl', 'a b', 'c d', 'e f']]],
    ['a \\\n  -H b \\\r\n c', [['a', '-H', 'b', 'c']]],
    ['"a\\\nb" a\\\nb', [['ab', 'ab']]],
    ['-d \'\' ""', [['-d', '', '']]],
    [
      '# a comment; it is\na b # another\nc x#y http://a/#z',
      [
        ['a', 'b'],
        ['c', 'x#y', 'http://a/#z'],
      ],
    ],
    ['a ; b && c || d & e', [['a'], ['b'], ['c'], ['d'], ['e']]],
    ['a | jq . | tee x\nb', [['a'], ['b']]],
    ['a > f 2>&1 b >>"x y" 2> /dev/null &> z c', [['a', 'b', 'c']]],
    ["$'it\\'s\\n\\u0021\\x41\\101\\xc3\\xa9\\q'", [["it's\n!AA\u00E9\\q"]]],
    [`"\\$A \\"b\\" \\\\ \\n"`, [['$A "b" \\ \\n']]],
    [`'$A "b"' '\\n'`, [['$A "b"', '\\n']]],
    ['$TOKEN "x ${TOKEN}y" a$ "5 $" $"b"', [[hole('env.TOKEN'), `x ${hole('env.TOKEN')}y`, 'a$', '5 $', 'b']]],
    ['é "ü" 😀', [['é', 'ü', '😀']]],
  ];
  for (const [source, expected] of rows) it(`reads ${JSON.stringify(source)}`, () => assert.deepEqual(words(source), expected));

  const refused: [string, string, number][] = [
    ["a 'b", 'a quote that is never closed', 2],
    ['a "b', 'a quote that is never closed', 2],
    ["a $'b\\'", 'a quote that is never closed', 2],
    ['a "$(id)"', 'a command substitution', 3],
    ['a `id`', 'a command substitution', 2],
    ['a ${b:-c}', 'an expansion that only a shell can make: ${', 2],
    ['a "$1"', 'an expansion that only a shell can make: $1', 3],
    ['(a)', 'a subshell', 0],
    ['a <<EOF', 'input from a file or a here-document', 2],
    ['curl http://a/?b=c&d=e', 'an & in the middle of a word', 18],
    ["a '$'$B", 'a dollar sign directly before a variable', 5],
  ];
  for (const [source, message, at] of refused)
    it(`refuses ${source}`, () => {
      assert.throws(
        () => readCommands(source),
        (error: unknown) => error instanceof ShellSyntax && error.message === message && error.at === at && error.hint !== '',
      );
    });

  it('goes on at the next curl after what it was told to pass over', () => {
    const source = [
      'curl http://a/?b=c&d=e \\',
      "  -H 'x: y'",
      'curl $(id)',
      '# curl ignored',
      '  $ curl http://good/',
      'echo $(id)',
      'curl http://fine/ | jq .',
      "/usr/bin/curl 'http://open/",
    ].join('\n');
    const refused: string[] = [];
    const commands = readCommands(source, ({ message, at }) => refused.push(`${source.slice(0, at).split('\n').length} ${message}`));
    assert.deepEqual(
      commands.map((command) => command.map(({ text }) => text).join(' ')),
      ['$ curl http://good/', 'curl http://fine/'],
    );
    assert.deepEqual(refused, [
      '1 an & in the middle of a word',
      '3 a command substitution',
      '6 a command substitution',
      '8 a quote that is never closed',
    ]);
  });

  it('reads quoted words as bash does', function () {
    skipUnlessInstalled(this, 'bash');
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '"', "'", '\\', '$', '\n', '#', '{', ';', '|', '&', '*', '=', 'é', '😀', '!'),
      maxLength: 8,
    });
    const quoted = text.chain((value) =>
      fc.constantFrom(
        `'${value.replaceAll("'", `'\\''`)}'`,
        `"${value.replaceAll(/[\\"$`]/g, '\\$&')}"`,
        `$'${value.replaceAll(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('!', '\\u0021')}'`,
        value === '' ? "''" : [...value].map((char) => (char === '\n' ? "'\n'" : `\\${char}`)).join(''),
      ),
    );
    const word = fc.array(quoted, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
    const command = fc.array(word, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(' \\\n\t'));
    const commands = fc.sample(command, { numRuns: 400, seed: 1 });
    assert.deepEqual(
      commands.map((source) => words(source)[0]),
      bashWords(commands),
    );
  });
});
