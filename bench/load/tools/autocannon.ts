import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Tool } from '../tool.ts';

interface Report {
  readonly requests: { readonly total: number };
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
  readonly latency: { readonly p90: number; readonly p99: number };
}

const { resolve } = createRequire(import.meta.url);

/** Its command line, of the version whose client is our transport. */
export const autocannon: Tool = {
  name: 'autocannon',
  version: () => (JSON.parse(readFileSync(resolve('autocannon/package.json'), 'utf8')) as { version: string }).version,
  launch: ({ url, ratePerSecond, seconds, connections }) => ({
    command: process.execPath,
    args: [
      resolve('autocannon/autocannon.js'),
      ...(ratePerSecond === null ? [] : ['-R', String(ratePerSecond)]),
      '-c',
      String(connections),
      '-d',
      String(seconds),
      '-j',
      url,
    ],
  }),
  read: (_load, stdout) => {
    const report = JSON.parse(stdout) as Report;
    // Its `errors` holds its timeouts.
    const failed = report.errors + report.non2xx;
    return {
      requests: report.requests.total + report.errors,
      failed,
      dropped: null,
      p90Ms: report.latency.p90,
      // It has a p97.5 instead.
      p95Ms: null,
      p99Ms: report.latency.p99,
      sendLatenessMs: null,
      threads: null,
    };
  },
};
