/**
 * What toxiproxy-node-client's objects send through, in place of the client's own HttpClient: that one has no timeout, throws the
 * server's message and the cause of a failed connection away, and follows redirects (so that a POST to `//proxies` "succeeds" as a GET).
 */
import { ChaosError, messageOf, systemCodeOf } from '../../errors.ts';
import { formatMs } from '../../units.ts';

/** The server answered, with an error. */
export class ToxiproxyAnswer extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ToxiproxyAnswer';
    this.status = status;
  }
}

/** The HTTP status an error goes back to, looked for through its causes; undefined when no answer came. */
export function statusOf(error: unknown): number | undefined {
  for (let e = error; e instanceof Error; e = e.cause) if (e instanceof ToxiproxyAnswer) return e.status;
  return undefined;
}

export interface CallOptions {
  /** The longest one attempt may take, answer included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The same four calls as the client's HttpClient, and PUT and PATCH; every one ends within the options' time or throws. */
export class ToxiproxyTransport {
  readonly #host: string;
  readonly #authorization: string | undefined;
  readonly #options: CallOptions;

  constructor(host: string, authorization: string | undefined, options: CallOptions) {
    this.#host = host;
    this.#authorization = authorization;
    this.#options = options;
  }

  async get<T>(url: string): Promise<{ data: T }> {
    return { data: parse(await this.#send('GET', url)) as T };
  }

  async post<T>(url: string, body?: unknown): Promise<{ data: T }> {
    return { data: parse(await this.#send('POST', url, body)) as T };
  }

  async patch<T>(url: string, body: unknown): Promise<{ data: T }> {
    return { data: parse(await this.#send('PATCH', url, body)) as T };
  }

  async put<T>(url: string, body: unknown): Promise<{ data: T }> {
    return { data: parse(await this.#send('PUT', url, body)) as T };
  }

  async delete(url: string): Promise<void> {
    await this.#send('DELETE', url);
  }

  async getText(url: string): Promise<string> {
    return this.#send('GET', url);
  }

  async #send(method: string, url: string, body?: unknown): Promise<string> {
    const { timeoutMs, signal } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    let status: number;
    let text: string;
    try {
      const answer = await fetch(url, {
        method,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.#authorization === undefined ? {} : { authorization: this.#authorization }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      status = answer.status;
      text = await answer.text();
    } catch (error) {
      throw this.#unreachable(error, timeout.aborted || signal?.aborted === true);
    }
    if (status < 200 || status > 299) throw new ToxiproxyAnswer(status, serverMessage(text) || `status ${status}`);
    return text;
  }

  #unreachable(error: unknown, late: boolean): ChaosError {
    const code = systemCodeOf(error);
    const why = late ? `did not answer within ${formatMs(this.#options.timeoutMs)}` : `can't be reached: ${code ?? messageOf(error)}`;
    return new ChaosError('TOXIPROXY_UNREACHABLE', `Toxiproxy at ${this.#host} ${why}`, unreachableHint(this.#host, code), {
      cause: error,
    });
  }
}

function unreachableHint(host: string, code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the name in ${host} does not resolve: check --toxiproxy or TOXIPROXY_URL`;
  return `is toxiproxy-server running there? Check with: curl ${host}/version; without --toxiproxy and TOXIPROXY_URL, chaos starts a server of its own`;
}

/** `{"error": "proxy already exists", ...}` -> the sentence; of anything else the text without its markup, shortened. */
function serverMessage(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string') return body.error;
  } catch {
    // Not JSON: Toxiproxy's own 404, 403 and 503 are text or HTML.
  }
  return text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

function parse(text: string): unknown {
  if (text.length === 0) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ToxiproxyAnswer(200, `an answer that is not JSON: ${serverMessage(text)}`);
  }
}
