/** Single requests of the sample analyses: of each cause, the slow ones of a route, and one whose answer is hostile. Deterministic. */
import type { Analysis } from '../../src/analysis/analysis.ts';

type Sample = Analysis['samples'][number];

const plain: Sample = {
  number: 0,
  route: 'checkout',
  stage: 'peak',
  outcome: 'httpError',
  cause: 'status 503',
  intendedMs: 0,
  sentMs: 0,
  responseMs: 12.4,
  serviceMs: 12,
  method: 'POST',
  path: '/orders',
  redirects: 0,
  status: 503,
  headers: [
    ['content-type', 'application/json; charset=utf-8'],
    ['set-cookie', '[redacted]'],
    ['retry-after', '2'],
  ],
  body: {
    bytes: 61,
    type: 'application/json; charset=utf-8',
    text: '{"error":"payments unavailable","breaker":{"state":"open"}}',
    whole: true,
  },
  traceId: null,
  spanId: null,
  connection: 'reused',
  first: true,
  slowest: false,
};

/** In the order of their intended times, numbered from 1; each with ids of its own. */
export function numbered(samples: readonly Partial<Sample>[]): Sample[] {
  return samples.map((over, index) => ({
    ...plain,
    sentMs: (over.intendedMs ?? 0) + 0.4,
    traceId: `4bf92f3577b34da6a3ce929d0e0e47${String(index + 10)}`,
    spanId: `00f067aa0ba902${String(index + 10)}`,
    ...over,
    number: index + 1,
  }));
}

const timeout: Partial<Sample> = {
  outcome: 'timeout',
  cause: 'no answer within 5 s',
  responseMs: 5_000.4,
  serviceMs: 5_000,
  status: null,
  headers: [],
  body: null,
  slowest: true,
};

const ok: Partial<Sample> = {
  outcome: 'ok',
  cause: null,
  status: 200,
  method: 'GET',
  headers: [['content-type', 'image/png']],
  first: false,
  slowest: true,
};

/** The requests that are kept of `held`. */
export const keptRequests = numbered([
  { intendedMs: 22_140, stage: 'doors' },
  { intendedMs: 22_188, stage: 'doors', responseMs: 40.2, serviceMs: 12.1, slowest: true, connection: 'new' },
  { intendedMs: 45_212, ...timeout },
  { intendedMs: 45_298, ...timeout },
  {
    ...ok,
    intendedMs: 46_010,
    route: 'product',
    path: '/products/17',
    responseMs: 400,
    serviceMs: 399.8,
    body: { bytes: 18_204, type: 'image/png', text: null, whole: false },
  },
  { ...ok, intendedMs: 46_400, route: 'product', path: '/products/3', responseMs: 388, serviceMs: 387, body: null },
]);

/** What a target may answer to break the report that shows it. */
export const evilBody =
  '</script><script>alert(1)</script></pre>\u001B[31mred\u001B[0m\u001B]0;title\u0007\n```\n| a | b |\n"]]>\u0000\u202Eesrever &amp; @someone';

export const hostileRequests = numbered([
  {
    intendedMs: 1,
    cause: 'status 503',
    path: '/<img src=x onerror=alert(1)>`|\u001B[2J',
    headers: [
      ['x-<b>', '</pre><script>alert(2)</script>\u0007'],
      ['content-type', '"><svg onload=alert(3)>'],
    ],
    body: { bytes: evilBody.length, type: '"><svg onload=alert(3)>', text: evilBody, whole: false },
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  },
]);
