/** What a step expects of its answer, and what it takes from it. */
import type { output } from 'zod';
import { messageOf } from '../errors.ts';
import type { captures, expectation } from '../scenario/answer-schema.ts';
import { readHeaderCheck } from '../scenario/header-check.ts';
import type { Path } from '../scenario/mistake.ts';
import { isTemplate } from '../scenario/template-grammar.ts';
import { checkExpected, checkExpression, checkJson, checkVariableName, type Known } from './check-texts.ts';
import type { Draft } from './draft.ts';
import type { PlannedCapture, PlannedExpectation } from './plan.ts';

export function compileExpectation(
  draft: Draft,
  written: output<typeof expectation> | undefined,
  path: Path,
  known: Known,
): PlannedExpectation {
  const { status, degraded, header, body, json, maxTime } = written ?? {};
  const texts = typeof body === 'string' ? [body] : body;
  for (const [name, value] of Object.entries(header ?? {})) checkHeader(draft, value, [...path, 'header', name]);
  for (const [at, text] of (texts ?? []).entries())
    checkExpected(draft, text, [...path, 'body', ...(typeof body === 'string' ? [] : [at])], known);
  for (const [expression, value] of Object.entries(json ?? {})) {
    checkExpression(draft, expression, [...path, 'json', expression], 'key');
    checkJson(draft, value, [...path, 'json', expression], known, checkExpected);
  }
  return {
    status: status ?? null,
    degraded: degraded ? { header: degraded.header, equals: degraded.equals ?? null } : null,
    ...(header === undefined ? {} : { header }),
    ...(texts === undefined ? {} : { body: texts }),
    ...(json === undefined ? {} : { json }),
    ...(maxTime === undefined ? {} : { maxTimeMs: maxTime }),
  };
}

export function compileCaptures(
  draft: Draft,
  written: output<typeof captures> | undefined,
  path: Path,
): Record<string, string | PlannedCapture> {
  const found: Record<string, string | PlannedCapture> = {};
  for (const [name, from] of Object.entries(written ?? {})) {
    checkVariableName(draft, name, [...path, name]);
    if (typeof from === 'string') {
      checkExpression(draft, from, [...path, name]);
      found[name] = from;
      continue;
    }
    const { header, regex } = from;
    if (header === undefined && regex === undefined)
      draft.report({ path: [...path, name], message: 'a capture needs a JSONPath, header, regex, or header and regex' });
    if (regex !== undefined) checkGroup(draft, regex, [...path, name, 'regex']);
    found[name] = { ...(header === undefined ? {} : { header }), ...(regex === undefined ? {} : { regex }) };
  }
  return found;
}

function checkHeader(draft: Draft, text: string, path: Path): void {
  if (isTemplate(text)) return draft.report({ path, message: 'no ${...} may stand in the value of a header that is expected' });
  try {
    readHeaderCheck(text);
  } catch (error) {
    draft.report({ path, message: messageOf(error) });
  }
}

function checkGroup(draft: Draft, regex: string, path: Path): void {
  try {
    void new RegExp(regex);
    // With an empty alternative it matches anything, and tells its groups.
    const groups = (new RegExp(`${regex}|`).exec('') ?? []).length - 1;
    if (groups < 1) draft.report({ path, message: `"${regex}" has no group: put what is to be taken in parentheses` });
  } catch (error) {
    draft.report({ path, message: messageOf(error) });
  }
}
