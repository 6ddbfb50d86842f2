import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, type Tool } from '../tool.ts';

interface Report {
  readonly requests: number;
  readonly latencies: { readonly '90th': number; readonly '95th': number; readonly '99th': number };
  readonly status_codes: Readonly<Record<string, number>>;
}

/** Workers are added as needed, its default; flat out there are as many as connections. */
export const vegeta: Tool = {
  name: 'vegeta',
  version: () => {
    const path = onPath('vegeta');
    if (path === null) return null;
    // `vegeta -version` is empty unless the build set it; the modules a Go program was built from stand in it as text.
    return /github\.com\/tsenart\/vegeta\/v12\tv([\d.]+)/.exec(readFileSync(path, 'latin1'))?.[1] ?? 'of unknown version';
  },
  launch: ({ url, ratePerSecond, seconds, connections, dir }) => ({
    command: 'vegeta',
    args: [
      'attack',
      `-rate=${ratePerSecond ?? 0}`,
      ...(ratePerSecond === null ? [`-max-workers=${connections}`] : []),
      `-duration=${seconds}s`,
      `-connections=${connections}`,
      `-output=${join(dir, 'results')}`,
    ],
    stdin: `GET ${url}\n`,
  }),
  read: ({ dir }) => {
    const report = JSON.parse(
      execFileSync('vegeta', ['report', '-type=json', join(dir, 'results')], { encoding: 'utf8', maxBuffer: 2 ** 28 }),
    ) as Report;
    const ok = Object.entries(report.status_codes).reduce((sum, [code, count]) => (code.startsWith('2') ? sum + count : sum), 0);
    const ms = (nanoseconds: number): number => nanoseconds / 1e6;
    const { latencies } = report;
    return {
      requests: report.requests,
      failed: report.requests - ok,
      dropped: null,
      p90Ms: ms(latencies['90th']),
      p95Ms: ms(latencies['95th']),
      p99Ms: ms(latencies['99th']),
      sendLatenessMs: null,
      threads: null,
    };
  },
};
