/** An objective without `after FAULT` is asked after each fault of the plan: the worst answer is its own. */
import { inconclusive, type Judgement, type Measures } from './measures.ts';
import { everyFault } from './names.ts';

export function judgeEach(after: string, wanted: string, measures: Measures, judge: (fault: string) => Judgement): Judgement {
  const faults = after === everyFault ? measures.faults : [after];
  return worstOf(faults.map((fault) => judge(fault))) ?? inconclusive(wanted, 'the plan has no fault');
}

/** Breached before inconclusive before held; of equals the first. undefined for none. */
export function worstOf(judgements: readonly Judgement[]): Judgement | undefined {
  const by = (verdict: Judgement['verdict']): Judgement | undefined => judgements.find((judgement) => judgement.verdict === verdict);
  return by('breached') ?? by('inconclusive') ?? by('held');
}
