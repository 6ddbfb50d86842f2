/**
 * The bytes of a step's requests, prepared once: what never changes is one buffer, sent as it is, or copied where only the
 * ids of its trace change; otherwise the fixed pieces of the head are joined with what was drawn for the request.
 */
import { Buffer } from 'node:buffer';
import type { PlannedStep } from '../../plan/plan.ts';
import type { Filling } from './expression.ts';
import { originOf, type Origin } from './origin.ts';
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
  const headers = headersOf(step, sameOrigin(origin, target.origin) ? target.headers : {}, trace);
  const lines = concatenate(...[...headers.values()].flatMap((header) => lineOf(header, step, compiler)));
  const head = concatenate(`${step.method} `, path, ` HTTP/1.1\r\nhost: ${origin.host}\r\n`, lines);
  const body = bodyOf(step, compiler);
  const bodyless = step.method === 'HEAD';
  // What the step or the target says of its own trace stands.
  const traceparent = trace === null || headers.has(trace.traceparent.name.toLowerCase()) ? null : trace.traceparent;
  const rest = body === null || body.fixed !== null ? message('', body?.fixed ?? null, step.method) : null;
  if (head.fixed !== null && rest !== null) {
    if (traceparent !== null)
      return { origin, bodyless, fill: stamping(`${head.fixed}${traceparent.name}: `, traceparent.ids, `\r\n${rest}`) };
    const bytes = Buffer.from(head.fixed + rest, 'utf8');
    return { origin, bodyless, fill: () => bytes };
  }
  const marked = traceparent === null ? head : concatenate(head, `${traceparent.name}: `, traceparent.ids, '\r\n');
  if (rest !== null) return { origin, bodyless, fill: concatenate(marked, rest).render };
  return { origin, bodyless, fill: (filling) => message(marked.render(filling), (body as Template).render(filling), step.method) };
}

/** A copy for each request, because the one before may still wait to be written. */
function stamping(before: string, ids: Traceparents, after: string): (filling: Filling) => Buffer {
  const bytes = Buffer.from(before + ids.blank + after, 'utf8');
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

function message(head: string, body: string | null, method: string): string {
  if (body !== null) return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? `${head}content-length: 0\r\n\r\n` : `${head}\r\n`;
}

/** By lower-case name. The step's headers hide the target's, those hide the defaults. */
function headersOf(
  step: PlannedStep,
  targetHeaders: Readonly<Record<string, string>>,
  trace: TraceMarks | null,
): Map<string, readonly [name: string, value: string]> {
  const headers = new Map<string, readonly [string, string]>();
  const type = step.body === null ? {} : { 'content-type': step.body.kind === 'json' ? 'application/json' : 'text/plain; charset=utf-8' };
  const baggage = trace === null || trace.baggage === null ? {} : { [trace.baggage.name]: trace.baggage.value };
  for (const set of [
    { connection: 'keep-alive', accept: '*/*', 'user-agent': 'stampede', ...baggage, ...type },
    targetHeaders,
    step.headers,
  ]) {
    for (const [name, value] of Object.entries(set)) headers.set(name.toLowerCase(), [name, value]);
  }
  // Said once by the message itself.
  headers.delete('content-length');
  return headers;
}

/** The target's headers come filled in; a dollar sign in a token is no template. */
function lineOf([name, value]: readonly [string, string], step: PlannedStep, compiler: TemplateCompiler): (string | Template)[] {
  const own = step.headers[name] === value;
  return [`${onOneLine(name)}: `, own ? compiler.text(value, onOneLine, onOneLine) : onOneLine(value), '\r\n'];
}

function bodyOf(step: PlannedStep, compiler: TemplateCompiler): Template | null {
  if (step.body === null) return null;
  return step.body.kind === 'json' ? compiler.json(step.body.value) : compiler.text(step.body.text, asText, (fixed) => fixed);
}

/** Percent-encodes what may not stand in a path, and leaves what is encoded already. A fragment is never sent. */
function encodeFixed(text: string): string {
  return encodeURI(text.split('#', 1)[0] as string).replaceAll(/%25(?=[0-9a-f]{2})/gi, '%');
}

/** Line ends in a value would begin a header of their own. */
function onOneLine(value: unknown): string {
  return asText(value).replaceAll(/\p{Cc}+/gu, ' ');
}
