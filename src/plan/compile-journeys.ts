/** Journeys and their steps, and everything `${...}` in them. */
import type { output } from 'zod';
import { isMap } from '../scenario/origins.ts';
import { constants, journeySchema, methods } from '../scenario/journey-schema.ts';
import type { Path } from '../scenario/mistake.ts';
import { isTemplate, type FeederColumns } from '../scenario/template-grammar.ts';
import { readUrl } from './addresses.ts';
import { checkAuth } from './check-auth.ts';
import { checkHeaders } from './check-headers.ts';
import { checkExpression, checkText, checkVariableName, type Known } from './check-texts.ts';
import { compileCaptures, compileExpectation } from './compile-answer.ts';
import { compileBody } from './compile-body.ts';
import { checkHost, part, type Draft } from './draft.ts';
import { checkEnvText, missingVariable, resolveEnv } from './environment.ts';
import type { PlannedJourney, PlannedStep, PlannedTarget } from './plan.ts';
import { redactUrls } from './redact.ts';

type WrittenStep = output<typeof journeySchema>['steps'][number];
type Constants = output<typeof constants>;

export function compileJourneys(draft: Draft, target: PlannedTarget, feeders: FeederColumns): PlannedJourney[] {
  const load = isMap(draft.raw['load']) ? draft.raw['load'] : {};
  const shared = compileVars(draft, load['vars'], ['load', 'vars']);
  if (!Array.isArray(load['journeys'])) return [onlyGet(target)];
  const journeys: PlannedJourney[] = [];
  for (const [index, value] of load['journeys'].entries()) {
    const path: Path = ['load', 'journeys', index];
    const journey = part(journeySchema.partial({ name: true }), value);
    if (journey === undefined) continue;
    const { name = '' } = journey;
    if (journeys.some((other) => other.name === name))
      draft.report({ path: [...path, 'name'], message: `a journey named ${name} stands above already` });
    const vars = { ...shared, ...compileVars(draft, journey.vars, [...path, 'vars']) };
    const variables = [...new Set([...namesIn(load['vars']), ...namesIn(value['vars'])])];
    const steps = journey.steps.map((step, at) => {
      const compiled = compileStep(draft, step, [...path, 'steps', at], { variables, feeders });
      variables.push(...namesIn(value['steps'][at]['capture']));
      return compiled;
    });
    journeys.push({
      name,
      weight: journey.weight ?? 1,
      ...(journey.cookies === 'off' || journey.cookies === false ? { cookies: false } : {}),
      ...(Object.keys(vars).length === 0 ? {} : { vars }),
      steps,
    });
  }
  return journeys;
}

function compileVars(draft: Draft, written: unknown, path: Path): Constants {
  const vars = part(constants, written) ?? {};
  for (const [name, value] of Object.entries(vars)) {
    checkVariableName(draft, name, [...path, name]);
    const wrong = typeof value === 'string' ? checkEnvText(value, draft.env) : null;
    if (wrong !== null) draft.report({ path: [...path, name], message: wrong });
  }
  return vars;
}

/** Without journeys: one, a GET of the target's URL. */
function onlyGet(target: PlannedTarget): PlannedJourney {
  const path = target.kind === 'url' ? target.url : '/';
  const shown = target.kind === 'url' ? (/^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(target.url)?.[1] ?? '') || '/' : '/';
  const step: PlannedStep = {
    route: `GET ${shown}`,
    method: 'GET',
    path,
    headers: {},
    body: null,
    expect: { status: null, degraded: null },
    capture: {},
    acknowledge: null,
    thinkMs: 0,
  };
  return { name: 'get', weight: 1, steps: [step] };
}

/** Names of variables, those of what can't be read included. */
function namesIn(written: unknown): string[] {
  return isMap(written) ? Object.keys(written) : [];
}

function compileStep(draft: Draft, step: WrittenStep, path: Path, known: Known): PlannedStep {
  const used = methods.filter((method) => step[method] !== undefined);
  const method = used[0] ?? 'get';
  const where = step[method] ?? '/';
  if (used.length !== 1) {
    const got = used.length === 0 ? 'this one has none' : `this one has ${used.join(' and ')}`;
    draft.report({
      path: used[1] === undefined ? path : [...path, used[1]],
      on: 'key',
      message: `a step needs exactly one of ${methods.join(', ')}; ${got}`,
    });
  }
  if (used.length > 0) checkPath(draft, where, [...path, method]);
  checkText(draft, where, [...path, method], known);
  checkHeaders(draft, step.headers ?? {}, [...path, 'headers'], (text, at) => checkText(draft, text, at, known));
  checkAuth(draft, step.auth, step.headers ?? {}, path, (text, at) => checkText(draft, text, at, known));
  const body = compileBody(draft, step, path, known);
  const expect = compileExpectation(draft, step.expect, [...path, 'expect'], known);
  const capture = compileCaptures(draft, step.capture, [...path, 'capture']);
  if (step.acknowledge !== undefined) checkExpression(draft, step.acknowledge, [...path, 'acknowledge']);
  const { fromMs, toMs } = step.think ?? { fromMs: 0, toMs: 0 };
  return {
    // Routes are named in every event and report.
    route: step.name ?? `${method.toUpperCase()} ${redactUrls(where).replaceAll('"', "'")}`,
    method: method.toUpperCase(),
    path: where,
    headers: step.headers ?? {},
    ...(step.auth === undefined ? {} : { auth: step.auth }),
    body,
    ...(step.redirects === undefined || step.redirects === 0 ? {} : { redirects: step.redirects }),
    expect,
    capture,
    acknowledge: step.acknowledge ?? null,
    thinkMs: fromMs,
    ...(toMs > fromMs ? { thinkToMs: toMs } : {}),
  };
}

function checkPath(draft: Draft, text: string, path: Path): void {
  if (text.startsWith('/')) return;
  if (!/^https?:\/\//i.test(text)) {
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? readUrl(text) : undefined;
    if (typeof url === 'string') return draft.report({ path, message: url });
    const word = /^[\w.-]+(\/|$)/.test(text) ? `; write /${text}` : '';
    draft.report({ path, message: `expected a path that begins with / or a whole URL, got "${text}"${word}` });
    return;
  }
  if (missingVariable(text, draft.env) !== null) return;
  const authority = /^https?:\/\/[^/?#]*/i.exec(resolveEnv(text, draft.env))?.[0] ?? '';
  if (isTemplate(authority))
    return draft.report({ path, message: 'the host of a request must be known before the run: only ${env.NAME} may stand in it' });
  const url = readUrl(authority);
  if (typeof url === 'string') draft.report({ path, message: url });
  else checkHost(draft, url.hostname, path);
}
