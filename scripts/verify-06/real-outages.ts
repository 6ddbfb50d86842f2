/** `chaos run` against a scripted server, and what its report says of an outage whose end the server wrote down. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { realOutages, startOutageServer, type RealOutage } from './outage-server.ts';
import type { Place } from './part.ts';

export interface RealAnswer {
  readonly outage: RealOutage;
  readonly measuredAt: string;
  /** From the middle of the removal; null: it never was. */
  readonly truthMs: number | null;
  readonly status: string;
  readonly scope: string;
  readonly reason: string | null;
  readonly recoveryMs: number | null;
  readonly changePointMs: number | null;
  readonly uncertaintyMs: number | null;
  readonly relapses: number;
}

const ratePerSecond = 200;
const lanes = 2;

/** `times` runs of each outage, two at a time. */
export async function realAnswers(place: Place, times: number): Promise<RealAnswer[]> {
  const work = Array.from({ length: times }, (_, i) => realOutages.map((outage) => ({ outage, i }))).flat();
  const answers: RealAnswer[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let at = next++; at < work.length; at = next++) {
        const { outage, i } = work[at] as (typeof work)[number];
        answers[at] = await once(place, outage, i);
        console.error(
          `${outage}: ${answers[at]?.status} ${answers[at]?.recoveryMs?.toFixed(0) ?? ''} (truth ${answers[at]?.truthMs?.toFixed(0) ?? 'never'})`,
        );
      }
    }),
  );
  return answers;
}

async function once({ root, store }: Place, outage: RealOutage, i: number): Promise<RealAnswer> {
  const name = `${outage.replaceAll(' ', '-')}-${i}`;
  const file = join(store, `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as RealAnswer;
  const dir = join(store, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const residualMs = 300 + ((i * 1_733 + realOutages.indexOf(outage) * 977) % 2_700);
  const server = await startOutageServer(outage, residualMs);
  try {
    const call = (what: string): string =>
      JSON.stringify([process.execPath, '-e', `fetch(${JSON.stringify(`${server.controlUrl}/${what}`)}, {method: 'POST'})`]);
    const steps = (route: string, weight: number): string =>
      `    - {name: ${route}, weight: ${weight}, steps: [{get: /${route}, name: ${route}}]}`;
    writeFileSync(
      join(dir, 'outage.yaml'),
      `version: 1
target: {url: "${server.url}"}
load:
  base: ${ratePerSecond}/s
  timeout: 2s
  stages:
    - {name: baseline, for: 14s, rate: 1x}
    - {name: peak, for: ${outage === 'one route of many' ? 34 : outage === 'flap' ? 28 : 20}s, rate: 1x}
  journeys:
${outage === 'one route of many' ? `${steps('home', 85)}\n${steps('checkout', 15)}` : steps('home', 1)}
faults:
  - {id: outage, type: command, inject: ${call('begin')}, undo: ${call('end')}, at: peak, for: 4s}
`,
    );
    const child = spawn(process.execPath, [join(root, 'bin/dev.js'), 'run', 'outage.yaml', '--quiet', '--out', join(dir, 'reports')], {
      cwd: dir,
      env: { ...process.env, STAMPEDE_STATE_DIR: join(dir, 'state') },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const end = (): unknown => child.kill('SIGTERM');
    process.once('exit', end);
    await new Promise((resolve) => child.once('close', resolve));
    process.off('exit', end);
    const report = JSON.parse(
      readFileSync(join(dir, 'reports', readdirSync(join(dir, 'reports'))[0] ?? '', 'report.json'), 'utf8'),
    ) as Analysis;
    const found = report.recovery[0];
    const removed = report.faults[0]?.removedAtMs;
    if (!found || !removed || report.run.startedAt === null) throw new Error(`${name}: no recovery in ${dir}`);
    const wellMs = server.wellAtMs();
    const { status, scope, reason, recoveryMs, changePointMs, uncertaintyMs, relapses } = found;
    const answer: RealAnswer = {
      outage,
      measuredAt: new Date().toISOString(),
      truthMs: wellMs === null ? null : wellMs - Date.parse(report.run.startedAt) - (removed[0] + removed[1]) / 2,
      status,
      scope,
      reason,
      recoveryMs,
      changePointMs,
      uncertaintyMs,
      relapses,
    };
    writeFileSync(file, JSON.stringify(answer));
    // What went wrong is kept to be looked at.
    if ((answer.truthMs !== null) === (status === 'recovered')) rmSync(dir, { recursive: true, force: true });
    else console.error(`${name}: ${status}, kept in ${dir}`);
    return answer;
  } finally {
    server.close();
  }
}
