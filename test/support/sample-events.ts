/** `sample` events of the synthetic black friday: what two workers would have told of its failures and of its slow successes. */
import type { Event, RequestSample } from '../../src/events/event.ts';

export const requestSample: RequestSample = {
  route: 'checkout',
  stage: 2,
  outcome: 'httpError',
  cause: 'status 504',
  intendedMs: 0,
  sentMs: 0,
  responseMs: 1_510,
  serviceMs: 1_509.6,
  method: 'POST',
  path: '/orders',
  status: 504,
  headers: [
    ['content-type', 'application/json'],
    ['set-cookie', '[redacted]'],
  ],
  body: { bytes: 38, type: 'application/json', text: '{"error":"payments did not answer"}', whole: true },
  traceId: null,
  spanId: null,
  connection: 'reused',
};

/** As told when it ended. */
export function sampleEvent(over: Partial<RequestSample>, kept: 'first' | 'slowest' = 'first'): Event {
  const sample = { ...requestSample, ...over };
  return {
    tMs: sample.intendedMs + (sample.responseMs ?? 0) + 300,
    type: 'sample',
    kept,
    sample: { ...sample, sentMs: sample.intendedMs + 0.4 },
  };
}

const trace = (n: number): Pick<RequestSample, 'traceId' | 'spanId'> => ({
  traceId: `0af7651916cd43dd8448eb211c8031${String(n).padStart(2, '0')}`,
  spanId: `b7ad6b71692033${String(n).padStart(2, '0')}`,
});

/** Each worker tells its own first three and its slowest; of both together they are chosen again. */
export const sampleEvents: readonly Event[] = [
  ...[45_031, 45_071, 45_131, 45_051, 45_091, 45_171].map((intendedMs, n) => sampleEvent({ intendedMs, ...trace(n) })),
  sampleEvent({ intendedMs: 45_911, responseMs: 1_519.8, serviceMs: 1_519, ...trace(10) }, 'slowest'),
  sampleEvent({
    route: 'product',
    stage: 1,
    cause: 'status 503',
    intendedMs: 23_012,
    responseMs: 9.1,
    serviceMs: 9,
    method: 'GET',
    path: '/products/3',
    status: 503,
    ...trace(11),
  }),
  sampleEvent(
    {
      outcome: 'ok',
      cause: null,
      intendedMs: 45_611,
      responseMs: 1_489.2,
      serviceMs: 1_489,
      status: 201,
      body: { bytes: 18_204, type: 'image/png', text: null, whole: false },
      ...trace(12),
    },
    'slowest',
  ),
];
