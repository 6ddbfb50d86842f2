/** What the tool's own probes saw. */
import { formatMs } from '../units.ts';
import { inconclusive, isMissing, type Judgement, type Measures } from './measures.ts';
import type { Objective } from './objective.ts';

export function judgeProbe(objective: Extract<Objective, { kind: 'probe-holds' }>, measures: Measures): Judgement {
  const wanted = 'holds each time';
  const window = measures.window(objective.during);
  if (isMissing(window)) return inconclusive(wanted, window.missing);
  const facts = measures.probe(objective.probe);
  if (isMissing(facts)) return inconclusive(wanted, facts.missing);
  const looks = facts.looks.filter(({ tMs }) => tMs >= window[0] && tMs <= window[1]);
  if (!facts.answered || looks.length === 0) return inconclusive(wanted, 'it was not looked at in that time');
  const failed = looks.filter(({ ok }) => !ok);
  const [first] = failed;
  if (!first) return { verdict: 'held', actual: `held ${looks.length} of ${looks.length} times`, wanted, reason: null };
  const reason = `first at ${formatMs(first.tMs)}${first.detail === '' ? '' : `: ${first.detail}`}`;
  return { verdict: 'breached', actual: `failed ${failed.length} of ${looks.length} times`, wanted, reason };
}
