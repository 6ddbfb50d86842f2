import type { Exchange } from '../../src/import/exchange.ts';

/** A GET of the front page, and what a test says differently. */
export function exchangeOf(over: Partial<Exchange> = {}): Exchange {
  return {
    method: 'GET',
    origin: 'http://127.0.0.1',
    path: '/',
    headers: [],
    auth: null,
    body: null,
    redirects: 0,
    answer: null,
    thinkMs: 0,
    comments: [],
    ...over,
  };
}
