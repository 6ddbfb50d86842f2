/**
 * The rule of the house: a room imports only from the rooms above it in the flow, from the shelves and from the common
 * ground; `run` and `analysis` never meet; the annexes know nothing of the rooms. ARCHITECTURE.md says why.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../src', import.meta.url));

const ground = ['errors', 'exit-codes', 'nearest', 'timestamp', 'units'];
const shelves = ['shapes', 'faults', 'breakers', 'objectives'];

/** room -> what it may import besides itself and the ground. A name that starts with `type:` may only be a type import. */
const rule: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ground.map((file) => [file, []])),
  shapes: [],
  faults: [],
  breakers: ['events'],
  objectives: ['events', 'type:plan', 'shapes', 'type:faults'],
  scenario: [...shelves],
  plan: ['scenario', ...shelves],
  import: ['plan', 'scenario'],
  events: ['type:plan', 'type:run'],
  run: ['plan', 'events', 'scenario', ...shelves],
  analysis: ['events', 'plan', ...shelves],
  report: ['analysis', 'events', 'type:plan', ...shelves],
  proxy: [],
  storefront: [],
};

/** The front desk (commands and the files beside it) may import everything but the annexes. */
const annexes = ['proxy', 'storefront'];

function roomOf(file: string): string {
  const path = relative(src, file);
  return path.includes('/') ? (path.split('/')[0] as string) : path.replace(/\.ts$/, '');
}

function filesIn(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? filesIn(path) : path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): { to: string; typeOnly: boolean }[] {
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gm)];
  return found.map(([, type, from, dynamic]) => ({
    to: resolve(dirname(file), (from ?? dynamic) as string),
    typeOnly: type !== undefined,
  }));
}

describe('architecture', () => {
  const files = filesIn(src);

  it('finds the rooms it speaks of', () => {
    const rooms = new Set(files.map(roomOf));
    for (const room of Object.keys(rule)) assert.ok(rooms.has(room), `no room ${room}: the rule is out of date`);
  });

  it('lets a room import only from the rooms above it', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).flatMap(({ to, typeOnly }) => {
        const [from, room] = [roomOf(file), roomOf(to)];
        if (from === room || ground.includes(room)) return [];
        const allowed = rule[from];
        const fine = allowed ? allowed.includes(room) || (typeOnly && allowed.includes(`type:${room}`)) : !annexes.includes(room);
        return fine ? [] : [`${relative(src, file)} imports ${relative(src, to)}${typeOnly ? ' (type)' : ''}`];
      }),
    );
    assert.deepEqual(wrong, []);
  });

  it('keeps clocks, randomness and the console where they belong', () => {
    const doors = ['run/clock.ts', 'run/random.ts'];
    const wrong = files
      .filter((file) => !doors.includes(relative(src, file)) && !annexes.includes(roomOf(file)))
      .filter((file) => /\bDate\.now\(|\bMath\.random\(|\bconsole\.|\bnew Date\(\)/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(src, file));
    assert.deepEqual(wrong, []);
  });

  it('keeps file system and network out of the pure rooms', () => {
    const pure = ['shapes', 'faults', 'breakers', 'objectives', 'import', 'analysis', 'report'];
    const wrong = files
      .filter((file) => pure.includes(roomOf(file)))
      .filter((file) => /from 'node:(fs|net|http|https|child_process|dgram|tls)|\bfetch\(/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(src, file));
    assert.deepEqual(wrong, []);
  });

  it('keeps commands at the front desk: at most 80 lines each', () => {
    const long = files
      .filter((file) => relative(src, file).startsWith('commands/'))
      .filter((file) => readFileSync(file, 'utf8').split('\n').length > 81)
      .map((file) => relative(src, file));
    assert.deepEqual(long, []);
  });
});
