/**
 * `npm test`: test files that keep to their own sockets run two at a time; those that ask the whole machine for its time (runs on a
 * clock, loads, shops) run after them, one by one. Arguments go to mocha; where they name files, these alone are run, one by one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const onTheClock = [
  'test/e2e/{dying,evidence,faults,inferred,storefront}.test.ts',
  'test/run/load/**',
  'test/storefront/**',
  'test/bench/**',
  'test/run/playground.test.ts',
];
const all = 'test/**/*.test.ts';

interface Counted {
  readonly passing: number;
  readonly failing: number;
  readonly code: number;
}

async function mocha(args: readonly string[]): Promise<Counted> {
  const color = process.stdout.isTTY ? ['--color'] : [];
  const child = spawn('mocha', [...color, ...args], { stdio: ['inherit', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    process.stdout.write(text);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const count = (what: string): number =>
    Number(new RegExp(`^ +(\\d+) ${what}`, 'm').exec(stripVTControlCharacters(said.slice(said.lastIndexOf(' passing') - 40)))?.[1] ?? 0);
  return { passing: count('passing'), failing: count('failing'), code: code ?? 1 };
}

const args = process.argv.slice(2);
if (args.some((arg) => arg.endsWith('.ts') && !arg.startsWith('-'))) {
  process.exitCode = (await mocha(args)).code;
} else {
  const alone = globSync(onTheClock).filter((file) => file.endsWith('.test.ts'));
  const beside = globSync(all).filter((file) => !alone.includes(file));
  const parts = [await mocha([...args, '--parallel', '--jobs', '2', ...beside.toSorted()]), await mocha([...args, ...alone.toSorted()])];
  const sum = (what: 'passing' | 'failing'): number => parts.reduce((total, part) => total + part[what], 0);
  process.stdout.write(`all tests: ${sum('passing')} passing, ${sum('failing')} failing\n`);
  process.exitCode = Math.max(...parts.map(({ code }) => Math.min(code, 1)));
}
