/** What later steps know from an answer: a value by JSONPath, a header, or the first group of a regular expression in either. */
import type { PlannedCapture, PlannedStep } from '../../../plan/plan.ts';
import type { Answer, AnswerBody } from './received.ts';
import { headerText } from '../wire/header-text.ts';
import { compileJsonPath } from './json-path.ts';

export interface Capture {
  readonly name: string;
  /** undefined or null: it is not there. */
  find(answer: Answer, body: AnswerBody): unknown;
  /** What to say then. */
  missing(body: AnswerBody): string;
}

export function compileCaptures(capture: PlannedStep['capture']): { readonly all: readonly Capture[]; readonly readsBody: boolean } {
  const entries = Object.entries(capture);
  return {
    all: entries.map(([name, from]) => ({ name, ...(typeof from === 'string' ? byPath(from) : byText(from)) })),
    readsBody: entries.some(([, from]) => typeof from === 'string' || from.header === undefined),
  };
}

function byPath(path: string): Omit<Capture, 'name'> {
  const lookup = compileJsonPath(path);
  return {
    find: (_, { document }) => (document === undefined ? undefined : lookup(document)),
    missing: ({ document }) => (document === undefined ? 'the body is not JSON' : `nothing at ${path}`),
  };
}

function byText({ header, regex }: PlannedCapture): Omit<Capture, 'name'> {
  const name = header?.toLowerCase();
  const pattern = regex === undefined ? null : new RegExp(regex);
  const place = header === undefined ? 'the body' : `header ${header}`;
  return {
    find: (answer, body) => {
      const text = name === undefined ? body.text : valueOf(answer, name);
      return text === undefined || pattern === null ? text : pattern.exec(text)?.[1];
    },
    missing: () => (regex === undefined ? `no ${place}` : `nothing in ${place} matches ${regex}`),
  };
}

function valueOf(answer: Answer, name: string): string | undefined {
  const value = answer.header(name);
  return value === undefined ? undefined : headerText(value);
}
