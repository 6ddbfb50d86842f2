/** Part `recovery`: the answers of the analysis against outages whose end is known, of simulated logs and of a real server. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outages, type Outage } from '../../test/support/outage-log.ts';
import { answerOf, broken, errorsOf, quantile, rates, type Answer } from '../../test/support/outage-cases.ts';
import type { Part, Place } from './part.ts';
import { realOutages } from './outage-server.ts';
import { realAnswers, type RealAnswer } from './real-outages.ts';

/** What other methods come to at 200/s, in simulations of the same outages: median [5 %, 95 %] of the error, s. */
const elsewhere: Partial<Record<Outage, readonly [firstOk: string, wilson: string, changePoint: string]>> = {
  step: ['0.00', '0.00 [-0.1, 0.1]', '0.00 [-0.1, 0.1]'],
  partial: ['-5.5', '-0.01', '-0.01'],
  ramp: ['-12', '-1.9', '-1.3 [-2.6, 0.8]'],
  flap: ['-4.0', '-0.01', '-0.01'],
  never: ['100 % falsely recovered', '0 %', '0 %'],
};

export const recovery: Part = {
  name: 'recovery',
  title: 'Recovery times against the truth',
  async run(place) {
    const simulated = await simulate(place, place.short ? 2 : 12);
    const real = await realAnswers(place, place.short ? 1 : 3);
    const wrong = [...broken(simulated.answers), ...brokenReal(real)];
    return {
      text: textOf(simulated.answers, real, wrong),
      held: wrong.length === 0,
      measuredOn: [simulated.measuredAt, ...real.map(({ measuredAt }) => measuredAt)].map((at) => at.slice(0, 10)),
    };
  },
};

interface Simulated {
  readonly measuredAt: string;
  readonly answers: readonly Answer[];
}

