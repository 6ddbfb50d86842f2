/** Faults, their later steps, and the processes and commands of a plan, as rows of its print. */
import { commandsOf } from '../faults/command.ts';
import { describeStep } from '../faults/describe-step.ts';
import { onLink, textOf } from '../faults/describe.ts';
import { describeFault, kindOf } from '../faults/shelf.ts';
import { clock } from './clock-text.ts';
import type { Plan, PlannedFault, PlannedProcess } from './plan.ts';

type Source = (...keys: string[]) => string;

/** Of a fault that changes while it is in, as many steps as tell how it goes. */
const shownSteps = 4;

export function faultRows(plan: Plan, source: Source): string[][] {
  return plan.faults.flatMap((fault) => {
    const row = [
      fault.id,
      `${clock(fault.atMs)} .. ${clock(fault.atMs + fault.forMs)}`,
      `${isToldBelow(fault) ? fault.spec.type : describeFault(fault.spec)}${onLink(fault.link)}`,
      /^after\s+[^\s+]/.test(fault.at) ? fault.at : `at ${fault.at}`,
      source(`faults.${fault.id}`, `faults.${writtenId(fault)}`),
    ];
    const more = isToldBelow(fault) ? wordsOf(fault).map(([part, line]) => `${part}: ${line}`) : laterSteps(fault);
    return [row, ...more.map((text) => ['', '', text])];
  });
}

/** What is somebody's own words, of any length, has lines of its own. */
function isToldBelow({ spec }: PlannedFault): boolean {
  return kindOf(spec).on === 'elsewhere';
}

function wordsOf({ spec }: PlannedFault): [part: string, line: string][] {
  const said = ['say', 'undoSay'].map((part): [string, string] => [part, textOf(spec, part)]);
  return [...commandsOf(spec), ...said.filter(([, text]) => text !== '')];
}

/** Of a fault on several links: what stands in the file. */
function writtenId({ id, link }: PlannedFault): string {
  return link !== null && id.endsWith(`-${link}`) ? id.slice(0, -link.length - 1) : id;
}

function laterSteps(fault: PlannedFault): string[] {
  const steps = kindOf(fault.spec).steps(fault.spec, fault.forMs);
  if (steps.length <= 1 || steps.every(({ afterMs }) => afterMs === 0)) return [];
  const texts = steps.map((step) => `${clock(fault.atMs + step.afterMs)} ${describeStep(step)}`);
  const head = texts.slice(0, shownSteps - 1);
  const left = texts.length - shownSteps;
  return left <= 0 ? [texts.join(', ')] : [`${head.join(', ')}, ... ${left} more, ${texts.at(-1) ?? ''}`];
}

export function processRows(plan: Plan, source: Source): string[][] {
  return (plan.processes ?? []).map((each) => [
    each.name,
    each.command.join(' '),
    `in ${each.cwd}`,
    readyText(each),
    source(`processes.${each.name}`),
  ]);
}

function readyText({ ready }: PlannedProcess): string {
  if (ready === null) return 'ready when it lives';
  if ('log' in ready) return `ready when it has written "${ready.log}"`;
  return `ready when ${'url' in ready ? ready.url : ready.tcp} answers`;
}
