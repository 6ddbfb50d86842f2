/** Where it is read what was persisted. */
import type { Path } from '../scenario/mistake.ts';
import { systemKeys } from '../scenario/target-schema.ts';
import { onTarget } from './addresses.ts';
import { checkUrl, part, type Draft } from './draft.ts';
import { checkEnvText } from './environment.ts';
import { checkJsonPath } from './json-path.ts';
import type { PlannedNextPage, PlannedReconcile } from './plan.ts';

const defaultSettleMs = 30_000;

export function compileReconcile(draft: Draft, target: string): PlannedReconcile | null {
  const written = part(systemKeys.reconcile, draft.raw['reconcile']);
  if (written === undefined) return null;
  const { url, ids, command, settle: settleMs = defaultSettleMs } = written;
  const wrong = (message: string, key?: string, more: Path = []): null => {
    const path: Path = ['reconcile', ...(key === undefined ? [] : [key]), ...more];
    draft.report({ path, message, ...(key === undefined || more.length > 0 ? {} : { on: 'key' }) });
    return null;
  };
  if (command !== undefined) {
    for (const key of ['url', 'ids', 'next', 'cursor'] as const)
      if (written[key] !== undefined) wrong(`${key} has no meaning beside command, which prints one id a line`, key);
    for (const [index, word] of command.entries()) {
      const problem = checkEnvText(withoutRun(word), draft.env);
      if (problem !== null) wrong(problem, 'command', [index]);
    }
    if (command[0]?.trim() === '') wrong('expected the name of a program', 'command', [0]);
    return { command, settleMs };
  }
  if (url === undefined) return wrong('reconcile needs url and ids, or command: something that lists what was persisted');
  if (ids === undefined) return wrong('reconcile needs ids, a JSONPath to the ids in what url answers, such as $.orders[*].id');
  const whole = onTarget(target, url);
  checkUrl(draft, withoutRun(whole), ['reconcile', 'url']);
  const problem = checkJsonPath(withoutRun(ids));
  if (problem !== null) draft.report({ path: ['reconcile', 'ids'], message: problem });
  const next = nextPage(draft, written.next, written.cursor);
  return { url: whole, ids, ...(next === undefined ? {} : { next }), settleMs };
}

function nextPage(draft: Draft, next: string | undefined, cursor: string | undefined): PlannedNextPage | undefined {
  if (next === undefined) {
    if (cursor !== undefined)
      draft.report({ path: ['reconcile', 'cursor'], on: 'key', message: 'cursor needs next, a JSONPath to the cursor in the answer' });
    return undefined;
  }
  if (next === 'link') {
    if (cursor !== undefined)
      draft.report({
        path: ['reconcile', 'cursor'],
        on: 'key',
        message: 'a Link header has the whole URL: cursor has no meaning beside it',
      });
    return { how: 'link' };
  }
  const problem = checkJsonPath(next);
  if (problem !== null) draft.report({ path: ['reconcile', 'next'], message: `${problem}, or link for the Link header` });
  return cursor === undefined ? { how: 'url', path: next } : { how: 'cursor', path: next, parameter: cursor };
}

/** As it is checked: the run's id is made of letters, digits, dots and hyphens. */
function withoutRun(text: string): string {
  return text.replaceAll('${run}', 'run');
}
