/**
 * One request as an example: what was sent and what came back, cut to what a person reads, with what sounds like a secret
 * blackened by its name. The secrets that the plan knows by value are taken out where the event is logged.
 */
import type { Outcome, RequestSample, SampleBody } from '../../../events/event.ts';
import { namedSecretsIn, redactNamed } from '../../../plan/named-secrets.ts';
import { formsOf, isSecretName, redacted, redactText } from '../../../plan/redact.ts';
import { readTraceparent } from '../visit/trace.ts';

/** What is kept of a request when it ends; it is made readable when it is told. */
export interface KeptRequest {
  /** The number of its visit. */
  readonly k: number;
  readonly route: number;
  readonly stage: number;
  readonly outcome: Outcome;
  readonly cause: string | null;
  readonly intendedMs: number;
  readonly sentMs: number;
  /** -Infinity: it never ended by itself. */
  readonly responseMs: number;
  readonly serviceMs: number;
  /** As it was sent, or the beginning of it; null: it was not. */
  readonly request: string | null;
  /** What its visit had captured. */
  readonly vars: Readonly<Record<string, unknown>> | null;
  readonly redirects: number;
  /** 0: no answer had begun. */
  readonly status: number;
  /** Name, value, name, value, ... as they came. */
  readonly headers: readonly string[];
  readonly bodyBytes: number;
  readonly bodyStart: Buffer | null;
  readonly reused: boolean | null;
}

const mostHeaders = 40;
const longestValue = 512;
const longestPath = 2_048;

/** `fed`: what its visit was given from files; rows may be secret whatever their columns are called. */
export function readableSample(kept: KeptRequest, route: string, traceHeader: string, fed: readonly string[] = []): RequestSample {
  const { request, responseMs, serviceMs, status } = kept;
  const head = request?.split('\r\n\r\n', 1)[0] ?? '';
  const [requestLine = '', ...lines] = head.split('\r\n');
  const [method, path = ''] = requestLine.split(' ');
  const ids = readTraceparent(valueOf(lines, traceHeader));
  const clean = cleaner(request ?? '', kept.vars, fed);
  const ended = responseMs >= 0;
  return {
    route,
    stage: kept.stage,
    outcome: kept.outcome,
    cause: kept.cause === null ? null : clean(kept.cause),
    intendedMs: rounded(kept.intendedMs),
    sentMs: request === null ? null : rounded(kept.sentMs),
    responseMs: ended ? rounded(responseMs) : null,
    serviceMs: ended ? rounded(serviceMs) : null,
    method: request === null ? null : (method as string),
    path: request === null ? null : shortened(path, longestPath, clean),
    ...(kept.redirects === 0 ? {} : { redirects: kept.redirects }),
    status: status === 0 ? null : status,
    headers: status === 0 ? [] : headersOf(kept.headers, clean),
    body: bodyOf(kept, clean),
    traceId: ids?.traceId ?? null,
    spanId: ids?.spanId ?? null,
    connection: kept.reused === null ? null : kept.reused ? 'reused' : 'new',
  };
}

/** Blackens what is named a secret, and what the request itself sent as one: answers like to repeat what they were asked. */
function cleaner(request: string, vars: KeptRequest['vars'], fed: readonly string[]): (text: string) => string {
  const captured = Object.entries(vars ?? {})
    .filter(([name, value]) => isSecretName(name) && (typeof value === 'string' || typeof value === 'number'))
    .map(([, value]) => String(value));
  const secrets = [...namedSecretsIn(request), ...captured, ...fed].filter((secret) => secret.length >= 4).flatMap(formsOf);
  return (text) => redactNamed(redactText(text, secrets));
}

function headersOf(raw: readonly string[], clean: (text: string) => string): [string, string][] {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length && headers.length < mostHeaders; i += 2) {
    const name = raw[i] as string;
    headers.push([cut(name, 100), isSecretName(name) ? redacted : shortened(raw[i + 1] as string, longestValue, clean)]);
  }
  return headers;
}

function bodyOf({ bodyStart, bodyBytes, headers, status }: KeptRequest, clean: (text: string) => string): SampleBody | null {
  if (bodyStart === null || bodyBytes === 0 || status === 0) return null;
  const lines = pairsOf(headers);
  const type = valueOf(lines, 'content-type');
  const encoding = valueOf(lines, 'content-encoding');
  const text = encoding === undefined || /^identity$/i.test(encoding) ? decode(bodyStart, type ?? '') : null;
  const described = type === undefined ? null : cut(clean(type), 100);
  return {
    bytes: bodyBytes,
    type: encoding === undefined || described === null ? described : `${described}, ${cut(encoding, 20)}`,
    text: text === null ? null : clean(text),
    whole: bodyBytes <= bodyStart.length,
  };
}

/** null for what is no text. The last character may be cut in the middle. */
function decode(bytes: Buffer, type: string): string | null {
  const latin1 = /charset="?(iso-8859-1|latin1|windows-1252|us-ascii)/i.test(type);
  try {
    const text = latin1 ? bytes.toString('latin1') : new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function pairsOf(raw: readonly string[]): string[] {
  return Array.from({ length: Math.floor(raw.length / 2) }, (_, i) => `${raw[2 * i]}: ${raw[2 * i + 1]}`);
}

/** The value of a header in lines of `name: value`. */
function valueOf(lines: readonly string[], name: string): string | undefined {
  const start = `${name.toLowerCase()}:`;
  const line = lines.find((one) => one.slice(0, start.length).toLowerCase() === start);
  return line?.slice(start.length).trim();
}

/** Cleaned with more than is shown of it, so that nothing is cut in the middle of what would have been blackened; all would take long. */
function shortened(text: string, most: number, clean: (text: string) => string): string {
  return cut(clean(text.slice(0, 2 * most)), most);
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
