/**
 * The bytes of a step's requests, prepared once: what never changes is one buffer, sent as it is; otherwise the fixed
 * pieces of the head are joined with what was drawn for the request.
 */
import { Buffer } from 'node:buffer';
import type { PlannedStep } from '../../plan/plan.ts';
import type { Filling } from './expression.ts';
import { originOf, type Origin } from './origin.ts';
import { asText, concatenate, type Template, type TemplateCompiler } from './template.ts';

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
export function prepareRequest(step: PlannedStep, target: Target, compiler: TemplateCompiler): PreparedRequest {
  const authority = authorityOf(step.path);
  const origin = authority === undefined ? target.origin : (originOf(authority) as Origin);
  const written = authority === undefined ? step.path || target.path : step.path.slice(authority.length);
  const path = compiler.text(written.startsWith('/') ? written : `/${written}`, (value) => encodeURIComponent(asText(value)), encodeFixed);
  const headers = headersOf(step, sameOrigin(origin, target.origin) ? target.headers : {}, compiler);
  const head = concatenate(`${step.method} `, path, ` HTTP/1.1\r\nhost: ${origin.host}\r\n`, headers);
  const body = bodyOf(step, compiler);
  const bodyless = step.method === 'HEAD';
  if (head.fixed !== null && (body === null || body.fixed !== null)) {
    const bytes = Buffer.from(message(head.fixed, body === null ? null : body.fixed, step.method), 'utf8');
    return { origin, bodyless, fill: () => bytes };
  }
  return { origin, bodyless, fill: (filling) => message(head.render(filling), body === null ? null : body.render(filling), step.method) };
}

export function sameOrigin(a: Origin, b: Origin): boolean {
  return a.key === b.key;
}

function message(head: string, body: string | null, method: string): string {
  if (body !== null) return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? `${head}content-length: 0\r\n\r\n` : `${head}\r\n`;
}

/** Lines, each with its end. The step's headers hide the target's, those hide the defaults. */
function headersOf(step: PlannedStep, targetHeaders: Readonly<Record<string, string>>, compiler: TemplateCompiler): Template {
  const headers = new Map<string, [string, string]>();
  const type = step.body === null ? {} : { 'content-type': step.body.kind === 'json' ? 'application/json' : 'text/plain; charset=utf-8' };
  for (const set of [{ connection: 'keep-alive', accept: '*/*', 'user-agent': 'stampede', ...type }, targetHeaders, step.headers]) {
    for (const [name, value] of Object.entries(set)) headers.set(name.toLowerCase(), [name, value]);
  }
  // Said once by the message itself.
  headers.delete('content-length');
  // The target's headers come filled in; a dollar sign in a token is no template.
  const lines = [...headers.values()].flatMap(([name, value]) => {
    const own = step.headers[name] === value;
    return [`${onOneLine(name)}: `, own ? compiler.text(value, onOneLine, onOneLine) : onOneLine(value), '\r\n'];
  });
  return concatenate(...lines);
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
