/** What it takes to judge a measure or a budget: enough requests, in the time it is taken over or in a window of it. */
import { formatMs } from '../units.ts';
import { expectedOf } from './expected.ts';
import { leftOutMs } from './gate.ts';
import { noBudgetInClosedModel, requestsForBudget } from './judge-budget.ts';
import { requestsToShow } from './measured-value.ts';
import type { During, Measure, Objective, Scope } from './objective.ts';
import { plannedWindow, whenText } from './planned-window.ts';
import { notProvable, provable, type Facts, type Needs } from './provability.ts';
import { either, lengthenEnd, makeLast, moreLoad } from './remedy.ts';
import { scopeText } from './scope.ts';

/** Where a window is looked for among those of a plan. */
const windowSteps = 200;

export function measureNeeds(measure: Measure, plan: Facts): Needs {
  return requestsNeeded(Math.max(1, requestsToShow(measure)), measure, measure.windowMs, plan);
}

export function budgetNeeds(budget: Extract<Objective, { kind: 'budget' }>, plan: Facts): Needs {
  const needed = requestsForBudget(budget);
  if (plan.load.model === 'closed')
    return notProvable(
      `an open model, and ${counted(needed)}`,
      'a closed model',
      noBudgetInClosedModel,
      'let arrivals come by the clock: `base`, and rates instead of users',
    );
  return requestsNeeded(needed, budget, undefined, plan);
}

interface Counted {
  readonly of: Scope;
  readonly during: During;
}

function requestsNeeded(needed: number, { of, during }: Counted, windowMs: number | undefined, plan: Facts): Needs {
  const window = plannedWindow(during, plan) ?? [0, 0];
  const within = windowMs === undefined ? '' : ` in a window of ${formatMs(windowMs)}`;
  const needs = `${counted(needed)}${of === null ? '' : ` of ${scopeText(of)}`}${within}${whenText(during)}`;
  const lastsMs = window[1] - window[0];
  if (windowMs !== undefined && lastsMs < windowMs - 1e-6) {
    const given = `it lasts ${formatMs(lastsMs)}`;
    return notProvable(needs, given, `${given}: no window of ${formatMs(windowMs)} lies within`, toLast(during, window, windowMs, plan));
  }
  const expected = Math.floor(mostIn(of, window, windowMs ?? lastsMs, plan) + 1e-6);
  const given = plan.load.model === 'open' ? `about ${expected} are planned` : `at most ${expected} can come, fewer as answers take longer`;
  if (expected >= needed) return provable(needs, given);
  const few = plan.load.model === 'open' ? `about ${expected} requests are planned` : `at most ${expected} requests can come`;
  const reason = `${few}, it takes ${needed}`;
  if (expected === 0) return notProvable(needs, given, reason, null);
  const times = needed / expected;
  const wider =
    windowMs === undefined
      ? longer(needed - expected, { of, during }, window, plan)
      : `use windows of ${formatMs(Math.ceil((windowMs * times) / 1_000) * 1_000)}`;
  return notProvable(needs, given, reason, either(wider, moreLoad(plan, times)));
}

/** Requests in the fullest stretch of that length within a window. */
function mostIn(of: Scope, [fromMs, toMs]: readonly [number, number], lengthMs: number, plan: Facts): number {
  const { requests } = expectedOf(plan.load);
  const spareMs = Math.max(0, toMs - fromMs - lengthMs);
  const steps = spareMs < 1 ? 0 : windowSteps;
  let most = 0;
  for (let i = 0; i <= steps; i += 1) {
    const atMs = fromMs + (steps === 0 ? 0 : (spareMs * i) / steps);
    most = Math.max(most, requests(of, atMs, atMs + lengthMs));
  }
  return most;
}

/** So much longer that the requests come that are missing. */
function longer(missing: number, { of, during }: Counted, window: readonly [number, number], plan: Facts): string | null {
  const { requests, perArrival, rateAt } = expectedOf(plan.load);
  const [fromMs, toMs] = window;
  const lastsMs = toMs - fromMs;
  // A stage that lasts longer goes on with its own curve.
  if (during.over === 'stage') return toLast(during, window, lastsMs * (1 + missing / requests(of, fromMs, toMs)), plan);
  if (during.over !== 'fault') {
    const perMs = (perArrival(of) * rateAt(toMs - 1)) / 1_000;
    return perMs > 0 ? toLast(during, window, lastsMs + missing / perMs, plan) : null;
  }
  // A fault that lasts longer reaches into what comes then, and must end before the load does.
  for (let endMs = toMs + 1_000; endMs < plan.load.totalMs; endMs += 1_000)
    if (requests(of, toMs, endMs) >= missing) return toLast(during, window, endMs - fromMs, plan);
  return null;
}

function toLast(during: During, [fromMs, toMs]: readonly [number, number], lastsMs: number, plan: Facts): string | null {
  if (during.over === 'stage') return makeLast(during.name, lastsMs + leftOutMs(during.name));
  if (during.over === 'fault') return makeLast(during.name, lastsMs);
  return lengthenEnd(plan, lastsMs - (toMs - fromMs));
}

function counted(requests: number): string {
  return `${requests} request${requests === 1 ? '' : 's'}`;
}
