/**
 * The bytes of a step's requests, prepared once: what never changes is one buffer, sent as it is; otherwise the fixed
 * pieces of the head are joined with what was drawn for the request.
 */
import { Buffer } from 'node:buffer';
import type { PlannedStep } from '../../plan/plan.ts';
import type { Filling } from './expression.ts';
import { originOf, type Origin } from './origin.ts';
import { asText, concatenate, type Template, type TemplateCompiler } from './template.ts';

/** One request, ready to be sent. */
export interface Filled {
  origin: Origin;
  /** Head and body. */
  bytes: Buffer | string;
  /** Why it can't be sent: a captured URL that is none, or leads to a host that was not allowed. */
  problem: string | null;
}

export interface PreparedRequest {
  /** HEAD: the answer has no body. */
  readonly bodyless: boolean;
  /** The object given back is used again by the next call. */
  fill(filling: Filling): Filled;
}

export interface Target {
  readonly origin: Origin;
  /** Of the target's URL: where a step without a path of its own goes. */
  readonly path: string;
  /** Sent with every request to the target's own origin and nowhere else: they may hold its secrets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly allowHost: (host: string) => boolean;
}

/** Compiles a step. A whole URL in plain text must be one that `originOf` reads. */
export function prepareRequest(step: PlannedStep, target: Target, compiler: TemplateCompiler): PreparedRequest {
  const bodyless = step.method === 'HEAD';
  const body = bodyOf(step, compiler);
  const host = /^https?:\/\/[^/?#]+/i.exec(step.path)?.[0];
  if (host === undefined && /^\$\{[^}]*\}$/.test(step.path)) {
    const whole = compiler.text(step.path, onOneLine, onOneLine);
    return { bodyless, fill: fillCaptured(step, target, whole, compiler, body) };
  }
  const origin = host === undefined ? target.origin : (originOf(host) as Origin);
  const written = host === undefined ? step.path || target.path : step.path.slice(host.length);
  const path = compiler.text(written.startsWith('/') ? written : `/${written}`, (value) => encodeURIComponent(asText(value)), encodeFixed);
  const headers = headersOf(step, sameOrigin(origin, target.origin) ? target : { ...target, headers: {} }, compiler);
  const head = concatenate(`${step.method} `, path, ` HTTP/1.1\r\nhost: ${origin.host}\r\n`, headers);
  const filled: Filled = { origin, bytes: '', problem: null };
  if (head.fixed !== null && (body === null || body.fixed !== null)) {
    filled.bytes = Buffer.from(message(head.fixed, body === null ? null : (body.fixed as string), step.method), 'utf8');
    return { bodyless, fill: () => filled };
  }
  return {
    bodyless,
    fill: (filling) => {
      filled.bytes = message(head.fill(filling), body === null ? null : body.fill(filling), step.method);
      return filled;
    },
  };
}

/** The path is one captured value: a path on the target or a whole URL, known only when it is filled. */
function fillCaptured(
  step: PlannedStep,
  target: Target,
  whole: Template,
  compiler: TemplateCompiler,
  body: Template | null,
): (filling: Filling) => Filled {
  const ownHeaders = headersOf(step, target, compiler);
  const foreignHeaders = headersOf(step, { ...target, headers: {} }, compiler);
  return (filling) => {
    const written = whole.fill(filling);
    const url = URL.canParse(written, 'http://target') ? new URL(written, 'http://target') : undefined;
    const absolute = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(written);
    const origin = absolute ? originOf(written) : target.origin;
    if (url === undefined || origin === undefined || written === '')
      return { origin: target.origin, bytes: '', problem: `${step.path} is not a path or URL` };
    const own = sameOrigin(origin, target.origin);
    if (!own && !target.allowHost(origin.hostname)) return { origin, bytes: '', problem: `host ${origin.hostname} is not allowed` };
    const named = (own ? ownHeaders : foreignHeaders).fill(filling);
    const head = `${step.method} ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${origin.host}\r\n${named}`;
    return { origin, bytes: message(head, body === null ? null : body.fill(filling), step.method), problem: null };
  };
}

function message(head: string, body: string | null, method: string): string {
  if (body !== null) return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? `${head}content-length: 0\r\n\r\n` : `${head}\r\n`;
}

/** Lines, each with its end. The step's headers hide the target's, those hide the defaults. */
function headersOf(step: PlannedStep, target: Target, compiler: TemplateCompiler): Template {
  const headers = new Map<string, [string, string]>();
  const type = step.body === null ? {} : { 'content-type': step.body.kind === 'json' ? 'application/json' : 'text/plain; charset=utf-8' };
  for (const set of [{ connection: 'keep-alive', accept: '*/*', 'user-agent': 'stampede', ...type }, target.headers, step.headers]) {
    for (const [name, value] of Object.entries(set)) headers.set(name.toLowerCase(), [name, value]);
  }
  // Said once by the message itself.
  headers.delete('content-length');
  const lines = [...headers.values()].flatMap(([name, value]) => [
    `${onOneLine(name)}: `,
    compiler.text(value, onOneLine, onOneLine),
    '\r\n',
  ]);
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

function sameOrigin(a: Origin, b: Origin): boolean {
  return a.protocol === b.protocol && a.hostname === b.hostname && a.port === b.port;
}
