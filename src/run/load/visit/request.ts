/**
 * The bytes of a step's requests, prepared once: what never changes is one buffer, sent as it is, or copied where only the
 * ids of its trace change; otherwise the fixed pieces of the head are joined with what was drawn for the request.
 */
import { Buffer } from 'node:buffer';
import { base64Of } from '../../../plan/authorization.ts';
import type { PlannedAuth, PlannedStep } from '../../../plan/plan.ts';
import { compileBody, contentTypeOf, type Body } from './body.ts';
import type { Filling } from './expression.ts';
import { originOf, type Origin } from '../wire/origin.ts';
import { asText, concatenate, type Template, type TemplateCompiler } from './template.ts';
import type { TraceMarks, Traceparents } from './trace.ts';

export interface PreparedRequest {
  readonly origin: Origin;
  /** HEAD: the answer has no body. */
  readonly bodyless: boolean;
  /** Head and body of one request. */
  fill(filling: Filling): Buffer | string;
}

export interface Target {
  readonly origin: Origin;
  /** Of the target's URL: where a step without a path of its own goes. */
  readonly path: string;
  /** Sent with every request to the target's own origin and nowhere else: they may hold its secrets. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Scheme and host of a step that names a whole URL; undefined for a path on the target. */
export function authorityOf(path: string): string | undefined {
  return /^https?:\/\/[^/?#]+/i.exec(path)?.[0];
}

/** Compiles a step. The authority of a whole URL must be plain text that `originOf` reads. */
export function prepareRequest(
  step: PlannedStep,
  target: Target,
  compiler: TemplateCompiler,
  trace: TraceMarks | null = null,
): PreparedRequest {
  const authority = authorityOf(step.path);
  const origin = authority === undefined ? target.origin : (originOf(authority) as Origin);
  const written = authority === undefined ? step.path || target.path : step.path.slice(authority.length);
  const path = compiler.text(written.startsWith('/') ? written : `/${written}`, (value) => encodeURIComponent(asText(value)), encodeFixed);
  const headers = headersOf(step, origin, sameOrigin(origin, target.origin) ? target.headers : {}, compiler, trace);
  const head = concatenate(`${step.method} `, path, ' HTTP/1.1\r\n', ...headers.values());
  const body = step.body === null ? null : compileBody(step.body, compiler);
  const bodyless = step.method === 'HEAD';
  // What the step or the target says of its own trace stands.
  const traceparent = trace === null || headers.has(trace.traceparent.name.toLowerCase()) ? null : trace.traceparent;
  const rest = body === null || body.fixed !== null ? message('', body?.fixed ?? null, step.method) : null;
  if (head.fixed !== null && rest !== null) {
    if (traceparent !== null)
      return { origin, bodyless, fill: stamping(`${head.fixed}${traceparent.name}: `, traceparent.ids, joined('\r\n', rest)) };
    const bytes = asBytes(joined(head.fixed, rest));
    return { origin, bodyless, fill: () => bytes };
  }
  const marked = traceparent === null ? head : concatenate(head, `${traceparent.name}: `, traceparent.ids, '\r\n');
  if (rest !== null) return { origin, bodyless, fill: (filling) => joined(marked.render(filling), rest) };
  return { origin, bodyless, fill: (filling) => message(marked.render(filling), (body as Body).render(filling), step.method) };
}

function joined(before: string, after: Buffer | string): Buffer | string {
  return typeof after === 'string' ? before + after : Buffer.concat([asBytes(before), after]);
}

/** A copy for each request, because the one before may still wait to be written. */
function stamping(before: string, ids: Traceparents, after: Buffer | string): (filling: Filling) => Buffer {
  const bytes = asBytes(joined(before + ids.blank, after));
  const at = Buffer.byteLength(before);
  return ({ k }) => {
    const copy = Buffer.allocUnsafe(bytes.length);
    copy.set(bytes);
    ids.write(copy, at, k);
    return copy;
  };
}

export function sameOrigin(a: Origin, b: Origin): boolean {
  return a.key === b.key;
}

/** Head and body as one; `head` ends with the last header's line. Its content-length is said here and nowhere else. */
export function message(head: string, body: Buffer | string | null, method: string): Buffer | string {
  if (body === null)
    return method === 'POST' || method === 'PUT' || method === 'PATCH' ? `${head}content-length: 0\r\n\r\n` : `${head}\r\n`;
  if (typeof body === 'string') return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return Buffer.concat([asBytes(`${head}content-length: ${body.length}\r\n\r\n`), body]);
}

function asBytes(text: Buffer | string): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
}

/** Lines by lower-case name, each with its end. The step's headers hide the target's, those hide the defaults. */
function headersOf(
  step: PlannedStep,
  { host }: Origin,
  targetHeaders: Readonly<Record<string, string>>,
  compiler: TemplateCompiler,
  trace: TraceMarks | null,
): Map<string, Template> {
  const lines = new Map<string, Template>();
  const set = (name: string, value: Template | string): void =>
    void lines.set(name.toLowerCase(), concatenate(`${onOneLine(name)}: `, value, '\r\n'));
  const type = step.body === null ? {} : { 'content-type': contentTypeOf(step.body) };
  const baggage = trace === null || trace.baggage === null ? {} : { [trace.baggage.name]: trace.baggage.value };
  const defaults = { host, connection: 'keep-alive', accept: '*/*', 'user-agent': 'stampede', ...baggage, ...type };
  // The target's headers come filled in; a dollar sign in a token is no template.
  for (const [name, value] of Object.entries({ ...defaults, ...targetHeaders })) set(name, onOneLine(value));
  for (const [name, value] of Object.entries(step.headers)) set(name, compiler.text(value, onOneLine, onOneLine));
  if (step.auth !== undefined) set('authorization', authorization(step.auth, compiler));
  return lines;
}

function authorization(auth: PlannedAuth, compiler: TemplateCompiler): Template {
  if ('bearer' in auth) return concatenate('Bearer ', compiler.text(auth.bearer, onOneLine, onOneLine));
  const pair = compiler.text(`${auth.basic.user}:${auth.basic.password}`, asText, (fixed) => fixed);
  const encoded = (text: string): string => `Basic ${base64Of(text)}`;
  if (pair.fixed !== null) return concatenate(encoded(pair.fixed));
  return { fixed: null, render: (filling) => encoded(pair.render(filling)) };
}

/** Percent-encodes what may not stand in a path, and leaves what is encoded already. A fragment is never sent. */
function encodeFixed(text: string): string {
  return encodeURI(text.split('#', 1)[0] as string).replaceAll(/%25(?=[0-9a-f]{2})/gi, '%');
}

/** Line ends in a value would begin a header of their own. */
function onOneLine(value: unknown): string {
  return asText(value).replaceAll(/\p{Cc}+/gu, ' ');
}
