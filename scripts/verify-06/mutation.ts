/**
 * Part `mutation`: every rule by which a run is judged is held by a test. Numbers and comparisons of the rules are changed one
 * at a time, and a test of theirs must fail. What survives is printed.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whyEquivalent } from './equivalent.ts';
import { apply, mutantsOf, type Mutant } from './mutants.ts';
import type { Change } from './mutation-runner.ts';
import type { Part, Place } from './part.ts';

/** Sources by their first tests; then come the tests of the whole room. `MUTATE=detection,rules` looks at that room and that file alone. */
const rooms = [
  {
    sources: 'src/analysis/recovery',
    files: (name: string) => name !== 'schema.ts',
    whole: [
      'analysis/recovery/recovery',
      'analysis/recovery/parts-of-traffic',
      'analysis/recovery/weights',
      'analysis/recovery/breaker-wait',
      'analysis/recovery/ground-truth',
      'analysis/analyse',
    ],
  },
  { sources: 'src/analysis/detection', files: () => true, whole: ['analysis/detection/detection', 'analysis/alerts'] },
  {
    sources: 'src/objectives',
    files: (name: string) => /^(?:gate(?:-.*)?|steadiness|wilson|sustain|judge-.*|breaker-states)\.ts$/.test(name),
    whole: [
      'objectives/judge',
      'objectives/gate',
      'objectives/needs',
      'objectives/steadiness',
      'analysis/objectives',
      'analysis/sliding-windows',
    ],
  },
  {
    sources: 'src/breakers',
    files: (name: string) => /^(?:track.*|moves|one-process)\.ts$/.test(name),
    whole: ['breakers/track', 'breakers/track-log', 'breakers/track-properties', 'breakers/presets', 'analysis/breakers'],
  },
  {
    sources: 'src/breakers/infer',
    files: () => true,
    whole: [
      'breakers/infer/silence',
      'breakers/infer/collapse',
      'breakers/infer/signed',
      'breakers/infer/signature',
      'analysis/evidence/exact',
      'analysis/evidence/on-link',
      'analysis/evidence/elsewhere',
    ],
  },
  {
    sources: 'src/analysis/compare',
    files: (name: string) => !name.endsWith('schema.ts'),
    whole: [
      'analysis/compare/judge-run',
      'analysis/compare/compare-runs',
      'analysis/compare/history',
      'analysis/compare/summary',
      'analysis/compare/in-log',
      'report/history',
    ],
  },
  {
    sources: 'src/analysis/repeats',
    files: () => true,
    whole: ['analysis/repeats/repeats', 'report/repeats'],
  },
  {
    sources: 'src/analysis',
    files: (name: string) =>
      /^(?:alerts|breaker.*|gate|objectives|sliding-windows|step|verdict|verification)\.ts$/.test(name) && !name.endsWith('schema.ts'),
    whole: [
      'analysis/breakers',
      'analysis/breaker-sources',
      'analysis/verdict',
      'analysis/verification',
      'analysis/objectives',
      'analysis/evidence/exact',
      'analysis/evidence/on-link',
      'analysis/evidence/elsewhere',
      'analysis/analyse',
    ],
  },
] as const;

const lanes = 2;
/** A change that makes a loop endless has been noticed when this is over; on a busy machine it is not soon. */
const longestMs = 120_000;

interface Tried extends Mutant {
  readonly measuredAt: string;
  readonly survived: boolean;
  /** Noticed by tests that did not end. */
  readonly endless: boolean;
}

export const mutation: Part = {
  name: 'mutation',
  title: 'Every rule is held by a test',
  async run(place) {
    const only = process.env['MUTATE']?.split(',');
    const work = rooms.flatMap(({ sources, files, whole }) =>
      readdirSync(join(place.root, sources))
        .filter(
          (name) =>
            name.endsWith('.ts') &&
            files(name) &&
            (only === undefined || only.includes(basename(name, '.ts')) || only.includes(basename(sources))),
        )
        .flatMap((name) => {
          const file = `${sources}/${name}`;
          const own = file.replace(/^src\//, '').replace(/\.ts$/, '');
          const tests = [[own], [...whole]].map((names) =>
            names.map((one) => `test/${one}.test.ts`).filter((one) => existsSync(join(place.root, one))),
          );
          const all = mutantsOf(file, readFileSync(join(place.root, file), 'utf8'));
          // A short round goes by the fast tests alone, where a file has some.
          const apt = tests.filter((some) => some.length > 0);
          return all.map((mutant) => ({ mutant, tests: place.short ? apt.slice(0, 1) : apt }));
        }),
    );
    const tried: Tried[] = [];
    const sound = new Set<string>();
    let next = 0;
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        const runner = new Runner();
        try {
          for (let at = next++; at < work.length; at = next++) {
            const { mutant, tests } = work[at] as (typeof work)[number];
            const unchanged = tests.flat().join(' ');
            if (!sound.has(unchanged)) {
              sound.add(unchanged);
              if ((await runner.answerTo({ file: mutant.file, text: null, tests: tests.flat() })) !== 'passed')
                throw new Error(`the tests of ${mutant.file} fail without a change`);
            }
            if (whyEquivalent(mutant) === null) tried.push(await tryOut(place, runner, mutant, tests));
          }
        } finally {
          runner.end();
        }
      }),
    );
    const survivors = tried.filter(({ survived }) => survived);
    const spared = work.flatMap(({ mutant }) => {
      const why = whyEquivalent(mutant);
      return why === null ? [] : [{ mutant, why }];
    });
    return {
      text: textOf(tried, spared),
      held: survivors.length === 0,
      measuredOn: tried.map(({ measuredAt }) => measuredAt.slice(0, 10)),
    };
  },
};

