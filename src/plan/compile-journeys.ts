/** Journeys and their steps, and everything `${...}` in them. */
import { isMap } from '../scenario/origins.ts';
import { journeySchema, methods } from '../scenario/journey-schema.ts';
import type { Path } from '../scenario/mistake.ts';
import { checkTemplate, isTemplate } from '../scenario/template-grammar.ts';
import { readUrl } from './addresses.ts';
import { checkHost, part, type Draft } from './draft.ts';
import { missingVariable, resolveEnv } from './environment.ts';
import { checkJsonPath } from './json-path.ts';
import type { PlannedJourney, PlannedStep, PlannedTarget } from './plan.ts';
import { redactUrls } from './redact.ts';

type WrittenStep = NonNullable<ReturnType<typeof part<import('zod').output<typeof journeySchema>>>>['steps'][number];

export function compileJourneys(draft: Draft, target: PlannedTarget): PlannedJourney[] {
  const load = draft.raw['load'];
  const written = isMap(load) && Array.isArray(load['journeys']) ? load['journeys'] : undefined;
  if (written === undefined) return [onlyGet(target)];
  const journeys: PlannedJourney[] = [];
  for (const [index, value] of written.entries()) {
    const path: Path = ['load', 'journeys', index];
    const journey = part(journeySchema, value);
    if (journey === undefined) continue;
    if (journeys.some(({ name }) => name === journey.name))
      draft.report({ path: [...path, 'name'], message: `a journey named ${journey.name} stands above already` });
    const captured: string[] = [];
    const steps = journey.steps.map((step, at) => compileStep(draft, step, [...path, 'steps', at], captured));
    journeys.push({ name: journey.name, weight: journey.weight ?? 1, steps });
  }
  return journeys;
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

/** `captured` grows by what this step captures. */
function compileStep(draft: Draft, step: WrittenStep, path: Path, captured: string[]): PlannedStep {
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
  if (step.json !== undefined && step.body !== undefined)
    draft.report({ path: [...path, 'body'], on: 'key', message: 'json and body exclude each other' });

  checkText(draft, where, [...path, method], captured);
  for (const [name, value] of Object.entries(step.headers ?? {})) checkText(draft, value, [...path, 'headers', name], captured);
  if (step.body !== undefined) checkText(draft, step.body, [...path, 'body'], captured);
  checkJson(draft, step.json, [...path, 'json'], captured);
  for (const [name, expression] of Object.entries(step.capture ?? {})) checkExpression(draft, expression, [...path, 'capture', name]);
  if (step.acknowledge !== undefined) checkExpression(draft, step.acknowledge, [...path, 'acknowledge']);
  captured.push(...Object.keys(step.capture ?? {}));
  return {
    // Routes are named in every event and report.
    route: step.name ?? `${method.toUpperCase()} ${redactUrls(where).replaceAll('"', "'")}`,
    method: method.toUpperCase(),
    path: where,
    headers: step.headers ?? {},
    body: step.json !== undefined ? { kind: 'json', value: step.json } : step.body !== undefined ? { kind: 'text', text: step.body } : null,
    expect: {
      status: step.expect?.status ?? null,
      degraded: step.expect?.degraded ? { header: step.expect.degraded.header, equals: step.expect.degraded.equals ?? null } : null,
    },
    capture: step.capture ?? {},
    acknowledge: step.acknowledge ?? null,
    thinkMs: step.think ?? 0,
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

function checkText(draft: Draft, text: string, path: Path, captured: readonly string[]): void {
  const wrong = checkTemplate(text, captured) ?? missingVariable(text, draft.env);
  if (wrong !== null) draft.report({ path, message: wrong });
}

function checkJson(draft: Draft, value: unknown, path: Path, captured: readonly string[]): void {
  if (typeof value === 'string') checkText(draft, value, path, captured);
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) checkJson(draft, item, [...path, index], captured);
  else if (isMap(value)) for (const [key, item] of Object.entries(value)) checkJson(draft, item, [...path, key], captured);
}

function checkExpression(draft: Draft, expression: string, path: Path): void {
  const wrong = checkJsonPath(expression);
  if (wrong !== null) draft.report({ path, message: wrong });
}
