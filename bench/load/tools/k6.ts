import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, type Load, type Tool } from '../tool.ts';

interface Summary {
  readonly metrics: Readonly<Record<string, { readonly values: Readonly<Record<string, number>> } | undefined>>;
}

function scriptOf({ url, ratePerSecond, seconds, connections, dir }: Load): string {
  const duration = `${seconds}s`;
  const model =
    ratePerSecond === null
      ? { executor: 'constant-vus', vus: connections, duration }
      : { executor: 'constant-arrival-rate', rate: ratePerSecond, timeUnit: '1s', duration, preAllocatedVUs: connections };
  const options = {
    scenarios: { load: model },
    discardResponseBodies: true,
    summaryTrendStats: ['p(90)', 'p(95)', 'p(99)'],
  };
  return `import http from 'k6/http';
export const options = ${JSON.stringify(options)};
export default function () {
  http.get(${JSON.stringify(url)});
}
export function handleSummary(data) {
  return { ${JSON.stringify(join(dir, 'summary.json'))}: JSON.stringify(data) };
}
`;
}

/** The executor for arrival rates, with as many virtual users as connections. */
export const k6: Tool = {
  name: 'k6',
  version: () =>
    onPath('k6') === null ? null : (/v([\d.]+)/.exec(execFileSync('k6', ['version'], { encoding: 'utf8' }))?.[1] ?? 'of unknown version'),
  launch: (load) => {
    const script = join(load.dir, 'script.js');
    writeFileSync(script, scriptOf(load));
    return { command: 'k6', args: ['run', '--quiet', '--no-usage-report', '--address', '127.0.0.1:0', script] };
  },
  read: ({ dir }) => {
    const { metrics } = JSON.parse(readFileSync(join(dir, 'summary.json'), 'utf8')) as Summary;
    const value = (metric: string, key: string): number | null => metrics[metric]?.values[key] ?? null;
    return {
      requests: value('http_reqs', 'count') ?? 0,
      // A rate of what is true: those that failed "pass".
      failed: value('http_req_failed', 'passes') ?? 0,
      dropped: value('dropped_iterations', 'count') ?? 0,
      p90Ms: value('http_req_duration', 'p(90)'),
      p95Ms: value('http_req_duration', 'p(95)'),
      p99Ms: value('http_req_duration', 'p(99)'),
      sendLatenessMs: null,
      threads: null,
    };
  },
};
