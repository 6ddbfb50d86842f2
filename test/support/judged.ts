/** An objective, as it is written, judged on what a test says of a run. */
import assert from 'node:assert/strict';
import { judge } from '../../src/objectives/judge.ts';
import type { Judgement, Measures } from '../../src/objectives/measures.ts';
import { bindNames } from '../../src/objectives/names.ts';
import { parseObjective } from '../../src/objectives/parse.ts';
import { measures } from './measures.ts';

export function judged(text: string, over: Partial<Measures> = {}): Judgement {
  const read = parseObjective(text);
  assert.ok('objective' in read, text);
  return judge(bindNames(read.objective, { stages: ['peak'], faults: ['slow'], routes: ['checkout'] }), measures(over));
}

/** The judgement, which must be that. */
export function judgedAs(expected: Judgement['verdict'], text: string, over: Partial<Measures> = {}): Judgement {
  const judgement = judged(text, over);
  assert.equal(judgement.verdict, expected, `${text}: ${JSON.stringify(judgement)}`);
  if (expected === 'inconclusive') assert.ok(judgement.reason, 'an inconclusive verdict says why');
  return judgement;
}
