import assert from 'node:assert/strict';
import { casesOf } from '../../../bench/load/cases.ts';
import type { Measured } from '../../../bench/load/measure.ts';
import { render, type Bench } from '../../../bench/load/render.ts';
import type { Kept } from '../../../bench/load/store.ts';
import { measuredAs } from './measured.ts';

function kept(caseName: string, tool: string, round: number, measured: Measured | null, failure: string | null = null): Kept {
  return { case: caseName, tool, round, measuredAt: `2026-01-0${round}T00:00:00Z`, machine: '2 cores', version: '1', failure, measured };
}

function benchOf(runs: readonly Kept[]): Bench {
  const tools = ['chaos', 'oha', 'vegeta', 'wrk'].map((name) => ({ name, version: name === 'wrk' ? null : '1.0' }));
  return { command: 'npm run bench:load', cases: casesOf(false), tools, kept: runs };
}

/** The line of a table that begins with this. */
function line(text: string, title: string): string {
  const found = text.split('\n').find((one) => one.startsWith(`| ${title}`));
  assert.ok(found, title);
  return found;
}

const cost = (cpuMicrosPerRequest: number, rateError = 0): Measured => measuredAs({ cpuMicrosPerRequest, rateError });

describe('render of the bench', () => {
  const text = render(
    benchOf([
      ...[30, 31, 32].map((cpu, i) => kept('1000', 'chaos', i + 1, cost(cpu))),
      ...[20, 21, 22].map((cpu, i) => kept('1000', 'oha', i + 1, cost(cpu))),
      ...[10, 11, 12].map((cpu, i) => kept('1000', 'vegeta', i + 1, cost(cpu, -0.4))),
      kept('flat-out', 'oha', 1, measuredAs({ requestsPerSecond: 9_000 })),
      kept('flat-out', 'chaos', 1, null, 'open model only'),
    ]),
  );

  it('begins with command, days, machine, rounds and versions, the missing too', () => {
    const [first] = text.split('\n');
    assert.match(first ?? '', /`npm run bench:load`, 2026-01-01 to 2026-01-03\. 2 cores\. Medians of 3 rounds\./);
    assert.match(first ?? '', /oha 1\.0, vegeta 1\.0, wrk missing/);
  });

  it('has a table for each case that was measured, a column for each tool that was', () => {
    assert.deepEqual(
      [...text.matchAll(/^### (.*)$/gm)].map(([, title]) => title),
      ['1 000/s, 50 connections, 10 s', 'Flat out, 100 connections, 10 s'],
    );
    assert.ok(text.includes('| | chaos | oha | vegeta | ahead |'));
  });

  it('says who is ahead, and not one who sent too little', () => {
    assert.equal(line(text, 'CPU per request,'), '| CPU per request, µs | 31.0 | 21.0 | 11.0 | oha |');
    assert.equal(line(text, 'rate error, '), '| rate error, % | 0.000 | 0.000 | -40.000 | chaos ≈ oha |');
  });

  it('lists where a peer is ahead of us', () => {
    const [, lost = ''] = /^A peer is ahead of chaos: (.*)$/m.exec(text) ?? [];
    assert.match(lost, /1 000\/s, CPU per request, µs \(oha\)/);
    assert.doesNotMatch(lost, /rate error/);
  });

  it('lists apart where the difference is noise', () => {
    const noisy = render(
      benchOf([
        ...[30, 20, 25].map((cpu, i) => kept('1000', 'chaos', i + 1, cost(cpu))),
        ...[24, 24, 24].map((cpu, i) => kept('1000', 'oha', i + 1, cost(cpu))),
      ]),
    );
    assert.equal(line(noisy, 'CPU per request,'), '| CPU per request, µs | 25.0 | 24.0 | oha ≈ chaos |');
    assert.match(noisy, /^A peer is ahead of chaos: nowhere\.$/m);
    assert.match(noisy, /^A peer is ahead, and the difference is noise: .*CPU per request, µs \(oha\)/m);
  });

  it('says why there is no figure', () => assert.match(text, /^chaos, round 1: open model only\.$/m));

  it('does not call us behind in what we were not measured in', () => assert.doesNotMatch(text, /Flat out, [a-z].*\(oha\)/));

  it('says yes, no or not measured to each bound', () => {
    assert.match(line(text, 'send lateness p50 at 100/s'), /\| not measured \|/);
    const [late] = [measuredAs({ told: { sendLatenessMs: { p50: 0.5, p99: 9 } } })];
    const judged = render(benchOf([kept('1000', 'chaos', 1, late ?? null)]));
    assert.match(line(judged, 'send lateness p50 at 1000/s'), /\| yes \| 0\.50, at most 0\.6 ms \|/);
    assert.match(line(judged, 'send lateness p99 at 1000/s'), /\| \*\*no\*\* \| 9\.00, at most 1\.2 ms \|/);
  });
});
