import type { Sample } from '../../../bench/proxy/results.ts';

export function sample(caseName: Sample['case'], subject: Sample['subject'], round: number, figures: Sample['figures']): Sample {
  return { case: caseName, subject, round, figures };
}
