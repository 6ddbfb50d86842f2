/** What a step expects of an answer beyond its status. Each check says why the answer is not ok, without what came in it: causes are grouped. */
import { isDeepStrictEqual } from 'node:util';
import type { PlannedExpectation } from '../../../plan/plan.ts';
import { readHeaderCheck } from '../../../scenario/header-check.ts';
import { formatMs } from '../../../units.ts';
import type { Answer, AnswerBody } from './received.ts';
import type { Filling } from './expression.ts';
import { headerText } from '../wire/header-text.ts';
import { compileJsonPath } from './json-path.ts';
import { asText, type TemplateCompiler } from './template.ts';

/** What texts are compiled by. */
export type Texts = Pick<TemplateCompiler, 'text' | 'json'>;

/** null: nothing is wrong. */
export type Check = (answer: Answer, body: AnswerBody, filling: Filling, serviceMs: number) => string | null;

/** In the order in which they are asked; the first that fails is the cause. */
export function compileChecks(
  { header = {}, body = [], json = {}, maxTimeMs }: PlannedExpectation,
  compiler: Texts,
): { readonly all: readonly Check[]; readonly readsBody: boolean } {
  const ofBody = [
    ...body.map((text) => holds(text, compiler)),
    ...Object.entries(json).map(([path, value]) => equals(path, value, compiler)),
  ];
  const all = [
    ...(maxTimeMs === undefined ? [] : [within(maxTimeMs)]),
    ...Object.entries(header).map(([name, value]) => hasHeader(name, value)),
    ...ofBody,
  ];
  return { all, readsBody: ofBody.length > 0 };
}

function within(maxTimeMs: number): Check {
  const cause = `slower than ${formatMs(maxTimeMs)}`;
  return (_answer, _body, _filling, serviceMs) => (serviceMs > maxTimeMs ? cause : null);
}

function hasHeader(name: string, text: string): Check {
  const key = name.toLowerCase();
  const check = readHeaderCheck(text);
  const other = `header ${name} is not as expected`;
  return (answer) => {
    const found = answer.header(key);
    if (found === undefined) return `no header ${name}`;
    if (check === 'present') return null;
    const value = headerText(found);
    return (check instanceof RegExp ? check.test(value) : check.equals === value) ? null : other;
  };
}

function holds(text: string, compiler: Texts): Check {
  const template = compiler.text(text, asText, (fixed) => fixed);
  const cause = `the body does not hold "${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`;
  return (_, body, filling) => (body.text.includes(template.render(filling)) ? null : cause);
}

function equals(path: string, value: unknown, compiler: Texts): Check {
  const lookup = compileJsonPath(path);
  const template = compiler.json(value);
  const fixed: unknown = template.fixed === null ? undefined : JSON.parse(template.fixed);
  return (_, { document }, filling) => {
    if (document === undefined) return `${path}: the body is not JSON`;
    const found = lookup(document);
    if (found === undefined) return `nothing at ${path}`;
    const wanted: unknown = template.fixed === null ? JSON.parse(template.render(filling)) : fixed;
    return isDeepStrictEqual(found, wanted) ? null : `${path} is not as expected`;
  };
}
