/** How a fault on a link is to be seen: the tool's own probe, and the system's own counters. */
import { readSeries } from '../breakers/series.ts';
import type { Path } from '../scenario/mistake.ts';
import { onTarget } from './addresses.ts';
import { checkUrl, type Draft } from './draft.ts';
import type { PlannedLink, PlannedLinkMetric, PlannedProbe } from './plan.ts';

export interface WrittenWatch {
  readonly probe?: PlannedProbe | undefined;
  readonly metric?:
    | {
        readonly prometheus: string;
        readonly requests: string;
        readonly failures?: string | undefined;
        readonly seconds?: string | undefined;
      }
    | undefined;
}

/** `target` is what a path of the exposition is taken on. */
export function compileLinkWatch(
  draft: Draft,
  { probe, metric }: WrittenWatch,
  path: Path,
  target: string,
): Pick<PlannedLink, 'probe' | 'metric'> {
  return {
    ...(probe === undefined ? {} : { probe }),
    ...(metric === undefined ? {} : { metric: compileMetric(draft, metric, [...path, 'metric'], target) }),
  };
}

function compileMetric(draft: Draft, metric: NonNullable<WrittenWatch['metric']>, path: Path, target: string): PlannedLinkMetric {
  const { prometheus, requests, failures = null, seconds = null } = metric;
  const url = onTarget(target, prometheus);
  checkUrl(draft, url, [...path, 'prometheus']);
  for (const [key, text] of Object.entries({ requests, failures, seconds })) {
    const series = text === null ? null : readSeries(text);
    if (typeof series === 'string') draft.report({ path: [...path, key], message: series });
  }
  if (failures === null && seconds === null)
    draft.report({
      path,
      message: 'failures and seconds are both missing: a count of calls alone does not show what a fault does to them',
      hint: 'name the counter of failed calls, or the sum of durations',
    });
  return { url, requests, failures, seconds };
}
