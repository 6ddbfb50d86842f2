/** The grammar as a whole: what is written in any of its spellings is read as what was meant. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { everyFault } from '../../src/objectives/names.ts';
import type { Comparison, Objective, Scope } from '../../src/objectives/objective.ts';
import { parseObjective } from '../../src/objectives/parse.ts';

/** Words of an objective, and the fields they mean. */
interface Written {
  readonly words: readonly string[];
  readonly means: Record<string, unknown>;
}

const join = (...parts: readonly Written[]): Written => ({
  words: parts.flatMap(({ words }) => words),
  means: Object.assign({}, ...parts.map(({ means }) => means)) as Record<string, unknown>,
});
const said = (words: string, means: Record<string, unknown> = {}): Written => ({ words: words.split(' '), means });
const all = (...parts: readonly fc.Arbitrary<Written>[]): fc.Arbitrary<Written> => fc.tuple(...parts).map((written) => join(...written));
const always = (words: string, means: Record<string, unknown> = {}): fc.Arbitrary<Written> => fc.constant(said(words, means));

/** Names like keywords and numbers too, and such as need quotes. */
const plainName = fc.constantFrom('checkout', 'peak', 'rate', 'p99', 'error', 'breaker', '42', 'a-b', 'recovery', 'x.y');
const name = fc.oneof(
  plainName.map((text) => ({ text, written: text })),
  fc.constantFrom('GET /', 'during', 'within', 'journey', 'a < b', 'on +1s').map((text) => ({ text, written: `"${text}"` })),
);
const named = (key: string): fc.Arbitrary<Written> => name.map(({ text, written }) => ({ words: [written], means: { [key]: text } }));

const scope = fc.oneof(
  fc.constant<Written>({ words: [], means: { of: null } }),
  name.map(({ text, written }): Written => ({ words: ['of', written], means: { of: text satisfies Scope } })),
  fc
    .tuple(fc.constantFrom('journey', 'route'), name)
    .map(([kind, { text, written }]): Written => ({ words: ['of', kind, written], means: { of: { [kind]: text } } })),
);

const spelt: Readonly<Record<Comparison, readonly string[]>> = {
  '<': ['<', 'below'],
  '<=': ['<=', 'at most'],
  '>': ['>', 'above'],
  '>=': ['>=', 'at least'],
};
const comparison = fc
  .constantFrom<Comparison>('<', '<=', '>', '>=')
  .chain((is) => fc.constantFrom(...spelt[is]).map((words) => said(words, { is })));

const time = (key: string, least = 0): fc.Arbitrary<Written> =>
  fc.oneof(
    fc
      .integer({ min: Math.max(1, least / 1_000), max: 300 })
      .chain((n) => fc.constantFrom(`${n}s`, `${n} s`).map((text) => said(text, { [key]: n * 1_000 }))),
    fc.integer({ min: Math.max(1, least), max: 9_999 }).map((n) => said(`${n}ms`, { [key]: n })),
    fc.integer({ min: 1, max: 9 }).map((n) => said(`${n}m30s`, { [key]: n * 60_000 + 30_000 })),
  );
const percent = (key: string, max = 100): fc.Arbitrary<Written> =>
  fc.integer({ min: 1, max: max * 10 - 1 }).map((tenths) => said(`${tenths / 10}%`, { [key]: Number((tenths / 1_000).toPrecision(12)) }));

const during = fc.oneof(
  always('', { during: { over: 'run' } }).map(({ means }): Written => ({ words: [], means })),
  name.map(({ text, written }): Written => ({ words: ['during', written], means: { during: { over: 'stage', name: text } } })),
  name.map(({ text, written }): Written => ({ words: ['after', written], means: { during: { over: 'after', name: text } } })),
);
const windows = fc.oneof(fc.constant<Written>({ words: [], means: {} }), all(always('over any'), time('windowMs', 1_000)));
const after = name.map(({ text, written }): Written => ({ words: ['after', written], means: { after: text } }));
const afterOrEach = fc.oneof(after, fc.constant<Written>({ words: [], means: { after: everyFault } }));
const onShare = fc.oneof(
  fc.constant<Written>({ words: [], means: {} }),
  always('on all', { onShare: 1 }),
  always('on any', { onShare: 0 }),
  fc.integer({ min: 1, max: 100 }).map((n) => said(`on ${n}%`, { onShare: n / 100 })),
);
const weight = fc.oneof(
  fc.constant<Written>({ words: [], means: { weight: 'request' } }),
  always('by request', { weight: 'request' }),
  always('by time', { weight: 'time' }),
);
const subject = fc.oneof(
  fc.constant<Written>({ words: [], means: { of: null } }),
  name.map(({ text, written }): Written => ({ words: [written], means: { of: text } })),
  fc
    .tuple(fc.constantFrom('journey', 'route'), name)
    .map(([kind, { text, written }]): Written => ({ words: [kind, written], means: { of: { [kind]: text } } })),
);

