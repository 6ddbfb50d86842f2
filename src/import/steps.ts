/** Requests as they were recorded -> steps of a journey: values that came from answers captured, secrets taken out, the rest literal. */
import { mapAuthTexts } from './authorization.ts';
import { mapBodyTexts } from './body-places.ts';
import { correlate } from './captures.ts';
import { isFormType, type Exchange } from './exchange.ts';
import { canBeGiven, onOneLine } from './headers.ts';
import { toPathTemplate, toTemplate } from './hole.ts';
import type { ImportedStep } from './imported.ts';
import type { Place } from './place.ts';
import { mapPlaces } from './places.ts';
import { isSecretField, type Secrets } from './secrets.ts';
import { stepBody } from './step-body.ts';
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
  if (swept.some(({ body }, index) => body !== null && 'type' in body && isFormType(body.type) && asksInText(steps[index]?.body ?? null)))
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
  const { path, headers, auth, body } = exchange;
  return {
    ...exchange,
    path: secrets.sweep(path),
    headers: headers.map(([name, value]) => [name, secrets.sweep(value)] as const),
    auth: auth && mapAuthTexts(auth, secrets.sweep),
    body: body && mapBodyTexts(body, secrets.sweep),
  };
}

function stepOf(exchange: Exchange, name: string, capture: Readonly<Record<string, string>>): ImportedStep {
  const { method, path, headers, auth, redirects, answer, thinkMs, comments } = exchange;
  const { body, type } = stepBody(exchange.body);
  const given = headers.filter(([key]) => canBeGiven(key));
  const written = Object.fromEntries(given.map(([key, value]) => [key.toLowerCase(), toTemplate(onOneLine(value))]));
  const failed = answer !== null && answer.status >= 500;
  return {
    method,
    path: toPathTemplate(path),
    name,
    headers: type === null ? written : { ...written, 'content-type': toTemplate(onOneLine(type)) },
    auth: auth && mapAuthTexts(auth, toTemplate),
    body,
    redirects,
    status: statusesOf(answer?.status ?? null),
    capture,
    thinkMs,
    comments: failed ? [...comments, `answered ${answer.status} when it was recorded`] : comments,
  };
}

function asksInText(body: ImportedStep['body']): boolean {
  return body !== null && 'text' in body && body.text.includes('${env.');
}

/** The recorded one. A copy of the browser's that was still good was a 200 once; a failure of the target is nothing to expect. */
function statusesOf(status: number | null): readonly number[] {
  if (status === null || status < 100 || status >= 500) return [];
  return [status === 304 ? 200 : status];
}
