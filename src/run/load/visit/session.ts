/**
 * What a visitor's browser would do by itself: keep the cookies that answers set, send them where they belong, and follow
 * redirects. A step that needs neither has no rules, and costs nothing of this.
 */
import { createRequire } from 'node:module';
import type { CookieJar } from 'tough-cookie';
import { headerText } from '../wire/header-text.ts';
import { pathOf, redirected, withCookies, type Message } from './message.ts';
import { originOf, type Origin } from '../wire/origin.ts';
import { sameOrigin, type Target } from './request.ts';

export interface SessionRules {
  readonly cookies: boolean;
  /** Redirects that are followed; 0: none. */
  readonly redirects: number;
  /** Names of the target's headers, in lower case. */
  readonly ofTarget: ReadonlySet<string>;
  /** The origin as it is to be connected to; undefined where nothing may be sent to it. */
  allowed(origin: Origin): Origin | undefined;
}

export function sessionRules(
  { cookies, redirects, origin }: { readonly cookies: boolean; readonly redirects: number; readonly origin: Origin },
  target: Target,
  allowHost: (host: string) => boolean,
): SessionRules | null {
  if (!cookies && redirects === 0) return null;
  if (cookies) loadJars();
  const known = [target.origin, origin];
  return {
    cookies,
    redirects,
    ofTarget: new Set(Object.keys(target.headers).map((name) => name.toLowerCase())),
    allowed: (other) => known.find((one) => sameOrigin(one, other)) ?? (allowHost(other.hostname) ? other : undefined),
  };
}

/** The part of a connection that a session reads. */
export interface Received {
  readonly status: number;
  /** Name, value, name, value, ... as they came. */
  readonly headers: readonly string[];
  header(name: string): string | undefined;
}

/** Where a redirect leads; or why it is not followed, which is the cause of an http-error. */
export type Hop = { readonly origin: Origin; readonly bytes: Message; readonly bodyless: boolean } | { readonly cause: string };

/** One visitor's cookies, and the request under way. */
export class Session {
  private jar: CookieJar | null = null;
  /** Redirects that were followed within the request under way. */
  hops = 0;
  private origin: Origin | null = null;
  /** As it is without the jar's cookies. */
  private request: Message = '';

  /** A request of a step: its bytes with the visitor's cookies. */
  begin(origin: Origin, request: Message): Message {
    this.hops = 0;
    this.origin = origin;
    this.request = request;
    return this.withCookies();
  }

  /** Keeps the answer's cookies. null: the answer is the last one. */
  after(answer: Received, rules: SessionRules): Hop | null {
    if (rules.cookies) this.keepCookies(answer.headers);
    return rules.redirects > 0 && followed.has(answer.status) ? this.follow(answer, rules) : null;
  }

  private follow(answer: Received, rules: SessionRules): Hop | null {
    const written = answer.header('location');
    const from = this.origin;
    if (written === undefined || from === null) return null;
    const location = headerText(written);
    if (this.hops >= rules.redirects) return { cause: `more than ${rules.redirects} redirects` };
    const base = `${from.key}${pathOf(this.request)}`;
    const url = URL.canParse(location, base) ? new URL(location, base) : null;
    const origin = url === null ? undefined : originOf(url.origin);
    if (url === null || origin === undefined) return { cause: 'a redirect to what is no http or https URL' };
    const to = rules.allowed(origin);
    if (to === undefined) return { cause: 'a redirect to a host that nobody allowed' };
    const was = methodOf(this.request);
    const method = methodAfter(answer.status, was);
    const path = url.pathname + url.search;
    this.hops += 1;
    this.request = redirected(this.request, { method, origin: to, path, foreign: !sameOrigin(from, to), ofTarget: rules.ofTarget });
    this.origin = to;
    return { origin: to, bytes: this.withCookies(), bodyless: method === 'HEAD' };
  }

  private withCookies(): Message {
    if (this.jar === null) return this.request;
    const cookies = this.jar.getCookiesSync(this.url());
    return withCookies(
      this.request,
      cookies.map((cookie) => ({ key: cookie.key, text: cookie.cookieString() })),
    );
  }

  private keepCookies(headers: readonly string[]): void {
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const name = headers[i] as string;
      if (name.length !== 10 || name.toLowerCase() !== 'set-cookie') continue;
      // What can't be kept, by its own words or by where it came from, is left aside as a browser does.
      (this.jar ??= newJar()).setCookieSync(headerText(headers[i + 1] as string), this.url(), { ignoreError: true });
    }
  }

  private url(): string {
    return `${(this.origin as Origin).key}${pathOf(this.request)}`;
  }
}

const followed: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** RFC 9110, 15.4: 303 asks for a GET; 301 and 302 make one of a POST, as browsers do; 307 and 308 change nothing. */
function methodAfter(status: number, method: string): string {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET';
  return (status === 301 || status === 302) && method === 'POST' ? 'GET' : method;
}

function methodOf(request: Message): string {
  const end = request.indexOf(' ');
  return typeof request === 'string' ? request.slice(0, end) : request.toString('latin1', 0, end);
}

let library: { readonly CookieJar: typeof CookieJar } | null = null;

/** Only where a journey may keep cookies, and not in the middle of a run, when the first one comes. */
function loadJars(): NonNullable<typeof library> {
  return (library ??= createRequire(import.meta.url)('tough-cookie') as { readonly CookieJar: typeof CookieJar });
}

/** RFC 6265. `Secure` means TLS, on this machine too. */
function newJar(): CookieJar {
  return new (loadJars().CookieJar)(undefined, { allowSecureOnLocal: false });
}
