/** What an answer means: ok or http-error and why, degraded, shed, what it captures and what it acknowledges. */
import type { PlannedStep } from '../../plan/plan.ts';
import { compileJsonPath, type Lookup } from './json-path.ts';

/** The part of a connection that holds its last answer. */
export interface Answer {
  readonly status: number;
  header(name: string): string | undefined;
  bodyText(): string;
}

/** The verdict on one answer; the object is used again by the next. */
export interface Judgement {
  /** null: ok. Else the cause of an http-error. */
  cause: string | null;
  degraded: boolean;
  shed: boolean;
  acknowledged: string | null;
  captured: Record<string, unknown> | null;
}

export interface AnswerJudge {
  /** Whether the body must be kept to judge. */
  readonly readsBody: boolean;
  judge(answer: Answer): Judgement;
}

export function judgeOf(step: PlannedStep): AnswerJudge {
  const { status: expected, degraded } = step.expect;
  const degradedHeader = degraded === null ? null : degraded.header.toLowerCase();
  const captures = Object.entries(step.capture).map(([name, path]) => ({ name, path, lookup: compileJsonPath(path) }));
  const acknowledge = step.acknowledge === null ? null : { path: step.acknowledge, lookup: compileJsonPath(step.acknowledge) };
  const readsBody = captures.length > 0 || acknowledge !== null;
  const judgement: Judgement = { cause: null, degraded: false, shed: false, acknowledged: null, captured: null };

  const judge = (answer: Answer): Judgement => {
    const { status } = answer;
    judgement.cause = null;
    judgement.degraded = false;
    judgement.shed = false;
    judgement.acknowledged = null;
    judgement.captured = null;
    if (expected === null ? status >= 400 : !expected.includes(status)) {
      judgement.cause = `status ${status}`;
      judgement.shed = status === 429 || (status === 503 && answer.header('retry-after') !== undefined);
      return judgement;
    }
    if (readsBody) readBody(answer);
    if (judgement.cause === null && degradedHeader !== null) {
      const value = answer.header(degradedHeader);
      judgement.degraded = value !== undefined && (degraded?.equals == null || value === degraded.equals);
    }
    return judgement;
  };

  const readBody = (answer: Answer): void => {
    const document = parseJson(answer.bodyText());
    // The acknowledgement first: what was promised was promised, whatever a capture then says.
    if (acknowledge !== null) {
      const id = scalarAt(acknowledge.lookup, document);
      if (id === undefined) judgement.cause = `acknowledge: nothing at ${acknowledge.path}`;
      else judgement.acknowledged = String(id);
    }
    for (const { name, path, lookup } of captures) {
      const value = document === undefined ? undefined : lookup(document);
      if (value === undefined || value === null) judgement.cause ??= `capture ${name}: nothing at ${path}`;
      else (judgement.captured ??= {})[name] = value;
    }
    if (judgement.cause !== null && document === undefined)
      judgement.cause = judgement.cause.replace(/nothing at .*/, 'the body is not JSON');
  };

  return { readsBody, judge };
}

function scalarAt(lookup: Lookup, document: unknown): string | number | undefined {
  const value = document === undefined ? undefined : lookup(document);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
