import { numberOf, type HttpToxicKind } from './http-toxic-kind.ts';

/**
 * Holds a request for `delay` +- `jitter` ms (whole ms, uniform) before it is passed on. Requests behind it on the same
 * connection wait too, as they would at a slow server. Let go, it passes on what it holds.
 */
export const httpDelay: HttpToxicKind = {
  type: 'http_delay',
  wireName: 'HttpDelayToxic',
  fields: { delay: 'int64', jitter: 'int64' },
  defaults: () => ({ delay: 0, jitter: 0 }),
  refuse(attributes) {
    if (numberOf(attributes, 'delay') < 0) return 'http_delay delay must not be negative';
    return numberOf(attributes, 'jitter') < 0 ? 'http_delay jitter must not be negative' : undefined;
  },
  holdMs(attributes, random) {
    const jitter = numberOf(attributes, 'jitter');
    const steady = numberOf(attributes, 'delay');
    return Math.max(jitter > 0 ? steady + Math.floor(random() * jitter * 2) - jitter : steady, 0);
  },
};
