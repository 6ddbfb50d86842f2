/** A body as a step says it: JSON and forms as values where values say all of it, else as text. */
import { isMap } from '../scenario/origins.ts';
import { hasRawNumber, parseExact } from './exact-json.ts';
import { isJsonType, mediaType, type Body, type FormBody, type TextBody } from './exchange.ts';
import { formText, groupFields } from './form-body.ts';
import { hasHole, toTemplate } from './hole.ts';
import type { ImportedBody } from './imported.ts';

export interface StepBody {
  readonly body: ImportedBody | null;
  /** The content-type that has to be said besides; null: the body says it. */
  readonly type: string | null;
}

export function stepBody(body: Body | null): StepBody {
  if (body === null) return { body: null, type: null };
  return 'fields' in body ? ofForm(body) : ofText(body);
}

function ofForm({ type, fields }: FormBody): StepBody {
  const grouped = groupFields(fields);
  // A secret may be a field's name, where nothing can be filled in.
  if (grouped === null) return ofText({ type, text: formText(fields) });
  const form = Object.fromEntries(
    Object.entries(grouped).map(([name, value]) => [name, typeof value === 'string' ? toTemplate(value) : value.map(toTemplate)]),
  );
  return { body: { form }, type: type === '' || type === 'application/x-www-form-urlencoded' ? null : type };
}

function ofText({ type, text }: TextBody): StepBody {
  const json = isJsonType(type) ? parseExact(text) : undefined;
  if (json !== undefined && !hasRawNumber(json) && !keysWithHoles(json))
    return { body: { json: templates(json) }, type: mediaType(type) === 'application/json' ? null : type };
  return { body: { text: toTemplate(text) }, type: type === '' ? null : type };
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
