/** What is told of repetitions, part by part in its order: every report of them shows these, each in its own form. */
import type { RepeatedFault, Repeats } from '../analysis/repeats/repeats.ts';
import { formatMs } from '../units.ts';
import { counted, recoveryText } from './figures.ts';
import { spreadSign } from './fault-figures.ts';
import { ditherText, faultRows, heldText, objectiveVerdict, outText, routeRows, runRows, type SpreadRow } from './repeats-figures.ts';
import { verdictMark, verdictWord, type Tone, verdictTone } from './verdict.ts';

type Verdict = Repeats['runs'][number]['verdict'];

interface Judged {
  readonly word: string;
  readonly mark: string;
  readonly tone: Tone;
}

export interface RepeatsParts {
  /** Of all together, as the exit code is: that of the worst run. */
  readonly verdict: Judged & { readonly reason: string; readonly summary: string };
  readonly objectives: readonly (Judged & { readonly verdict: Verdict; readonly text: string; readonly held: string })[];
  readonly faults: readonly {
    readonly id: string;
    readonly describe: string;
    /** How its clears were spread; null: they were not. */
    readonly dither: string | null;
    readonly rows: readonly SpreadRow[];
    /** Where there is more than one route. */
    readonly routes: readonly SpreadRow[];
  }[];
  readonly run: readonly SpreadRow[];
  /** What is not in the figures, a sentence each. */
  readonly out: readonly string[];
  readonly runs: readonly (Judged & {
    readonly number: number;
    /** Its folder, as part of an address. */
    readonly folder: string;
    readonly exitCode: number;
    /** One a fault: `payments-slow: 1.2 s, cleared 730 ms earlier`. */
    readonly recovered: readonly string[];
    readonly leftOut: string | null;
  })[];
}

export function repeatsParts(repeats: Repeats): RepeatsParts {
  return {
    verdict: verdictOf(repeats),
    objectives: repeats.objectives.map((one) => {
      const verdict = objectiveVerdict(one);
      return { ...judged(verdict), verdict, text: one.text, held: heldText(one) };
    }),
    faults: repeats.faults.map(faultPart),
    run: runRows(repeats),
    out: outText(repeats),
    runs: repeats.runs.map(({ id, number, verdict, exitCode, faults, leftOut }) => ({
      ...judged(verdict),
      number,
      folder: `../${encodeURIComponent(id)}`,
      exitCode,
      recovered: faults.map(faultInRun),
      leftOut,
    })),
  };
}

function judged(verdict: Verdict): Judged {
  return { word: verdictWord(verdict), mark: verdictMark(verdict), tone: verdictTone(verdict) };
}

/** `3 of 5 runs held, 1 breached, 1 inconclusive`; `4 of 5 objectives held in every run, exit code 3`. */
function verdictOf({ runs, objectives, exitCode }: Repeats): RepeatsParts['verdict'] {
  const worst = runs.find((run) => run.exitCode === exitCode)?.verdict ?? 'inconclusive';
  const times = (verdict: Verdict): number => runs.filter((run) => run.verdict === verdict).length;
  const others = (['breached', 'inconclusive', 'aborted'] as const).filter((verdict) => times(verdict) > 0);
  const reason = [`${times('held')} of ${counted(runs.length, 'run')} held`, ...others.map((verdict) => `${times(verdict)} ${verdict}`)];
  const always = objectives.filter(({ held, of }) => held === of).length;
  const about =
    objectives.length === 0 ? 'no objectives were set' : `${always} of ${counted(objectives.length, 'objective')} held in every run`;
  return { ...judged(worst), reason: reason.join(', '), summary: `${about}, exit code ${exitCode}` };
}

function faultPart(fault: RepeatedFault): RepeatsParts['faults'][number] {
  const { id, describe } = fault;
  return { id, describe: spreadSign(describe), dither: ditherText(fault), rows: faultRows(fault), routes: routeRows(fault) };
}

function faultInRun({ id, status, recoveryMs, censoredAtMs, earlierMs }: Repeats['runs'][number]['faults'][number]): string {
  const how = status === null ? 'no answer' : recoveryText({ status, recoveryMs, censoredAtMs, uncertaintyMs: null, relapses: 0 });
  return `${id}: ${how}${earlierMs === null ? '' : `, cleared ${formatMs(earlierMs)} earlier`}`;
}
