/**
 * Grade C: how the answer of an open breaker looks. A rule names a status, a header, a part of the body, or several of them, and all
 * of what it names has to hold. Pure; it is asked of failed and degraded answers alone.
 */

export interface Signature {
  readonly status?: number;
  /** `NAME` or `NAME: VALUE`. */
  readonly header?: string;
  /** A part of the body. */
  readonly body?: string;
}

/** What a rule is asked of. */
export interface SignedAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** The beginning of the body. */
  bodyStart(): Uint8Array;
}

/** Where nothing else is said: what these print where their text reaches the client. */
export const knownSignatures: readonly Signature[] = [
  // Envoy and Istio: a concurrency limit, and no host left after ejection.
  { header: 'x-envoy-overloaded' },
  { body: 'no healthy upstream' },
  { body: 'reset reason: overflow' },
  // HAProxy, all servers marked down.
  { status: 503, body: 'No server is available to handle this request' },
  // opossum.
  { body: 'EOPENBREAKER' },
  { body: 'Breaker is open' },
  // resilience4j.
  { body: 'does not permit further calls' },
];

/** Whether an answer bears one of the signatures. The body is read at most once, and only where a rule comes to it. */
export function compileSignatures(signatures: readonly Signature[]): (answer: SignedAnswer) => boolean {
  const rules = signatures.map(({ status, header, body }) => ({ status, header: header === undefined ? null : headerRule(header), body }));
  return (answer) => {
    let text: string | undefined;
    return rules.some(({ status, header, body }) => {
      if (status !== undefined && answer.status !== status) return false;
      if (header !== null && !header(answer)) return false;
      if (body === undefined) return true;
      text ??= Buffer.from(answer.bodyStart()).toString('utf8');
      return text.includes(body);
    });
  };
}

function headerRule(text: string): (answer: SignedAnswer) => boolean {
  const colon = text.indexOf(':');
  const name = (colon < 0 ? text : text.slice(0, colon)).trim().toLowerCase();
  const value = colon < 0 ? null : text.slice(colon + 1).trim();
  return (answer) => {
    const found = answer.header(name);
    return found !== undefined && (value === null || found === value);
  };
}
