/** What an answer means: ok or http-error and why, degraded, shed, what it captures and what it acknowledges. */
import type { PlannedStep } from '../../../plan/plan.ts';
import { compileCaptures } from './capture.ts';
import { compileChecks } from './checks.ts';
import type { Filling } from './expression.ts';
import { compileJsonPath } from './json-path.ts';
import { AnswerBody, type Answer } from './received.ts';
import type { TemplateCompiler } from './template.ts';

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
  judge(answer: Answer, filling: Filling, serviceMs: number): Judgement;
}

/** `compiler` fills in what is expected; it has compiled the step's request before. */
export function judgeOf(step: PlannedStep, compiler: TemplateCompiler): AnswerJudge {
  const { status: expected, degraded } = step.expect;
  const degradedHeader = degraded === null ? null : degraded.header.toLowerCase();
  const checks = compileChecks(step.expect, compiler);
  const captures = compileCaptures(step.capture);
  const acknowledge = step.acknowledge === null ? null : { path: step.acknowledge, lookup: compileJsonPath(step.acknowledge) };
  const readsBody = checks.readsBody || captures.readsBody || acknowledge !== null;
  const readsMore = checks.all.length > 0 || captures.all.length > 0 || acknowledge !== null;
  const judgement: Judgement = { cause: null, degraded: false, shed: false, acknowledged: null, captured: null };

  const judge = (answer: Answer, filling: Filling, serviceMs: number): Judgement => {
    const { status } = answer;
    judgement.cause = null;
    judgement.degraded = false;
    judgement.shed = false;
    judgement.acknowledged = null;
    judgement.captured = null;
    if (expected === null ? status >= 400 : !expected.includes(status)) judgement.cause = `status ${status}`;
    else if (readsMore) readOn(answer, filling, serviceMs);
    if (judgement.cause !== null) judgement.shed = status === 429 || (status === 503 && answer.header('retry-after') !== undefined);
    else if (degradedHeader !== null) {
      const value = answer.header(degradedHeader);
      judgement.degraded = value !== undefined && (degraded?.equals == null || value === degraded.equals);
    }
    return judgement;
  };

  const readOn = (answer: Answer, filling: Filling, serviceMs: number): void => {
    const body = new AnswerBody(answer);
    // The acknowledgement first: what was promised was promised, whatever a check or a capture then says.
    let unacknowledged: string | null = null;
    if (acknowledge !== null) {
      const id = body.document === undefined ? undefined : acknowledge.lookup(body.document);
      if (typeof id === 'string' || typeof id === 'number') judgement.acknowledged = String(id);
      else
        unacknowledged = body.document === undefined ? 'acknowledge: the body is not JSON' : `acknowledge: nothing at ${acknowledge.path}`;
    }
    for (const check of checks.all) if ((judgement.cause = check(answer, body, filling, serviceMs)) !== null) return;
    judgement.cause = unacknowledged;
    for (const { name, find, missing } of captures.all) {
      const value = find(answer, body);
      if (value === undefined || value === null) judgement.cause ??= `capture ${name}: ${missing(body)}`;
      else (judgement.captured ??= {})[name] = value;
    }
  };

  return { readsBody, judge };
}
