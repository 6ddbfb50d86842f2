/** The body of a step's requests. */
import { basename } from 'node:path';
import type { output, ZodObject } from 'zod';
import { bodyKinds, type bodyKeys } from '../scenario/body-schema.ts';
import type { Path } from '../scenario/mistake.ts';
import { checkJson, checkText, type Known } from './check-texts.ts';
import type { Draft } from './draft.ts';
import { inputFile } from './input-files.ts';
import type { PlannedBody } from './plan.ts';

type Written = output<ZodObject<typeof bodyKeys>>;
type MultipartBody = Extract<PlannedBody, { kind: 'multipart' }>;

const anyBytes = 'application/octet-stream';

/** `path` is the step's. */
export function compileBody(draft: Draft, step: Written, path: Path, known: Known): PlannedBody | null {
  const used = bodyKinds.filter((kind) => step[kind] !== undefined);
  for (const second of used.slice(1))
    draft.report({ path: [...path, second], on: 'key', message: `${used[0]} and ${second} exclude each other` });
  const { json, body, form, file, multipart } = step;
  if (json !== undefined) {
    checkJson(draft, json, [...path, 'json'], known);
    return { kind: 'json', value: json };
  }
  if (body !== undefined) {
    checkText(draft, body, [...path, 'body'], known);
    return { kind: 'text', text: body };
  }
  if (form !== undefined) {
    checkJson(draft, form, [...path, 'form'], known);
    return { kind: 'form', fields: form };
  }
  if (file !== undefined) {
    const whole = typeof file === 'string';
    const found = inputFile(draft, [...path, 'file', ...(whole ? [] : ['path'])], whole ? file : file.path);
    return found === undefined ? null : { kind: 'file', file: found.planned, type: (whole ? undefined : file.type) ?? anyBytes };
  }
  return multipart === undefined ? null : { kind: 'multipart', parts: compileParts(draft, multipart, [...path, 'multipart'], known) };
}

function compileParts(draft: Draft, written: NonNullable<Written['multipart']>, path: Path, known: Known): MultipartBody['parts'] {
  const parts: Record<string, MultipartBody['parts'][string]> = {};
  for (const [field, value] of Object.entries(written)) {
    if (typeof value === 'string') {
      checkText(draft, value, [...path, field], known);
      parts[field] = value;
      continue;
    }
    const found = inputFile(draft, [...path, field, 'file'], value.file);
    if (found) parts[field] = { file: found.planned, type: value.type ?? anyBytes, name: value.name ?? basename(value.file) };
  }
  return parts;
}
