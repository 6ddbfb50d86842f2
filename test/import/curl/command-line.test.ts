import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { ChaosError } from '../../../src/errors.ts';
import { readCommandLine } from '../../../src/import/curl/command-line.ts';
import { longOption, shortOption } from '../../../src/import/curl/curl-options.ts';
import { readCommands } from '../../../src/import/curl/shell-words.ts';
import { skipUnlessInstalled } from '../../support/installed.ts';

function read(source: string) {
  const [words = []] = readCommands(source);
  return readCommandLine(words, (offset) => ({ file: 'x.sh', line: 1, column: offset + 1 }));
}

function given(source: string): (string | null)[][][] {
  return read(source).groups.map((group) => group.map(({ name, value }) => [name, value]));
}

describe('readCommandLine', () => {
  const rows: [string, (string | null)[][][]][] = [
    [
      'http://a/ -X PUT',
      [
        [
          [null, 'http://a/'],
          ['request', 'PUT'],
        ],
      ],
    ],
    [
      '-sSLXPUT -da=b',
      [
        [
          ['location', ''],
          ['request', 'PUT'],
          ['data', 'a=b'],
        ],
      ],
    ],
    [
      '-Hx:y -H "x: y" --header z:1',
      [
        [
          ['header', 'x:y'],
          ['header', 'x: y'],
          ['header', 'z:1'],
        ],
      ],
    ],
    ['-o out.json --max-time 5 -w "%{http_code}" http://a/', [[[null, 'http://a/']]]],
    [
      '-d curl -d -x --url http://a/',
      [
        [
          ['data', 'curl'],
          ['data', '-x'],
          ['url', 'http://a/'],
        ],
      ],
    ],
    [
      'http://a/ --next -I http://b/',
      [
        [[null, 'http://a/']],
        [
          ['head', ''],
          [null, 'http://b/'],
        ],
      ],
    ],
    ['-- -a', [[[null, '-a']]]],
    ['--no-keepalive --no-compressed -', [[[null, '-']]]],
  ];
  for (const [source, expected] of rows) it(`reads ${source}`, () => assert.deepEqual(given(source), expected));

  it('says what an option would have changed', () =>
    assert.deepEqual(read('-k http://a/ --insecure').notes, ['nothing about certificates is imported (-k)']));

  const refused: [string, string, number][] = [
    ['-T file http://a/', '-T is not imported', 1],
    ['-s --proxy http://p/', '--proxy is not imported', 4],
    ['-sx http://p/', '-x is not imported', 1],
    ['--digest', '--digest is not imported', 1],
    ['--frobnicate', 'curl has no option --frobnicate', 1],
    ['--header=secret', 'curl has no option --header', 1],
    ['a -d', '-d has no value', 3],
  ];
  for (const [source, message, column] of refused)
    it(`refuses ${source}, with its place and a reason`, () => {
      assert.throws(
        () => read(source),
        (error: unknown) =>
          error instanceof ChaosError &&
          error.code === 'IMPORT_INVALID' &&
          error.message === message &&
          error.where?.column === column &&
          error.hint.length > 10,
      );
    });

  it('refuses all that it can tell at once, up to an option that it does not know', () => {
    assert.throws(
      () => read('-T file --proxy http://p/ http://a/ --digest --frobnicate -x http://q/'),
      (error: unknown) => {
        assert.ok(error instanceof ChaosError);
        assert.deepEqual(
          error.problems.map(({ message, where, hint }) => [message, where?.column, hint !== undefined && hint !== '']),
          [
            ['-T is not imported', 1, true],
            ['--proxy is not imported', 9, true],
            ['--digest is not imported', 37, true],
            ['curl has no option --frobnicate', 46, true],
          ],
        );
        return true;
      },
    );
  });

  it('knows every option of the curl on this machine, and whether it takes a value', function () {
    skipUnlessInstalled(this, 'curl');
    const help = execFileSync('curl', ['--help', 'all'], { encoding: 'utf8' });
    const lines = [...help.matchAll(/^ *(?:-(.), )? *--([\w.-]+)( [<[])?/gm)];
    assert.ok(lines.length > 200, `${lines.length} options`);
    const wrong = lines.flatMap(([, letter, name = '', value]) => {
      const option = longOption(name);
      if (option === undefined) return [`--${name} is not known`];
      // Its value may be left out.
      if (name === 'help') return [];
      if (option.takesValue !== (value !== undefined)) return [`--${name} takes ${value === undefined ? 'no' : 'a'} value`];
      return letter !== undefined && shortOption(letter)?.name !== name ? [`-${letter} is --${name}`] : [];
    });
    assert.deepEqual(wrong, []);
  });
});
