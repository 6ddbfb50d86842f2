/** What was watched besides the load, for the sample analyses. */
import type { Analysis } from '../../src/analysis/analysis.ts';

type Watched = Pick<Analysis, 'gate' | 'alertSource' | 'alerts' | 'probes' | 'detection'>;

export const watched: Watched = {
  gate: { stage: 'baseline', ok: true, heeded: true, reason: '1,700 requests, its objective held: p95 27 ms, 0 % failed' },
  alertSource: { name: 'Alertmanager at 127.0.0.1:9093', answered: true, silences: [] },
  alerts: [
    {
      name: 'CheckoutErrors',
      labels: { alertname: 'CheckoutErrors', service: 'shop', severity: 'page' },
      firings: [
        { atMs: [51_010, 52_030], clearedAtMs: [71_020, 72_040], already: false, suppressed: false, startedAt: '2026-11-27T00:00:51.4Z' },
      ],
    },
    {
      name: 'DiskFills',
      labels: { alertname: 'DiskFills', service: 'shop' },
      firings: [{ atMs: [-900, -900], clearedAtMs: null, already: true, suppressed: true, startedAt: null }],
    },
  ],
  probes: [
    {
      name: 'shop-up',
      what: 'GET http://127.0.0.1:8080/health',
      looks: 22,
      outsideLoad: 0,
      failed: 0,
      firstFailureMs: null,
      longestFailureMs: null,
      holdsAtEnd: true,
      lastDetail: 'status 200',
    },
    {
      name: 'backlog',
      what: 'sum(depth) < 5 at http://127.0.0.1:9090',
      looks: 22,
      outsideLoad: 2,
      failed: 4,
      firstFailureMs: 48_100,
      longestFailureMs: 20_000,
      holdsAtEnd: true,
      lastDetail: '0',
    },
  ],
  detection: [
    {
      fault: 'payments-slow',
      how: 'alerts',
      status: 'detected',
      what: 'alert CheckoutErrors',
      atMs: [51_010, 52_030],
      afterMs: [6_005, 7_025],
      clearedAfterMs: [6_014, 7_034],
      reason: null,
      clearReason: null,
    },
  ],
};

export const silentSource: Pick<Watched, 'alertSource' | 'alerts' | 'detection'> = {
  alertSource: { name: 'Alertmanager at 127.0.0.1:9093', answered: false, silences: [[0, 100_000]] },
  alerts: [],
  detection: [
    {
      fault: 'payments-slow',
      how: 'alerts',
      status: 'unknown',
      what: null,
      atMs: null,
      afterMs: null,
      clearedAfterMs: null,
      reason: 'the source of alerts did not answer',
      clearReason: 'the source of alerts did not answer',
    },
  ],
};

export const nothingWatched: Omit<Watched, 'gate'> = { alertSource: null, alerts: [], probes: [], detection: [] };