/** The tests of the file itself first, because they are fast; then those of the room. */
async function tryOut(place: Place, runner: Runner, mutant: Mutant, tests: readonly (readonly string[])[]): Promise<Tried> {
  const source = readFileSync(join(place.root, mutant.file), 'utf8');
  const texts = tests.flat().map((file) => readFileSync(join(place.root, file), 'utf8'));
  const key = createHash('sha256')
    .update(JSON.stringify([source, mutant, texts]))
    .digest('hex')
    .slice(0, 20);
  const file = join(place.store, `${key}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Tried;
  let answer: Answer = 'passed';
  for (const some of tests)
    if (answer === 'passed') answer = await runner.answerTo({ file: mutant.file, text: apply(source, mutant), tests: some });
  const survived = answer === 'passed';
  const tried = { ...mutant, measuredAt: new Date().toISOString(), survived, endless: answer === 'endless' };
  writeFileSync(file, JSON.stringify(tried));
  if (answer !== 'failed') console.error(`${survived ? 'survived' : 'endless'}: ${nameOf(tried)}`);
  return tried;
}

type Answer = 'passed' | 'failed' | 'endless';

/** A process that tries one change after the other, and another one in its place when a change has made it endless. */
class Runner {
  private child: ChildProcess | null = null;

  async answerTo(change: Change): Promise<Answer> {
    const child = (this.child ??= fork(fileURLToPath(new URL('mutation-runner.ts', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    }));
    const passed = await new Promise<boolean | null>((resolve) => {
      const late = setTimeout(() => resolve(null), longestMs);
      const done = (value: boolean | null): void => {
        clearTimeout(late);
        child.off('message', done);
        child.off('exit', gone);
        resolve(value);
      };
      const gone = (): void => done(null);
      child.on('message', done);
      child.on('exit', gone);
      child.send(change);
    });
    if (passed === null) this.end();
    return passed === null ? 'endless' : passed ? 'passed' : 'failed';
  }

  end(): void {
    this.child?.kill('SIGKILL');
    this.child = null;
  }
}

function nameOf({ file, line, was, becomes, code }: Mutant): string {
  return `${file}:${line} ${was} -> ${becomes}: ${code}`;
}

function textOf(tried: readonly Tried[], spared: readonly { mutant: Mutant; why: string }[]): string {
  const files = [...new Set([...tried, ...spared.map(({ mutant }) => mutant)].map(({ file }) => file))].toSorted();
  const rows = files.map((file) => {
    const own = tried.filter((one) => one.file === file);
    const left = own.filter(({ survived }) => survived);
    return `| \`${file}\` | ${own.length} | ${own.length - left.length} | ${spared.filter(({ mutant }) => mutant.file === file).length} |`;
  });
  const survivors = tried.filter(({ survived }) => survived);
  return `Each number (a little more, a little less), comparison, \`&&\`, \`||\`, least and greatest in the rules' code is changed alone, and the
tests of the rule are run: ${tried.length} changes, ${tried.length - survivors.length} noticed, ${tried.filter(({ endless }) => endless).length} of them by tests that did not end in ${longestMs / 1_000} s or took the process with them.

| file | changes | noticed | of no effect |
| --- | ---: | ---: | ---: |
${rows.join('\n')}
${survivors.length === 0 ? '' : `\nNot noticed:\n\n${survivors.map((one) => `- \`${nameOf(one)}\``).join('\n')}\n`}${spared.length === 0 ? '' : `\nOf no effect, and so not tried:\n\n${spared.map(({ mutant, why }) => `- \`${nameOf(mutant)}\`: ${why}`).join('\n')}\n`}`;
}
