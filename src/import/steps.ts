/** Requests as they were recorded -> steps of a journey: values that came from answers captured, secrets taken out, the rest literal. */
import { isMap } from '../scenario/origins.ts';
import { correlate } from './captures.ts';
import { hasRawNumber, parseExact } from './exact-json.ts';
import { isFormType, isJsonType, mediaType, type Exchange } from './exchange.ts';
import { canBeGiven, onOneLine } from './headers.ts';
import { hasHole, toPathTemplate, toTemplate } from './hole.ts';
import type { ImportedStep } from './imported.ts';
import type { Place } from './place.ts';
import { mapPlaces } from './places.ts';
import { isSecretField, type Secrets } from './secrets.ts';
import { stepName, uniqueNames } from './step-names.ts';

export interface MadeSteps {
  readonly steps: readonly ImportedStep[];
  readonly notes: readonly string[];
}

export function makeSteps(recorded: readonly Exchange[], secrets: Secrets): MadeSteps {
  const { exchanges, captures, captured, ambiguous } = correlate(recorded);
  // A captured value that stands anywhere else, in the middle of a text, must not be kept there.
  for (const { name, value } of captured) if (isSecretField(name)) secrets.remember(name, value);
  const concealed = exchanges.map((exchange) => mapPlaces(exchange, (place) => concealPlace(place, secrets)));
  // What is found to be a secret in the last request may stand in the first.
  for (const exchange of concealed) sweep(exchange, secrets);
  const swept = concealed.map((exchange) => sweep(exchange, secrets));
  const names = uniqueNames(swept.map(({ method, path }) => stepName(method, path)));
  const steps = swept.map((exchange, index) => stepOf(exchange, names[index] as string, captures[index] ?? {}));
  const notes: string[] = [];
  if (ambiguous > 0)
    notes.push(
      `${ambiguous === 1 ? 'one value' : `${ambiguous} values`} of an answer came back in a later request, and stood in several places of the answer: sent as recorded`,
    );
  if (swept.some(({ body }) => body !== null && isFormType(body.type) && toTemplate(body.text).includes('${env.')))
    notes.push('a secret in a form is sent as it stands: set it percent-encoded');
  return { steps, notes };
}

function concealPlace({ within, kind, name, value }: Place, secrets: Secrets): string | undefined {
  // In a query a `key` opens something; in JSON it is half of a pair.
  if (!within.some(isSecretField) && !(kind === 'url' && /^key$/i.test(name))) return undefined;
  // `max_tokens: 100` is a count; `pin: 1234` is not.
  if (typeof value === 'number' && /tokens$/i.test(name)) return undefined;
  return secrets.conceal(name, String(value));
}

function sweep(exchange: Exchange, secrets: Secrets): Exchange {
  const { path, headers, body } = exchange;
  return {
    ...exchange,
    path: secrets.sweep(path),
    headers: headers.map(([name, value]) => [name, secrets.sweep(value)] as const),
    body: body && { ...body, text: secrets.sweep(body.text) },
  };
}

function stepOf(exchange: Exchange, name: string, capture: Readonly<Record<string, string>>): ImportedStep {
  const { method, path, headers, answer, thinkMs, comment } = exchange;
  const { body, type } = bodyOf(exchange);
  const given = headers.filter(([key]) => canBeGiven(key));
  const written = Object.fromEntries(given.map(([key, value]) => [key.toLowerCase(), toTemplate(onOneLine(value))]));
  const failed = answer !== null && answer.status >= 500;
  const comments = [comment, failed ? `answered ${answer.status} when it was recorded` : null];
  return {
    method,
    path: toPathTemplate(path),
    name,
    headers: type === null ? written : { ...written, 'content-type': toTemplate(onOneLine(type)) },
    body,
    status: statusesOf(answer?.status ?? null),
    capture,
    thinkMs,
    comments: comments.filter((line) => line !== null),
  };
}

/** The recorded one. A copy of the browser's that was still good was a 200 once; a failure of the target is nothing to expect. */
function statusesOf(status: number | null): readonly number[] {
  if (status === null || status < 100 || status >= 500) return [];
  return [status === 304 ? 200 : status];
}

/** JSON as a value where a value says all of it, else as text; `type` is the content-type that has to be said then. */
function bodyOf({ body }: Exchange): { body: ImportedStep['body']; type: string | null } {
  if (body === null) return { body: null, type: null };
  const json = isJsonType(body.type) ? parseExact(body.text) : undefined;
  if (json !== undefined && !hasRawNumber(json) && !keysWithHoles(json)) {
    const plain = mediaType(body.type) === 'application/json';
    return { body: { json: templates(json) }, type: plain ? null : body.type };
  }
  return { body: { text: toTemplate(body.text) }, type: body.type === '' ? null : body.type };
}

/** Keys are sent as they are, so that nothing can be filled in there. */
function keysWithHoles(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(keysWithHoles);
  return isMap(value) && Object.entries(value).some(([key, item]) => hasHole(key) || keysWithHoles(item));
}

function templates(value: unknown): unknown {
  // An escape of JSON may be half a character, which no file holds.
  if (typeof value === 'string') return toTemplate(value.toWellFormed());
  if (Array.isArray(value)) return value.map(templates);
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), templates(item)])) : value;
}
