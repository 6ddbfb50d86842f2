/** What is watched beside the load and the links: the system's own alerts, and probes of its steady state. */
import type { output } from 'zod';
import { alertsSchema } from '../scenario/alerts-schema.ts';
import type { expectation } from '../scenario/answer-schema.ts';
import type { Path } from '../scenario/mistake.ts';
import { isMap } from '../scenario/origins.ts';
import { probeSchema } from '../scenario/probe-schema.ts';
import { onTarget } from './addresses.ts';
import { checkExpression, checkJson } from './check-texts.ts';
import { compileExpectation } from './compile-answer.ts';
import { unknownName } from './unknown-name.ts';
import { checkAddress, checkText, checkUrl, lacksNames, part, type Draft } from './draft.ts';
import type {
  Plan,
  PlannedAlerts,
  PlannedBound,
  PlannedExpectation,
  PlannedFault,
  PlannedLook,
  PlannedStage,
  PlannedSteadyProbe,
  PlannedTarget,
} from './plan.ts';

interface Around {
  readonly target: PlannedTarget;
  readonly stages: readonly PlannedStage[];
  readonly faults: readonly PlannedFault[];
}

export function compileWatched(draft: Draft, around: Around): Pick<Plan, 'alerts' | 'probes'> {
  const alerts = compileAlerts(draft);
  const probes = compileProbes(draft, around);
  return { ...(alerts ? { alerts } : {}), ...(probes.length > 0 ? { probes } : {}) };
}

function compileAlerts(draft: Draft): PlannedAlerts | undefined {
  const written = part(alertsSchema, draft.raw['alerts']);
  if (written === undefined) return undefined;
  const source = 'alertmanager' in written ? 'alertmanager' : 'prometheus';
  const url = 'alertmanager' in written ? written.alertmanager : written.prometheus;
  checkUrl(draft, url, ['alerts', source]);
  return { source, url, match: written.match ?? {} };
}

function compileProbes(draft: Draft, around: Around): PlannedSteadyProbe[] {
  const list = Array.isArray(draft.raw['probes']) ? draft.raw['probes'] : [];
  const probes: PlannedSteadyProbe[] = [];
  for (const [index, value] of list.entries()) {
    const written = part(probeSchema, value);
    if (written === undefined) continue;
    const path: Path = ['probes', index];
    const { name, every = 5_000, timeout = 2_000, during = null } = written;
    if (probes.some((other) => other.name === name))
      draft.report({ path: [...path, 'name'], message: `a probe named ${name} stands above already` });
    if (during !== null) checkDuring(draft, during, around, [...path, 'during']);
    probes.push({ name, look: compileLook(draft, written, around.target, path), everyMs: every, timeoutMs: timeout, during });
  }
  return probes;
}

function compileLook(draft: Draft, written: output<typeof probeSchema>, target: PlannedTarget, path: Path): PlannedLook {
  if ('tcp' in written) {
    checkAddress(draft, written.tcp, [...path, 'tcp']);
    return { how: 'tcp', address: written.tcp };
  }
  if ('command' in written) {
    const { command, cwd = '.' } = written;
    for (const [at, word] of command.entries()) checkText(draft, word, [...path, 'command', at]);
    checkText(draft, cwd, [...path, 'cwd']);
    return { how: 'command', command, cwd };
  }
  if ('prometheus' in written) {
    const { url, query, is } = written.prometheus;
    checkUrl(draft, url, [...path, 'prometheus', 'url']);
    const bound = readBound(is);
    if (bound === null)
      draft.report({ path: [...path, 'prometheus', 'is'], message: `expected a comparison with a number such as "< 5", got "${is}"` });
    return { how: 'prometheus', url, query, is: bound ?? { text: is, comparison: '<', number: 0 } };
  }
  const { url, expect } = typeof written.http === 'string' ? { url: written.http, expect: undefined } : written.http;
  const at = [...path, 'http', ...(typeof written.http === 'string' ? [] : ['url'])];
  const whole = target.kind === 'url' ? onTarget(target.url, url) : url;
  // The storefront picks its port when it starts.
  if (!whole.startsWith('/')) checkUrl(draft, whole, at);
  return { how: 'http', url: whole, expect: compileExpected(draft, expect ?? {}, [...path, 'http', 'expect']) };
}

/** As of a step, but that there is no visit: only `${env.NAME}` may stand in what is expected. */
function compileExpected(draft: Draft, expect: Partial<output<typeof expectation>>, path: Path): PlannedExpectation {
  const { body, json, ...rest } = expect;
  const known = { variables: [], feeders: {} };
  const texts = typeof body === 'string' ? [body] : body;
  for (const [at, text] of (texts ?? []).entries()) checkText(draft, text, [...path, 'body', ...(typeof body === 'string' ? [] : [at])]);
  for (const [expression, value] of Object.entries(json ?? {})) {
    checkExpression(draft, expression, [...path, 'json', expression], 'key');
    checkJson(draft, value, [...path, 'json', expression], known, checkText);
  }
  const plain = compileExpectation(draft, rest, path, known);
  return { ...plain, ...(texts === undefined ? {} : { body: texts }), ...(json === undefined ? {} : { json }) };
}

/** `< 5`, `at least 1`, `== 0`; null where it is none. */
export function readBound(text: string): PlannedBound | null {
  const match = /^\s*(<=|>=|==|!=|<|>|below|above)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*$/i.exec(text);
  if (!match) return null;
  const word = (match[1] as string).toLowerCase();
  const comparison = (word === 'below' ? '<' : word === 'above' ? '>' : word) as PlannedBound['comparison'];
  return { text: text.trim(), comparison, number: Number(match[2]) };
}

function checkDuring(draft: Draft, name: string, { stages, faults }: Around, path: Path): void {
  const written = Array.isArray(draft.raw['faults']) ? draft.raw['faults'] : [];
  const ids = written.flatMap((fault) => (isMap(fault) && typeof fault['id'] === 'string' ? [fault['id']] : []));
  const known = [...stages.map((stage) => stage.name), ...new Set([...faults.map(({ id }) => id), ...ids])];
  if (known.includes(name) || lacksNames(draft, ['load', 'stages'], ['for', 'rate', 'users'])) return;
  draft.report({ path, message: unknownName('stage or fault', name, known) });
}
