/** The bodies of a step's requests: text, filled per request where it holds `${...}`, or bytes. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { formEncoded } from '../../../plan/form-encoding.ts';
import type { PlannedBody } from '../../../plan/plan.ts';
import type { Filling } from './expression.ts';
import { readPlanned } from './inputs.ts';
import { asText, concatenate, type Template, type TemplateCompiler } from './template.ts';

export interface Body {
  /** Known before any request; null where it is not. */
  readonly fixed: Buffer | string | null;
  render(filling: Filling): Buffer | string;
}

type MultipartBody = Extract<PlannedBody, { kind: 'multipart' }>;

export function contentTypeOf(body: PlannedBody): string {
  switch (body.kind) {
    case 'json':
      return 'application/json';
    case 'text':
      return 'text/plain; charset=utf-8';
    case 'form':
      return 'application/x-www-form-urlencoded';
    case 'file':
      return body.type;
    case 'multipart':
      return `multipart/form-data; boundary=${boundaryOf(body)}`;
  }
}

/** Reads the files it names; throws where they are not those of the plan. */
export function compileBody(body: PlannedBody, compiler: TemplateCompiler): Body {
  switch (body.kind) {
    case 'json':
      return compiler.json(body.value);
    case 'text':
      return compiler.text(body.text, asText, same);
    case 'form':
      return formOf(body.fields, compiler);
    case 'file':
      return binary(readPlanned(body.file));
    case 'multipart':
      return multipartOf(body, compiler);
  }
}

function binary(bytes: Buffer): Body {
  return { fixed: bytes, render: () => bytes };
}

function formOf(fields: Extract<PlannedBody, { kind: 'form' }>['fields'], compiler: TemplateCompiler): Template {
  const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
  return concatenate(
    ...pairs.flatMap(([name, value], at) => [
      `${at === 0 ? '' : '&'}${formEncoded(name)}=`,
      compiler.text(value, (inner) => formEncoded(asText(inner)), formEncoded),
    ]),
  );
}

/** It comes from the body itself, so that the same plan sends the same bytes. */
function boundaryOf(body: MultipartBody): string {
  return `stampede-${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32)}`;
}

/** RFC 7578. */
function multipartOf(body: MultipartBody, compiler: TemplateCompiler): Body {
  const boundary = boundaryOf(body);
  const pieces: (Buffer | Template)[] = [];
  for (const [field, value] of Object.entries(body.parts)) {
    const file = typeof value === 'string' ? '' : `; filename="${quoted(value.name)}"\r\ncontent-type: ${value.type}`;
    pieces.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${quoted(field)}"${file}\r\n\r\n`));
    pieces.push(typeof value === 'string' ? compiler.text(value, asText, same) : readPlanned(value.file), Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  const fixed = pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : piece.fixed === null ? null : Buffer.from(piece.fixed)));
  if (fixed.every((piece) => piece !== null)) return binary(Buffer.concat(fixed));
  return {
    fixed: null,
    render: (filling) => Buffer.concat(pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : Buffer.from(piece.render(filling))))),
  };
}

/** A name within quotes, as browsers write it. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function same(text: string): string {
  return text;
}
