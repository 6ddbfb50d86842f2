/**
 * A shop that knows its visitors: they log in with a form and its token, get a session in a cookie, fill a cart and order.
 * It keeps its own books, and a list of everything in which one visitor appeared with what is another's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SessionShop {
  readonly url: string;
  /** `POST /orders 503` -> how often. */
  readonly answers: Readonly<Record<string, number>>;
  readonly degraded: number;
  /** Ids of the orders that were placed, whatever the visitor saw of it. */
  readonly orders: readonly string[];
  /** By user: how often they logged in. */
  readonly logins: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
  close(): Promise<void>;
}

interface Session {
  readonly user: string;
  cart: { readonly id: string; readonly token: string } | null;
}

interface Given {
  readonly cookies: ReadonlyMap<string, string>;
  readonly body: string;
  readonly request: IncomingMessage;
}

/** `passwords`: user -> password. Every `shedEvery`-th order is refused, every `degradedEvery`-th answered by a fallback. */
export async function openSessionShop(options: {
  passwords: Readonly<Record<string, string>>;
  shedEvery: number;
  degradedEvery: number;
}): Promise<SessionShop> {
  const answers: Record<string, number> = {};
  const logins: Record<string, number> = {};
  const wrong: string[] = [];
  const orders: string[] = [];
  const forms = new Map<string, string>();
  const sessions = new Map<string, Session>();
  let [serial, asked, degraded] = [0, 0, 0];

  const answer = (
    response: ServerResponse,
    request: IncomingMessage,
    status: number,
    body: unknown,
    headers: Record<string, string | string[]> = {},
  ): void => {
    const key = `${request.method} ${(request.url ?? '').replace(/\d+$/, 'N')} ${status}`;
    answers[key] = (answers[key] ?? 0) + 1;
    response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const sessionOf = ({ cookies, request }: Given): Session | null => {
    const session = sessions.get(cookies.get('sid') ?? '') ?? null;
    if (session === null) wrong.push(`${request.method} ${request.url} without a session`);
    for (const name of cookies.keys()) if (!['form', 'sid', 'theme'].includes(name)) wrong.push(`cookie ${name} came to ${request.url}`);
    if (cookies.get('theme') !== 'dark') wrong.push(`${request.url} lost the cookie the visitor brought`);
    return session;
  };

  const login = (given: Given, response: ServerResponse): void => {
    const form = new URLSearchParams(given.body);
    const user = form.get('user') ?? '';
    if (forms.get(given.cookies.get('form') ?? '') !== form.get('csrf')) wrong.push(`the token of another's form, ${user}`);
    if (options.passwords[user] !== form.get('password')) wrong.push(`not the password of ${user}: ${form.get('password')}`);
    logins[user] = (logins[user] ?? 0) + 1;
    const sid = `s${(serial += 1)}`;
    sessions.set(sid, { user, cart: null });
    answer(
      response,
      given.request,
      303,
      {},
      { location: '../account?from=login', 'set-cookie': [`sid=${sid}; Path=/; HttpOnly`, 'form=; Max-Age=0; Path=/'] },
    );
  };
  const cart = (given: Given, response: ServerResponse): void => {
    const session = sessionOf(given);
    const { user } = JSON.parse(given.body) as { user: string };
    if (session?.user !== user) wrong.push(`${user} in the session of ${session?.user}`);
    const id = `c${(serial += 1)}`;
    if (session) session.cart = { id, token: `t-${serial}` };
    answer(response, given.request, 201, { cart: { id } }, { 'x-cart-token': `v1:${session?.cart?.token}` });
  };
  const order = (given: Given, response: ServerResponse): void => {
    const session = sessionOf(given);
    const { cart: id } = JSON.parse(given.body) as { cart: string };
    const token = given.request.headers['x-cart-token'];
    if (session?.cart?.id !== id || session?.cart?.token !== token) wrong.push(`cart ${id} with ${token} is not of ${session?.user}`);
    asked += 1;
    if (asked % options.shedEvery === 0) return answer(response, given.request, 503, {}, { 'retry-after': '1' });
    orders.push(`${(serial += 1)}`);
    answer(response, given.request, 302, {}, { location: `/orders/${serial}` });
  };
  const placed = (given: Given, response: ServerResponse): void => {
    sessionOf(given);
    const fallback = orders.length % options.degradedEvery === 0;
    if (fallback) degraded += 1;
    answer(response, given.request, 200, { orderId: given.request.url?.split('/').at(-1) }, fallback ? { 'x-degraded': 'stock' } : {});
  };
  const route = (given: Given, response: ServerResponse): void => {
    const { method, url = '' } = given.request;
    if (method === 'GET' && url === '/') return answer(response, given.request, 200, 'welcome');
    if (method === 'GET' && url === '/user/login') {
      const [key, token] = [`f${(serial += 1)}`, `csrf&${serial}`];
      forms.set(key, token);
      const cookies = [
        `form=${key}; Path=/`,
        'other=1; Path=/elsewhere',
        'tls=1; Secure',
        'foreign=1; Domain=example.com',
        'gone=1; Max-Age=0',
      ];
      return answer(response, given.request, 200, `<input name="csrf" value="${token}">`, { 'set-cookie': cookies });
    }
    if (method === 'POST' && url === '/user/login') return login(given, response);
    if (method === 'GET' && url.startsWith('/account')) {
      const session = sessionOf(given);
      return answer(response, given.request, 200, { user: session?.user, hello: `Hello ${session?.user}!` });
    }
    if (method === 'POST' && url === '/cart/items') return cart(given, response);
    if (method === 'POST' && url === '/orders') return order(given, response);
    if (method === 'GET' && url.startsWith('/orders/')) return placed(given, response);
    wrong.push(`${method} ${url} is not there`);
    answer(response, given.request, 404, {});
  };

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const pairs = (request.headers.cookie ?? '').split('; ').filter((pair) => pair !== '');
      if (new Set(pairs.map((pair) => pair.split('=')[0])).size !== pairs.length)
        wrong.push(`twice the same cookie: ${request.headers.cookie}`);
      route({ request, body, cookies: new Map(pairs.map((pair) => pair.split('=') as [string, string])) }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    orders,
    logins,
    wrong,
    get degraded() {
      return degraded;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
