/** What a JSON Schema validator says of a document, in the words of someone who writes one, with places. */
import type { Problem } from '../../errors.ts';
import type { SourceFile } from '../../scenario/document.ts';
import { writePath, type Path } from '../../scenario/mistake.ts';

export interface AjvError {
  /** JSON Pointer. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const most = 10;

/**
 * Where a part may be one of several things, the validator says what is wrong with each of them. Said here is the deepest,
 * and once for each place: that it is no reference either says nothing.
 */
export function explainAjv(errors: readonly AjvError[], document: SourceFile): Problem[] {
  const telling = errors.filter(
    ({ keyword, params }) => !['oneOf', 'anyOf', 'not', 'if'].includes(keyword) && params['missingProperty'] !== '$ref',
  );
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const error of telling.length > 0 ? telling : errors) {
    const message = sentence(error);
    if (seen.has(`${error.instancePath} ${message}`)) continue;
    seen.add(`${error.instancePath} ${message}`);
    const path = pathOf(error.instancePath, document.value);
    const extra = error.params['additionalProperty'] ?? error.params['unevaluatedProperty'];
    const at = typeof extra === 'string' ? [...path, extra] : path;
    problems.push({
      message: `${writePath(path) || 'the document'} ${message}`,
      where: document.place(at, typeof extra === 'string' ? 'key' : 'value'),
    });
  }
  const shown = problems.slice(0, most);
  return problems.length > most ? [...shown, { message: `and ${problems.length - most} more` }] : shown;
}

function sentence({ keyword, message = 'is wrong', params }: AjvError): string {
  if (keyword === 'required') return `has no ${String(params['missingProperty'])}`;
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties')
    return `has a key ${String(params['additionalProperty'] ?? params['unevaluatedProperty'])}, which may not stand there`;
  if (keyword === 'enum' && Array.isArray(params['allowedValues'])) return `must be ${params['allowedValues'].join(' or ')}`;
  return message.replaceAll('NOT', 'not');
}

/** `/paths/~1a~1{id}/get` -> keys, indices as numbers where the document has a list. */
function pathOf(pointer: string, document: unknown): Path {
  let part: unknown = document;
  return pointer
    .split('/')
    .slice(1)
    .map((token) => {
      const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(part) && /^\d+$/.test(key) ? Number(key) : key;
      part = (part as Record<string | number, unknown> | null | undefined)?.[step];
      return step;
    });
}
