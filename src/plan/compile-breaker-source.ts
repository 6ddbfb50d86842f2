/** How a breaker shows itself where the scenario says so: series, paths or lines. Numberings are never guessed. */
import type { Preset } from '../breakers/preset.ts';
import type { BreakerSource, CounterSeries, JsonSource, LogSource, PrometheusSource, StateValues } from '../breakers/source.ts';
import { sourceKeyNames, type WrittenBreaker } from '../scenario/breaker-schema.ts';
import type { Path } from '../scenario/mistake.ts';
import type { Draft } from './draft.ts';
import { checkJsonPath } from './json-path.ts';

type Key = (typeof sourceKeyNames)[number];

const keysOf: Readonly<Record<'prometheus' | 'json' | 'sse' | 'log', readonly Key[]>> = {
  prometheus: ['state', 'trips', 'halfOpens', 'closes', 'rejected'],
  json: ['path', 'nameAt', 'state', 'trips', 'halfOpens', 'closes', 'rejected'],
  sse: ['path', 'nameAt', 'state', 'trips', 'halfOpens', 'closes', 'rejected'],
  log: ['lines'],
};

/** undefined where it can't be told, which is reported. */
export function compileBreakerSource(draft: Draft, written: WrittenBreaker, preset: Preset, path: Path): BreakerSource | undefined {
  const { key, adapter, source } = preset;
  const own: readonly Key[] = source === null && adapter in keysOf ? keysOf[adapter as keyof typeof keysOf] : [];
  let fine = true;
  const wrong: Wrong = (at, message, hint, on = 'key') => {
    fine = false;
    draft.report({ path: [...path, ...at], on, message, ...(hint === undefined ? {} : { hint }) });
  };
  for (const name of sourceKeyNames) {
    if (written[name] === undefined || own.includes(name)) continue;
    const users = Object.entries(keysOf).filter(([, keys]) => keys.includes(name));
    wrong([name], `${name} is not for preset ${key}${own.length === 0 ? ', which knows how it shows itself' : ''}`, forWhom(name, users));
  }
  if (source !== null) return source;
  const compiled =
    adapter === 'prometheus' ? ofSeries(written, wrong) : adapter === 'log' ? ofLines(written, wrong) : ofDocument(written, adapter, wrong);
  return fine ? compiled : undefined;
}

type Wrong = (at: Path, message: string, hint?: string, on?: 'key' | 'value') => void;

function forWhom(name: string, users: readonly (readonly [string, unknown])[]): string {
  return `${name} is for preset ${users.map(([user]) => user).join(', ')}`;
}

function ofSeries(written: WrittenBreaker, wrong: Wrong): PrometheusSource | undefined {
  const { state, trips, closes, rejected, match = {} } = written;
  const example = 'for example state: {metric: breaker_state, values: {0: closed, 1: open, 2: half-open}}';
  if (state === undefined && trips === undefined && rejected === undefined)
    wrong([], `breaker ${written.name ?? ''}: state, trips and rejected are all missing; expected the series that show it`, example);
  if (trips !== undefined && state === undefined && closes === undefined)
    wrong(['trips'], 'trips alone do not tell when it closes again', 'add state, or closes');
  checkValues(state, wrong);
  const series = (key: 'trips' | 'halfOpens' | 'closes' | 'rejected'): CounterSeries[] => {
    const counter = written[key];
    if (counter === undefined) return [];
    if ('metric' in counter) return [{ metric: counter.metric, labels: counter.labels ?? {} }];
    wrong([key, 'path'], `expected metric, got path: preset prometheus reads series`);
    return [];
  };
  if (state !== undefined && !('metric' in state)) wrong(['state', 'path'], 'expected metric, got path: preset prometheus reads series');
  return {
    adapter: 'prometheus',
    nameLabels: Object.keys(match),
    state:
      state !== undefined && 'metric' in state
        ? { metric: state.metric, labels: state.labels ?? {}, label: state.label ?? null, values: state.values }
        : null,
    opened: series('trips'),
    halfOpened: series('halfOpens'),
    closed: series('closes'),
    rejected: series('rejected'),
    passed: [],
  };
}

function ofDocument(written: WrittenBreaker, adapter: BreakerSource['adapter'], wrong: Wrong): JsonSource | undefined {
  const { path, nameAt = null, state, trips, closes, rejected } = written;
  if (path === undefined)
    wrong(
      [],
      `breaker ${written.name ?? ''}: path is missing; expected a JSONPath to the breakers in the document`,
      'for example path: $.breakers.*',
    );
  if (state === undefined && trips === undefined)
    wrong(
      [],
      `breaker ${written.name ?? ''}: state and trips are both missing; expected where the document shows it`,
      'for example state: {path: $.state, values: {CLOSED: closed, OPEN: open}}',
    );
  if (trips !== undefined && state === undefined && closes === undefined)
    wrong(['trips'], 'trips alone do not tell when it closes again', 'add state, or closes');
  checkValues(state, wrong);
  const checked = (text: string, at: Path): string => {
    const problem = checkJsonPath(text);
    if (problem !== null) wrong(at, problem, undefined, 'value');
    return text;
  };
  const counter = (key: 'trips' | 'halfOpens' | 'closes' | 'rejected'): string | null => {
    const given = written[key];
    if (given === undefined) return null;
    if ('path' in given) return checked(given.path, [key, 'path']);
    wrong([key, 'metric'], `expected path, got metric: preset ${adapter} reads JSON`);
    return null;
  };
  if (state !== undefined && !('path' in state)) wrong(['state', 'metric'], `expected path, got metric: preset ${adapter} reads JSON`);
  return {
    adapter: adapter === 'sse' ? 'sse' : 'json',
    paths: path === undefined ? [] : [checked(path, ['path'])],
    name: nameAt === null ? null : checked(nameAt, ['nameAt']),
    state: state !== undefined && 'path' in state ? [{ path: checked(state.path, ['state', 'path']), values: state.values }] : [],
    opened: counter('trips'),
    halfOpened: counter('halfOpens'),
    closed: counter('closes'),
    rejected: counter('rejected'),
    rejectedSlides: rejected !== undefined && 'path' in rejected && rejected.sliding === true,
    waitMs: null,
    events: null,
  };
}

/** A map by which it could never be open was meant otherwise. */
function checkValues(state: { readonly values: StateValues } | undefined, wrong: Wrong): void {
  if (state !== undefined && !Object.values(state.values).includes('open'))
    wrong(
      ['state', 'values'],
      'no value means open; expected what each value means',
      'for example values: {0: closed, 1: open, 2: half-open}',
    );
}

function ofLines(written: WrittenBreaker, wrong: Wrong): LogSource | undefined {
  const { lines } = written;
  if (lines === undefined) {
    wrong(
      [],
      `breaker ${written.name ?? ''}: lines is missing; expected how a line tells that it opened`,
      String.raw`for example lines: {opened: 'breaker (?<breaker>\w+) opened'}`,
    );
    return undefined;
  }
  for (const [key, pattern] of Object.entries(lines)) {
    const problem = pattern === undefined ? null : patternProblem(pattern);
    if (problem !== null) wrong(['lines', key], problem, undefined, 'value');
  }
  return { adapter: 'log', opened: lines.opened, halfOpened: lines.halfOpened ?? null, closed: lines.closed ?? null };
}

function patternProblem(pattern: string): string | null {
  try {
    new RegExp(pattern, 'u').test('');
    return null;
  } catch (error) {
    return `expected a regular expression, got "${pattern}": ${(error as SyntaxError).message.replace(/^Invalid regular expression: (\/.*\/u?: )?/, '')}`;
  }
}
