import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import type { Launch, Load, Tool } from '../tool.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** As a user writes it, everything else by default: an open model with a rate, a closed one to go as fast as answers come. */
function scenarioOf({ url, ratePerSecond, seconds, connections }: Load): string {
  const [pace, stage] = ratePerSecond === null ? ['think: 0s', `users: ${connections}`] : [`base: ${ratePerSecond}/s`, 'rate: 1x'];
  return `version: 1
name: bench
target: ${url}
load:
  ${pace}
  stages:
    - {name: load, for: ${seconds}s, ${stage}}
`;
}

function command(load: Load, ...args: string[]): Launch {
  const file = join(load.dir, 'bench.yaml');
  writeFileSync(file, scenarioOf(load));
  return {
    command: process.execPath,
    args: [join(root, 'bin/run.js'), ...args, file],
    env: { STAMPEDE_STATE_DIR: join(load.dir, 'state') },
  };
}

/** The built command (`npm run build`) with a scenario file: event log, reports and all. */
export const chaos: Tool = {
  name: 'chaos',
  version: () => (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
  refusal: (load) => {
    if (load.ratePerSecond !== null) return null;
    const { command: node, args } = command(load, 'check');
    return spawnSync(node, args).status === 0 ? null : 'open model only: stages have a rate, not users';
  },
  launch: (load) => {
    const { args, ...rest } = command(load, 'spike');
    return { ...rest, args: [...args, '--out', join(load.dir, 'reports')] };
  },
  read: ({ dir }) => {
    const [run] = readdirSync(join(dir, 'reports'));
    const { totals, generator } = JSON.parse(readFileSync(join(dir, 'reports', run ?? '', 'report.json'), 'utf8')) as Analysis;
    const { p50, p99 } = generator.latenessMs;
    return {
      requests: totals.intended - totals.outcomes.dropped,
      failed: totals.intended - totals.outcomes.ok - totals.outcomes.dropped,
      dropped: totals.outcomes.dropped,
      p90Ms: totals.responseMs.p90,
      p95Ms: totals.responseMs.p95,
      p99Ms: totals.responseMs.p99,
      sendLatenessMs: p50 === null || p99 === null ? null : { p50, p99 },
      threads: generator.workers,
    };
  },
};
