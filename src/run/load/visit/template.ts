/**
 * Text with `${...}` in it, and JSON whose strings hold it. Compiled once a step into the fixed pieces and the few that
 * change; filling it is a concatenation. A JSON string that is one whole `${...}` becomes the value itself: a number stays
 * a number.
 */
import { ChaosError } from '../../../errors.ts';
import { checkTemplate, parseTemplate } from '../../../scenario/template-grammar.ts';
import { compileExpression, constantOf, type Filling, type Sources } from './expression.ts';

/** A compiled template. A template without `${...}` has `fixed`: its text, known before any request. */
export interface Template {
  readonly fixed: string | null;
  render(filling: Filling): string;
}

/** Fixed text, or what writes the text of a request. */
type Part = string | ((filling: Filling) => string);
type Write = (value: unknown) => string;

/** Compiles the templates of one step; `place` names the step, `known` are the variables captured before it. */
export class TemplateCompiler {
  private readonly sources: Sources;
  private readonly known: readonly string[];
  private readonly place: string;
  private readonly columns: Readonly<Record<string, readonly string[]>>;
  private occurrence = 0;

  constructor(sources: Sources, place: string, known: readonly string[]) {
    this.sources = sources;
    this.place = place;
    this.known = [...Object.keys(sources.constants ?? {}), ...known];
    this.columns = Object.fromEntries([...(sources.feeders ?? [])].map(([name, { columns }]) => [name, columns]));
  }

  /** `write` turns each value into text, `fixed` what stands between: encoded for a path, on one line for a header. */
  text(text: string, write: Write, fixed: (text: string) => string): Template {
    return join(this.parts(text, fixed, write));
  }

  /** A JSON body whose strings, at any depth, are templates. Keys are taken as they are. */
  json(value: unknown): Template {
    return join(this.jsonParts(value));
  }

  private jsonParts(value: unknown): Part[] {
    if (typeof value === 'string') {
      const whole = /^\$\{[^}]*\}$/.test(value);
      return whole
        ? this.parts(value, insideJson, writeJson)
        : ['"', ...this.parts(value, insideJson, (inner) => insideJson(asText(inner))), '"'];
    }
    if (Array.isArray(value)) {
      const items = value.flatMap((item, i) => [i === 0 ? '' : ',', ...this.jsonParts(item)]);
      return ['[', ...items, ']'];
    }
    if (value !== null && typeof value === 'object') {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      const items = entries.flatMap(([key, item], i) => [`${i === 0 ? '' : ','}${JSON.stringify(key)}:`, ...this.jsonParts(item)]);
      return ['{', ...items, '}'];
    }
    return [writeJson(value)];
  }

  private parts(text: string, fixed: (text: string) => string, write: Write): Part[] {
    const wrong = checkTemplate(text, this.known, this.columns);
    if (wrong !== null) throw new ChaosError('SCENARIO_INVALID', wrong, 'docs/scenarios.md lists what may stand inside ${...}');
    return parseTemplate(text).map((part): Part => {
      if (typeof part === 'string') return fixed(part);
      this.occurrence += 1;
      const expression = compileExpression(part, `${this.place}#${this.occurrence}`, this.sources);
      const constant = constantOf(part, this.sources);
      return constant ? write(constant.value) : (filling) => write(expression(filling));
    });
  }
}

/** Templates and fixed text, one after the other, as one template. */
export function concatenate(...parts: readonly (string | Template)[]): Template {
  return join(parts.map((part) => (typeof part === 'string' ? part : (part.fixed ?? ((filling: Filling) => part.render(filling))))));
}

/** A value inside a text: what is neither text nor a number as JSON, nothing as nothing. */
export function asText(value: unknown): string {
  // Half of a pair of surrogates is no text that could be sent; an answer that was cut in the middle of one has it.
  if (typeof value === 'string') return value.toWellFormed();
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

function writeJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
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
  const only = merged[0] ?? '';
  if (merged.length <= 1 && typeof only === 'string') return { fixed: only, render: () => only };
  return {
    fixed: null,
    render: (filling) => {
      let text = '';
      for (const piece of merged) text += typeof piece === 'string' ? piece : piece(filling);
      return text;
    },
  };
}
