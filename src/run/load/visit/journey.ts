/** What visitors do: the journeys compiled, the choice between them, and one visit under way. */
import { ChaosError } from '../../../errors.ts';
import type { PlannedJourney, PlannedLoad, PlannedStep } from '../../../plan/plan.ts';
import { parseTemplate } from '../../../scenario/template-grammar.ts';
import { draw, type Random, type Stream } from '../../random.ts';
import type { Entry } from '../books/accounting.ts';
import { judgeOf, type AnswerJudge } from './answer.ts';
import type { Connection } from '../wire/client.ts';
import { fedTo, uuidsOf, type Filling, type Sources } from './expression.ts';
import { readFeeders } from './inputs.ts';
import type { Lane } from '../pace/lane.ts';
import { originOf } from '../wire/origin.ts';
import type { ConnectionPool } from '../wire/pool.ts';
import { authorityOf, prepareRequest, sameOrigin, type PreparedRequest, type Target } from './request.ts';
import { sessionRules, type Session, type SessionRules } from './session.ts';
import { TemplateCompiler } from './template.ts';
import { traceMarksOf } from './trace.ts';

export interface Step {
  /** Index into `routes`. */
  readonly route: number;
  readonly request: PreparedRequest;
  readonly judge: AnswerJudge;
  /** From this step's answer to the next step. */
  readonly thinkMs: number;
  /** By how much the pause may be longer, drawn for each visit from `thinkStream`; 0: it is always the same. */
  readonly thinkSpanMs: number;
  readonly thinkStream: Stream;
  /** null: neither cookies nor redirects. */
  readonly session: SessionRules | null;
  /** Index of its journey, and its own in that. */
  readonly journey: number;
  readonly at: number;
}

export interface Journeys {
  /** In the order of the plan. */
  readonly names: readonly string[];
  /** The names of the routes, in the order in which they first appear. */
  readonly routes: readonly string[];
  readonly all: readonly (readonly Step[])[];
  /** What feeders hold for arrival number k; it may be secret. */
  fedTo(k: number): readonly string[];
  /** The steps of arrival number k: by weight, and by the seed alone. */
  choose(k: number): readonly Step[];
}

export interface CompileOptions {
  readonly random: Random;
  readonly runId: string;
  /** Of the worker that will send; the only one unless given. */
  readonly lane?: Lane;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a host other than the target's may be asked; without its port. */
  readonly allowHost: (host: string) => boolean;
}

/** Throws SCENARIO_INVALID or HOST_NOT_ALLOWED for what can't be sent as it is written, FILE_CHANGED for a file that is not the plan's. */
export function compileJourneys(
  load: Pick<PlannedLoad, 'journeys' | 'trace' | 'feeders'>,
  target: Target,
  options: CompileOptions,
): Journeys {
  const { random, runId, lane, env } = options;
  const feeders = readFeeders(load);
  const shared: Sources = { random, uuid: uuidsOf(runId, lane), env, feeders };
  const trace = load.trace === null ? null : traceMarksOf(load.trace, runId, lane?.index ?? 0);
  const routes: string[] = [];
  const all = load.journeys.map((journey, index) => {
    const known: string[] = [];
    const sources = { ...shared, constants: constantsOf(journey, options.env) };
    return journey.steps.map((written, i): Step => {
      const step = withHost(written, options, target);
      if (!routes.includes(step.route)) routes.push(step.route);
      const place = `${journey.name} ${i} ${step.route}`;
      const compiler = new TemplateCompiler(sources, place, [...known]);
      const request = prepareRequest(step, target, compiler, trace);
      const judge = judgeOf(step, compiler);
      known.push(...Object.keys(step.capture));
      const { thinkMs, thinkToMs = thinkMs, redirects = 0 } = step;
      // One request has nobody to give a cookie back to.
      const cookies = journey.cookies !== false && (journey.steps.length > 1 || redirects > 0);
      return {
        route: routes.indexOf(step.route),
        request,
        judge,
        thinkMs,
        thinkSpanMs: thinkToMs - thinkMs,
        thinkStream: options.random.stream(`think ${place}`),
        session: sessionRules({ cookies, redirects, origin: request.origin }, target, options.allowHost),
        journey: index,
        at: i,
      };
    });
  });
  return {
    names: load.journeys.map(({ name }) => name),
    routes,
    all,
    fedTo: fedTo(feeders, random),
    choose: chooser(load, all, random),
  };
}

