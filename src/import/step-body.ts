/** A body as a step says it: JSON and forms as values where values say all of it, else as text. */
import { isMap } from '../scenario/origins.ts';
import { hasRawNumber, parseExact } from './exact-json.ts';
import {
  isJsonType,
  mediaType,
  type Body,
  type FileBody,
  type FilePart,
  type FormBody,
  type MultipartBody,
  type TextBody,
} from './exchange.ts';
import { formText, groupFields } from './form-body.ts';
import { hasHole, toTemplate } from './hole.ts';
import type { ImportedBody, ImportedFile } from './imported.ts';
import { fitsStep, multipartText } from './multipart-body.ts';

export interface StepBody {
  readonly body: ImportedBody | null;
  /** The content-type that has to be said besides; null: the body says it. */
  readonly type: string | null;
}

export function stepBody(body: Body | null): StepBody {
  if (body === null) return { body: null, type: null };
  if ('fields' in body) return ofForm(body);
  if ('parts' in body) return ofParts(body);
  return 'file' in body ? ofFile(body) : ofText(body);
}

function ofParts({ parts }: MultipartBody): StepBody {
  const texts = parts.filter((part) => 'text' in part);
  if (!fitsStep(parts) && texts.length === parts.length) return ofText(multipartText(texts));
  const multipart = Object.fromEntries(parts.map((part) => [toTemplate(part.name), 'text' in part ? toTemplate(part.text) : fileOf(part)]));
  return { body: { multipart }, type: null };
}

function fileOf({ file, type, as }: FilePart): ImportedFile {
  // What is said of a file is sent as it is: where a secret stood in it, its place is still marked.
  return {
    file: toTemplate(file),
    ...(type === null ? {} : { type }),
    ...(as === null ? {} : { name: toTemplate(as) }),
  };
}

function ofFile({ type, file }: FileBody): StepBody {
  const path = toTemplate(file);
  if (hasHole(type)) return { body: { file: path }, type };
  return { body: { file: type === '' || type === 'application/octet-stream' ? path : { path, type } }, type: null };
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
