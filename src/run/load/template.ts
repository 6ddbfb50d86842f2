/**
 * Text with `${...}` in it, and JSON whose strings hold it. Compiled once a step into the fixed pieces and the few that
 * change; filling it is a concatenation. A JSON string that is one whole `${...}` becomes the value itself: a number stays
 * a number. `$${` stands for a plain `${`.
 */
import { ChaosError } from '../../errors.ts';
import { compileExpression, parseExpression, type Filling, type Sources } from './expression.ts';

/** A compiled template. A template without `${...}` has `fixed`: its text, known before any request. */
export interface Template {
  readonly fixed: string | null;
  fill(filling: Filling): string;
}

interface Hole {
  readonly source: string;
}
type Piece = string | Hole;
/** Fixed text, or what writes the text of a request. */
type Part = string | ((filling: Filling) => string);

/** null, or what is wrong with the `${...}` of a text, as a sentence. `known` are the variables captured by earlier steps. */
export function checkTemplate(text: string, known: readonly string[]): string | null {
  const pieces = split(text);
  if (!Array.isArray(pieces)) return pieces.problem;
  for (const piece of pieces) {
    if (typeof piece === 'string') continue;
    const parsed = parseExpression(piece.source, known);
    if ('problem' in parsed) return parsed.problem;
  }
  return null;
}

/** The names of the environment variables that a text asks for. */
export function environmentOf(text: string): string[] {
  return [...text.matchAll(/\$\{\s*env\.([A-Za-z_]\w*)\s*\}/g)].map((match) => match[1] as string);
}

/** What turns templates into compiled ones, all of one step; `place` names the step, `known` its variables. */
export class TemplateCompiler {
  private readonly sources: Sources;
  private readonly known: readonly string[];
  private readonly place: string;
  private occurrence = 0;

  constructor(sources: Sources, place: string, known: readonly string[]) {
    this.sources = sources;
    this.place = place;
    this.known = known;
  }

  /** `write` turns each value into text, `fixed` what stands between: encoded for a path, on one line for a header. */
  text(text: string, write: (value: unknown) => string, fixed: (text: string) => string): Template {
    return join(this.pieces(text, fixed, write));
  }

  /** A JSON body whose strings, at any depth, are templates. Keys are taken as they are. */
  json(value: unknown): Template {
    return join(this.jsonPieces(value));
  }

  private jsonPieces(value: unknown): Part[] {
    if (typeof value === 'string') return this.jsonString(value);
    if (Array.isArray(value)) {
      const items = value.flatMap((item, i) => [i === 0 ? '' : ',', ...this.jsonPieces(item)]);
      return ['[', ...items, ']'];
    }
    if (value !== null && typeof value === 'object') {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      const items = entries.flatMap(([key, item], i) => [`${i === 0 ? '' : ','}${JSON.stringify(key)}:`, ...this.jsonPieces(item)]);
      return ['{', ...items, '}'];
    }
    return [JSON.stringify(value) ?? 'null'];
  }

  private jsonString(text: string): Part[] {
    const pieces = split(text);
    if (Array.isArray(pieces) && pieces.length === 1 && typeof pieces[0] === 'object') {
      return this.pieces(
        text,
        (fixed) => fixed,
        (value) => JSON.stringify(value) ?? 'null',
      );
    }
    return ['"', ...this.pieces(text, insideJson, (value) => insideJson(asText(value))), '"'];
  }

  private pieces(text: string, fixed: (text: string) => string, write: (value: unknown) => string): Part[] {
    const pieces = split(text);
    if (!Array.isArray(pieces)) throw invalid(text, pieces.problem);
    return pieces.map((piece) => {
      if (typeof piece === 'string') return fixed(piece);
      const parsed = parseExpression(piece.source, this.known);
      if ('problem' in parsed) throw invalid(text, parsed.problem);
      this.occurrence += 1;
      const expression = compileExpression(parsed, `${this.place}#${this.occurrence}`, this.sources);
      if (typeof expression !== 'function') throw invalid(text, expression.problem);
      if (parsed.kind === 'env') return write(expression({ k: 0, vars: null }));
      return (filling) => write(expression(filling));
    });
  }
}

/** Templates and fixed text, one after the other, as one template. */
export function concatenate(...parts: readonly (string | Template)[]): Template {
  return join(parts.map((part) => (typeof part === 'string' ? part : (part.fixed ?? ((filling: Filling) => part.fill(filling))))));
}

/** A value inside a text: what is not text or a number as JSON, nothing as nothing. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function join(pieces: readonly Part[]): Template {
  const merged: Part[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  if (merged.length === 0 || (merged.length === 1 && typeof merged[0] === 'string')) {
    const fixed = (merged[0] as string | undefined) ?? '';
    return { fixed, fill: () => fixed };
  }
  return {
    fixed: null,
    fill: (filling) => {
      let text = '';
      for (const piece of merged) text += typeof piece === 'string' ? piece : piece(filling);
      return text;
    },
  };
}

function split(text: string): Piece[] | { readonly problem: string } {
  const pieces: Piece[] = [];
  let fixed = '';
  let i = 0;
  while (i < text.length) {
    if (text.startsWith('$${', i)) {
      fixed += '${';
      i += 3;
    } else if (text.startsWith('${', i)) {
      const end = text.indexOf('}', i);
      if (end < 0) return { problem: `"\${" without its "}" in ${JSON.stringify(text)}` };
      if (fixed !== '') pieces.push(fixed);
      fixed = '';
      pieces.push({ source: text.slice(i + 2, end) });
      i = end + 1;
    } else {
      fixed += text[i];
      i += 1;
    }
  }
  if (fixed !== '' || pieces.length === 0) pieces.push(fixed);
  return pieces;
}

function invalid(text: string, problem: string): ChaosError {
  return new ChaosError(
    'SCENARIO_INVALID',
    `${problem} (in ${JSON.stringify(text)})`,
    'docs/scenarios.md lists what may stand inside ${...}',
  );
}
