/** A probe's query of a Prometheus server (`/api/v1/query`): each number of its result must be as the probe says. */
import type { PlannedBound, PlannedLook } from '../../../plan/plan.ts';
import { isMap } from '../../../scenario/origins.ts';
import { ask, headersFor } from '../../ask.ts';
import { tlsFor } from '../../target-tls.ts';
import type { Looking, Seen } from './looking.ts';

const mostBytes = 8_000_000;

export async function askPrometheus(
  { url: root, query, is }: Extract<PlannedLook, { how: 'prometheus' }>,
  { target, timeoutMs, signal }: Looking,
): Seen {
  const address = new URL(root);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/api/v1/query`;
  address.searchParams.set('query', query);
  const url = address.href;
  const { status, text } = await ask({ url, headers: headersFor(url, target), tls: tlsFor(url, target), timeoutMs, signal, mostBytes });
  const numbers = numbersIn(status, text);
  if (numbers.length === 0) throw new Error('the query has no result');
  const wrong = numbers.find((number) => !holds(number, is));
  if (wrong !== undefined) throw new Error(`${wrong}, wanted ${is.text}`);
  return numbers.length === 1 ? String(numbers[0]) : `${numbers.length} results, each ${is.text}`;
}

/** Of a scalar or an instant vector. Throws an Error with the server's own sentence, or one about its answer. */
export function numbersIn(status: number, text: string): number[] {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Error(status === 200 ? 'the answer is not JSON' : `status ${status}`);
  }
  if (!isMap(said) || said['status'] !== 'success')
    throw new Error(isMap(said) && typeof said['error'] === 'string' ? said['error'] : `status ${status}`);
  const { resultType, result } = isMap(said['data']) ? said['data'] : {};
  if (resultType === 'scalar' && Array.isArray(result)) return [numberOf(result)];
  if (resultType === 'vector' && Array.isArray(result)) return result.map((sample) => numberOf(isMap(sample) ? sample['value'] : null));
  throw new Error(`the query's result is ${typeof resultType === 'string' ? `a ${resultType}` : 'of no kind'}, and numbers were expected`);
}

/** `[time, "1.5"]`, `"+Inf"` and `"NaN"` included. */
function numberOf(value: unknown): number {
  const text = Array.isArray(value) ? String(value[1]) : '';
  return /^[+-]?Inf$/.test(text) ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text === '' ? 'NaN' : text);
}

/** What is not a number fulfils nothing. */
function holds(number: number, { comparison, number: bound }: PlannedBound): boolean {
  switch (comparison) {
    case '<':
      return number < bound;
    case '<=':
      return number <= bound;
    case '>':
      return number > bound;
    case '>=':
      return number >= bound;
    case '==':
      return number === bound;
    case '!=':
      return number < bound || number > bound;
  }
}