async function simulate({ store }: Place, seeds: number): Promise<Simulated> {
  const file = join(store, 'simulated.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Simulated;
  const answers = outages.flatMap((outage) =>
    rates.flatMap((perSecond) => Array.from({ length: seeds }, (_, i) => answerOf(outage, perSecond, i + 1))),
  );
  const done = { measuredAt: new Date().toISOString(), answers };
  writeFileSync(file, JSON.stringify(done));
  return done;
}

function brokenReal(answers: readonly RealAnswer[]): string[] {
  const wrong = answers.flatMap(({ outage, status, recoveryMs, truthMs }) =>
    (truthMs === null) === (status === 'recovered') ? [`${outage}, real server: ${status} ${recoveryMs}`] : [],
  );
  const errors = absoluteOf(realErrors(answers));
  const [median, p95] = [quantile(errors, 0.5), quantile(errors, 0.95)];
  if (median === null || median > 0.2) wrong.push(`real server: median of the absolute error ${median} s`);
  if (p95 === null || p95 > 1) wrong.push(`real server: p95 of the absolute error ${p95} s`);
  return wrong;
}

function realErrors(answers: readonly RealAnswer[]): number[] {
  return answers
    .flatMap(({ recoveryMs, truthMs }) => (recoveryMs === null || truthMs === null ? [] : [(recoveryMs - truthMs) / 1_000]))
    .toSorted((a, b) => a - b);
}

const absoluteOf = (errors: readonly number[]): number[] => errors.map(Math.abs).toSorted((a, b) => a - b);
const seconds = (value: number | null): string => (value === null ? '–' : value.toFixed(2));
const spread = (errors: readonly number[]): string =>
  errors.length === 0 ? '–' : `${seconds(quantile(errors, 0.5))} [${seconds(quantile(errors, 0.05))}, ${seconds(quantile(errors, 0.95))}]`;

function textOf(simulated: readonly Answer[], real: readonly RealAnswer[], wrong: readonly string[]): string {
  const falsely = simulated.filter(({ found, truth }) => truth.recoveryMs === null && found.status === 'recovered').length;
  const never = simulated.filter(({ truth }) => truth.recoveryMs === null).length;
  const unprovable = simulated.filter(({ provable, truth }) => !provable && truth.recoveryMs !== null);
  const said = unprovable.filter(({ found }) => found.status === 'insufficient-data').length;
  const judged = absoluteOf(errorsOf(simulated.filter(({ outage, perSecond }) => perSecond >= 200 && outage !== 'ramp')));
  const rows = outages.flatMap((outage) =>
    rates.map((perSecond) =>
      row(
        outage,
        perSecond,
        simulated.filter((one) => one.outage === outage && one.perSecond === perSecond),
      ),
    ),
  );
  return `${simulated.length} event logs of simulated requests, and ${real.length} runs against a real server.

| bound | held | found |
| --- | --- | --- |
| at 200/s and more, without ramps, each outage: median absolute error at most 0.2 s, p95 at most 1 s | ${yes(!wrong.some((text) => text.includes('absolute error')))} | all together ${seconds(quantile(judged, 0.5))} s and ${seconds(quantile(judged, 0.95))} s, the largest ${seconds(judged.at(-1) ?? null)} s |
| what never recovered is called recovered | ${yes(falsely === 0)} | ${falsely} of ${never} |
| what can't be proven is called insufficient data | ${yes(said === unprovable.length)} | ${said} of ${unprovable.length} |
| a real server: what recovered is called so, what never did is not; the same bounds | ${yes(brokenReal(real).length === 0)} | ${seconds(quantile(absoluteOf(realErrors(real)), 0.5))} s and ${seconds(quantile(absoluteOf(realErrors(real)), 0.95))} s, the largest ${seconds(absoluteOf(realErrors(real)).at(-1) ?? null)} s |

Error is the estimate less the truth in seconds: median [5 %, 95 %]. A fault is in for 4 or 8 s, and what it did goes on for 0.1 to 4 s after it
has gone; half of the runs have Poisson arrivals, two thirds have errors in the best of times (0.2 %, 0.5 %). At 20/s half of the runs end before
good could be shown. The truth of a ramp is the moment its errors are within one percentage point. *One route of many* has 3 % of the arrivals.
Within: how often the truth lay within the uncertainty that was given.

| outage | rate | recovered | insufficient data | censored | error | absolute: median, p95, largest | change point | within |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

The same outages at 200/s by other methods, as their authors' simulations have it (window of 10 s, threshold as here; change point alone):

| outage | first ok answer | start of the window | change point | here |
| --- | ---: | ---: | ---: | ---: |
${Object.entries(elsewhere)
  .map(
    ([outage, others]) =>
      `| ${outage} | ${others.join(' | ')} | ${outage === 'never' ? `${falsely} of ${never} falsely recovered` : spread(errorsOf(simulated.filter((one) => one.outage === outage && one.perSecond === 200)))} |`,
  )
  .join('\n')}

A real server at 200/s, which answers in 100 to 300 ms, is told when to be bad, and writes down when it was well again; \`chaos run\` in a process of its own, two at a time. What a stall holds it answers when it ends: who asked
in the last 300 ms before waited no longer than usual, so that it is good again earlier than the server by as much.

| outage | runs | answers | error | absolute, largest | change point | within |
| --- | ---: | --- | ---: | ---: | ---: | ---: |
${realOutages
  .map((outage) =>
    realRow(
      outage,
      real.filter((one) => one.outage === outage),
    ),
  )
  .join('\n')}
${wrong.length === 0 ? '' : `\nNot held:\n\n${wrong.map((text) => `- ${text}`).join('\n')}\n`}`;
}

const yes = (held: boolean): string => (held ? 'yes' : '**no**');

function row(outage: Outage, perSecond: number, answers: readonly Answer[]): string {
  const count = (status: string): number => answers.filter(({ found }) => found.status === status).length;
  const errors = errorsOf(answers);
  const absolute = absoluteOf(errors);
  const within = answers.filter(
    ({ found, truth }) =>
      found.status === 'recovered' &&
      truth.recoveryMs !== null &&
      Math.abs((found.recoveryMs ?? 0) - truth.recoveryMs) <= (found.uncertaintyMs ?? 0),
  ).length;
  const far =
    absolute.length === 0 ? '–' : [quantile(absolute, 0.5), quantile(absolute, 0.95), absolute.at(-1) ?? null].map(seconds).join(', ');
  const cells = [`${perSecond}/s`, count('recovered'), count('insufficient-data'), count('censored') + count('relapsed')];
  return `| ${[outage, ...cells, spread(errors), far, spread(errorsOf(answers, 'changePointMs')), errors.length === 0 ? '–' : `${within} of ${errors.length}`].join(' | ')} |`;
}

function realRow(outage: RealAnswer['outage'], answers: readonly RealAnswer[]): string {
  const errors = realErrors(answers);
  const points = answers
    .flatMap(({ changePointMs, truthMs }) => (changePointMs === null || truthMs === null ? [] : [(changePointMs - truthMs) / 1_000]))
    .toSorted((a, b) => a - b);
  const within = answers.filter(
    ({ recoveryMs, truthMs, uncertaintyMs }) =>
      recoveryMs !== null && truthMs !== null && Math.abs(recoveryMs - truthMs) <= (uncertaintyMs ?? 0),
  ).length;
  const statuses = [...Map.groupBy(answers, ({ status }) => status)].map(([status, own]) => `${own.length} ${status}`).join(', ');
  return `| ${[outage, answers.length, statuses, spread(errors), seconds(absoluteOf(errors).at(-1) ?? null), spread(points), errors.length === 0 ? '–' : `${within} of ${errors.length}`].join(' | ')} |`;
}