const objective = fc.oneof(
  all(
    fc
      .constantFrom(['p99', 0.99], ['p99.9', 0.999], ['p50', 0.5], ['median', 0.5])
      .map(([words, quantile]) => said(words as string, { kind: 'percentile', quantile })),
    scope,
    comparison,
    time('boundMs'),
    windows,
    during,
  ),
  all(
    fc.constantFrom('error rate', 'availability', 'degraded rate', 'shed rate').map((measure) => said(measure, { kind: 'share', measure })),
    weight,
    scope,
    comparison,
    percent('bound'),
    windows,
    during,
  ),
  all(
    fc.constantFrom('goodput', 'rate').map((measure) => said(measure, { kind: 'rate', measure })),
    scope,
    comparison,
    fc.integer({ min: 1, max: 5_000 }).map((n) => said(`${n}/s`, { perSecond: n })),
    windows,
    during,
  ),
  all(
    always('breaker', { kind: 'breaker-moves' }),
    named('breaker'),
    fc.constantFrom('opens', 'closes').map((to) => said(to, { to })),
    onShare,
    always('within'),
    time('withinMs'),
    after,
  ),
  all(always('breaker', { kind: 'breaker-stays-closed' }), named('breaker'), always('stays closed'), onShare, during),
  all(
    always('breaker', { kind: 'breaker-trips' }),
    named('breaker'),
    fc.tuple(fc.nat(9), fc.constantFrom('', ' times', ' time')).map(([n, times]) => said(`trips at most ${n}${times}`, { atMost: n })),
    onShare,
    during,
  ),
  all(subject, always('recovers within', { kind: 'recovers' }), time('withinMs'), afterOrEach),
  all(subject, always('degrades at most', { kind: 'degrades' }), time('forAtMostMs'), afterOrEach),
  all(always('detects within', { kind: 'detects' }), time('withinMs'), afterOrEach),
  all(
    always('alert', { kind: 'alert-moves' }),
    named('alert'),
    fc.constantFrom('fires', 'clears').map((to) => said(`${to} within`, { to })),
    time('withinMs'),
    afterOrEach,
  ),
  all(
    always('no alert', { kind: 'alert-silent' }),
    fc.oneof(fc.constant<Written>({ words: [], means: { alert: '*' } }), all(always('matching'), named('alert'))),
    always('fires'),
    during,
  ),
  all(always('probe', { kind: 'probe-holds' }), named('probe'), always('holds'), during),
  all(always('error budget of', { kind: 'budget' }), percent('slo'), always('spent at most'), percent('atMost'), scope, during),
  fc.constantFrom('lost', 'duplicated').map((not) => said(`no acknowledged order is ${not}`, { kind: 'orders', not })),
);

const grammarWords = new Set(
  `median error rate availability degraded shed goodput breaker opens closes stays closed trips at most least times time below above on all any
  recovers degrades detects within alert fires clears no matching probe holds budget of spent acknowledged order is lost duplicated by request
  over during after journey route`.split(/\s+/),
);

/** Where a word is a name, though it may be spelt like a keyword: after one that a name follows, and before the verb of a recovery. */
function namesAt(words: readonly string[]): ReadonlySet<number> {
  const verb = words.findIndex((word) => word === 'recovers' || word === 'degrades');
  const follow = ['of', 'during', 'after', 'matching', 'journey', 'route'];
  const first = ['breaker', 'probe', 'alert'];
  return new Set(
    [...words.keys()].filter((i) => {
      const before = words[i - 1] ?? '';
      if (verb > 0 && i === verb - 1) return true;
      if (i === 1 && first.includes(words[0] as string)) return true;
      return follow.includes(before) && !((words[i] === 'journey' || words[i] === 'route') && before === 'of');
    }),
  );
}

describe('the grammar of objectives', () => {
  it('reads what is written as what was meant, in every spelling', () => {
    fc.assert(
      fc.property(objective, fc.boolean(), ({ words, means }, tight) => {
        // Signs need no spaces around them.
        const sign = (word: string | undefined): boolean => tight && /^[<>]=?$/.test(word ?? '');
        const text = words.map((word, i) => `${i === 0 || sign(word) || sign(words[i - 1]) ? '' : ' '}${word}`).join('');
        const read = parseObjective(`  ${text} `);
        assert.ok('objective' in read, `${text}: ${'message' in read ? read.message : ''}`);
        assert.deepEqual(read.objective, { ...means, text } as unknown as Objective);
      }),
      { numRuns: 600 },
    );
  });

  it('says of each objective that is cut off what could have come, at its end', () => {
    fc.assert(
      fc.property(objective, fc.nat(), ({ words }, at) => {
        const cut = words.slice(0, at % words.length).join(' ');
        const read = parseObjective(cut);
        // Half an objective may be a whole one of another kind.
        if ('objective' in read) return;
        assert.match(read.message, /^expected .+, got (the end|`.+`(; did you mean ".+"\?)?)$|^unknown word `.+`; did you mean ".+"\?$/);
        assert.ok(read.column >= 1 && read.column <= cut.length + 1, `${cut}: ${read.column}`);
      }),
      { numRuns: 300 },
    );
  });

  it('says of a keyword with a letter too few, or two changed over, which one was meant, and where', () => {
    fc.assert(
      fc.property(objective, fc.nat(), fc.nat(), fc.boolean(), ({ words }, which, letter, drop) => {
        const keywords = [...words.keys()].filter((index) => grammarWords.has(words[index] as string) && !namesAt(words).has(index));
        fc.pre(keywords.length > 0);
        const index = keywords[which % keywords.length] as number;
        const keyword = words[index] as string;
        const at = letter % (keyword.length - 1);
        const mistyped = drop
          ? keyword.slice(0, at) + keyword.slice(at + 1)
          : keyword.slice(0, at) + (keyword[at + 1] as string) + (keyword[at] as string) + keyword.slice(at + 2);
        fc.pre(mistyped !== keyword);
        const text = words.with(index, mistyped).join(' ');
        const read = parseObjective(text);
        if ('objective' in read) return;
        assert.ok(read.message.endsWith(`\`${mistyped}\`; did you mean "${keyword}"?`), `${text}: ${read.message}`);
        assert.equal(read.column, words.slice(0, index).join(' ').length + (index === 0 ? 1 : 2), text);
      }),
      { numRuns: 1_000 },
    );
  });
});