/** In a constant only `${env.NAME}` may stand. */
function constantsOf({ vars = {} }: PlannedJourney, env: CompileOptions['env']): Record<string, unknown> {
  const filled = (text: string): string =>
    parseTemplate(text)
      .map((part) => (typeof part === 'string' ? part : 'env' in part ? (env[part.env] ?? '') : ''))
      .join('');
  return Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, typeof value === 'string' ? filled(value) : value]));
}

function chooser(load: Pick<PlannedLoad, 'journeys'>, all: readonly (readonly Step[])[], random: Random): (k: number) => readonly Step[] {
  const bounds: number[] = [];
  let sum = 0;
  for (const journey of load.journeys) bounds.push((sum += journey.weight));
  const first = all[0] as readonly Step[];
  if (all.length === 1) return () => first;
  const stream = random.stream('journey');
  return (k) => {
    const drawn = draw(stream, k) * sum;
    return all[bounds.findIndex((bound) => drawn < bound)] ?? first;
  };
}

/** Only `${env.NAME}` may stand in the authority of a whole URL; hosts are checked before anything is sent. */
function withHost(step: PlannedStep, options: CompileOptions, target: Target): PlannedStep {
  if (!/^https?:\/\//i.test(step.path)) return step;
  const path = step.path.replaceAll(/(?<!\$)\$\{\s*env\.(\w+)\s*\}/g, (_, name: string) => options.env[name] ?? '');
  const origin = originOf(authorityOf(path) ?? '');
  if (origin === undefined)
    throw new ChaosError('SCENARIO_INVALID', `${step.path} is not a URL`, 'write a path on the target, or a URL whose host is plain text');
  if (!sameOrigin(origin, target.origin) && !options.allowHost(origin.hostname)) {
    throw new ChaosError(
      'HOST_NOT_ALLOWED',
      `${step.route} asks ${origin.hostname}, which was not allowed`,
      `add it to allowHosts, or say --allow-host ${origin.hostname}`,
    );
  }
  return { ...step, path };
}

/** One visitor: the record of the request under way, from arrival to the last step. Times are milliseconds from t = 0. */
export class Visit implements Filling, Entry {
  readonly k: number;
  readonly steps: readonly Step[];
  /** The number of the step under way. */
  index = 0;
  vars: Record<string, unknown> | null = null;
  route = 0;
  stage = 0;
  intendedMs = 0;
  sentMs = 0;
  /** While in flight; between steps only where a journey keeps its connection. */
  connection: Connection<Visit> | null = null;
  pool: ConnectionPool<Visit> | null = null;
  /** The bytes of the request under way; null until it is sent. */
  request: Buffer | string | null = null;
  /** Only where a step has rules for one. */
  session: Session | null = null;
  /** When the first request was intended, and its stage. */
  startMs = 0;
  startStage = 0;
  /** Neighbours in the order of sending. */
  earlier: Visit | null = null;
  later: Visit | null = null;

  constructor(k: number, steps: readonly Step[]) {
    this.k = k;
    this.steps = steps;
  }

  get step(): Step {
    return this.steps[this.index] as Step;
  }

  /** That were followed within the request under way. */
  get redirects(): number {
    return this.step.session === null ? 0 : (this.session?.hops ?? 0);
  }

  get hasNext(): boolean {
    return this.index + 1 < this.steps.length;
  }
}
