/** What a step does beyond asking, as `chaos plan` shows it; a step that only asks has no line. */
import { formatMs } from '../units.ts';
import type { PlannedAuth, PlannedBody, PlannedCapture, PlannedJourney, PlannedLoad, PlannedStep } from './plan.ts';

export function stepRows({ journeys }: PlannedLoad): string[][] {
  return journeys.flatMap((journey) => [
    ...journeyRows(journey),
    ...journey.steps.flatMap((step) => under(journey.name, step.route, doings(step))),
  ]);
}

/** One thing a line, the names on the first. */
function under(journey: string, step: string, all: readonly string[]): string[][] {
  return all.map((text, index) => (index === 0 ? [journey, step, text] : ['', '', text]));
}

export function feederRows({ feeders = {} }: PlannedLoad, source: (key: string) => string): string[][] {
  return Object.entries(feeders).map(([name, { file, columns, rows, pick }]) => [
    name,
    file,
    `${rows} rows of ${columns.join(', ')}; ${pick}`,
    source(`load.feeders.${name}`),
  ]);
}

export function authText(auth: PlannedAuth): string {
  return 'bearer' in auth ? 'as the bearer of a token' : `as ${auth.basic.user}, by password`;
}

function journeyRows({ name, cookies, vars }: PlannedJourney): string[][] {
  const constants = Object.entries(vars ?? {}).map(([key, value]) => `${key} is ${value}`);
  return under(name, 'every step', [...(cookies === false ? ['keeps no cookies'] : []), ...constants]);
}

function doings(step: PlannedStep): string[] {
  const { body, auth, redirects, expect, capture, acknowledge, thinkMs, thinkToMs } = step;
  const captured = Object.entries(capture).map(([name, from]) => `${name} from ${placeOf(from)}`);
  const checks = [
    ...(expect.status === null ? [] : [`status ${expect.status.join(' or ')}`]),
    ...Object.entries(expect.header ?? {}).map(([name, value]) => `header ${name} ${value}`),
    ...(expect.body ?? []).map((text) => `"${text}" in the body`),
    ...Object.entries(expect.json ?? {}).map(([path, value]) => `${path} ${JSON.stringify(value)}`),
    ...(expect.maxTimeMs === undefined ? [] : [`an answer within ${formatMs(expect.maxTimeMs)}`]),
  ];
  return [
    ...(auth === undefined ? [] : [`asks ${authText(auth)}`]),
    ...(body === null ? [] : [`sends ${bodyText(body)}`]),
    ...(redirects === undefined ? [] : [`follows at most ${redirects} redirect${redirects === 1 ? '' : 's'}`]),
    ...checks.map((check) => `expects ${check}`),
    ...(expect.degraded === null ? [] : [`is degraded by header ${expect.degraded.header}`]),
    ...(acknowledge === null ? [] : [`acknowledges ${acknowledge}`]),
    ...(captured.length === 0 ? [] : [`captures ${captured.join(', ')}`]),
    ...(thinkToMs === undefined
      ? thinkMs > 0
        ? [`thinks ${formatMs(thinkMs)}`]
        : []
      : [`thinks ${formatMs(thinkMs)} to ${formatMs(thinkToMs)}`]),
  ];
}

function placeOf(from: string | PlannedCapture): string {
  if (typeof from === 'string') return from;
  const { header, regex } = from;
  return `${header === undefined ? 'the body' : `header ${header}`}${regex === undefined ? '' : ` by /${regex}/`}`;
}

function bodyText(body: PlannedBody): string {
  switch (body.kind) {
    case 'json':
      return 'JSON';
    case 'text':
      return 'text';
    case 'form':
      return `a form of ${Object.keys(body.fields).join(', ')}`;
    case 'file':
      return `${body.file.file} (${body.file.bytes} bytes, ${body.type})`;
    case 'multipart':
      return `a multipart form of ${Object.keys(body.parts).join(', ')}`;
  }
}
