import { execFileSync } from 'node:child_process';
import { onPath, type Tool } from '../tool.ts';

interface Report {
  readonly latencyPercentiles: Readonly<Record<'p90' | 'p95' | 'p99', number | null>>;
  readonly statusCodeDistribution: Readonly<Record<string, number>>;
  readonly errorDistribution: Readonly<Record<string, number>>;
}

/** With its correction for coordinated omission, which is off by default. */
export const oha: Tool = {
  name: 'oha',
  version: () => (onPath('oha') === null ? null : execFileSync('oha', ['--version'], { encoding: 'utf8' }).trim().replace('oha ', '')),
  launch: ({ url, ratePerSecond, seconds, connections }) => ({
    command: 'oha',
    args: [
      ...(ratePerSecond === null ? [] : ['-q', String(ratePerSecond), '--latency-correction']),
      '-z',
      `${seconds}s`,
      '-c',
      String(connections),
      '--no-tui',
      '--output-format',
      'json',
      url,
    ],
  }),
  read: (_load, stdout) => {
    const { latencyPercentiles, statusCodeDistribution, errorDistribution } = JSON.parse(stdout) as Report;
    const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);
    const ms = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000);
    const failed = sum(errorDistribution);
    return {
      requests: sum(statusCodeDistribution) + failed,
      failed,
      dropped: null,
      p90Ms: ms(latencyPercentiles.p90),
      p95Ms: ms(latencyPercentiles.p95),
      p99Ms: ms(latencyPercentiles.p99),
      sendLatenessMs: null,
      threads: null,
    };
  },
};
