/**
 * The grammar of `${...}` in a scenario's strings; filling them in is the load engine's business.
 *
 *   ${zipf(1, 500)}     a whole number, small ones far more often (popularity)
 *   ${uniform(1, 500)}  a whole number, each as often
 *   ${uuid}             never repeated, not even by the same seed
 *   ${seq}              1, 2, 3, ... over the whole run
 *   ${env.NAME}         from the environment, when the run starts
 *   ${csv.users.name}   the column `name` of the row that the feeder `users` has for this visit
 *   ${cart}             what an earlier step of the same journey captured as `cart`, or a constant of `vars`
 *   $${                 the two characters ${ themselves
 */

import { didYouMean } from './did-you-mean.ts';

export type TemplateFunction = 'zipf' | 'uniform' | 'uuid' | 'seq';

export type TemplatePart =
  | string
  | { readonly fn: TemplateFunction; readonly args: readonly number[] }
  | { readonly variable: string }
  | { readonly env: string }
  | { readonly feeder: string; readonly column: string };

/** Feeders by name, with their columns; null where a file could not be read, which is a mistake of its own. */
export type FeederColumns = Readonly<Record<string, readonly string[] | null>>;

/** How many arguments each function takes. */
const functions: Readonly<Record<TemplateFunction, number>> = { zipf: 2, uniform: 2, uuid: 0, seq: 0 };

/** The load engine keeps a table of them. */
const widestZipf = 1_000_000;

const templateFunctions = Object.keys(functions) as TemplateFunction[];

/** What `${NAME}` means whatever is captured under that name. */
export const reservedNames: readonly string[] = [...templateFunctions, 'env', 'csv'];

/** Literal text and placeholders in order; no two strings stand side by side. Throws on what checkTemplate refuses. */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let i = 0;
  while (i < text.length) {
    if (text.startsWith('$${', i)) {
      literal += '${';
      i += 3;
    } else if (text.startsWith('${', i)) {
      const end = text.indexOf('}', i);
      if (end < 0) throw new SyntaxError(`"\${" without its "}" in "${text}"`);
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(parsePlaceholder(text.slice(i + 2, end)));
      i = end + 1;
    } else {
      literal += text[i];
      i += 1;
    }
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

/**
 * What is wrong with a template, as a sentence, or null. `known` are the constants and what the steps before captured;
 * `${env.X}` is not looked up here.
 */
export function checkTemplate(text: string, known: readonly string[], feeders: FeederColumns = {}): string | null {
  let parts: TemplatePart[];
  try {
    parts = parseTemplate(text);
  } catch (error) {
    return (error as SyntaxError).message;
  }
  for (const part of parts) {
    if (typeof part === 'string') continue;
    if ('feeder' in part) {
      const wrong = checkColumn(part.feeder, part.column, feeders);
      if (wrong !== null) return wrong;
      continue;
    }
    if (!('variable' in part) || known.includes(part.variable)) continue;
    const may = [
      ...known.map((name) => `\${${name}}`),
      '${zipf(1, 500)}',
      '${uniform(1, 500)}',
      '${uuid}',
      '${seq}',
      '${env.NAME}',
      ...ofFeeders(feeders),
    ];
    return `\${${part.variable}} is not captured by an earlier step; known here: ${may.join(', ')}`;
  }
  return null;
}

function checkColumn(feeder: string, column: string, feeders: FeederColumns): string | null {
  if (!Object.hasOwn(feeders, feeder)) {
    const names = Object.keys(feeders);
    const list = names.length === 0 ? 'there is none: write load.feeders: {NAME: file.csv}' : `there are ${names.join(', ')}`;
    return `\${csv.${feeder}.${column}}: no feeder "${feeder}"; ${list}${didYouMean(feeder, names)}`;
  }
  const columns = feeders[feeder] ?? null;
  if (columns === null || columns.includes(column)) return null;
  return `\${csv.${feeder}.${column}}: ${feeder} has no column "${column}"; it has ${columns.join(', ')}${didYouMean(column, columns)}`;
}

function ofFeeders(feeders: FeederColumns): string[] {
  return Object.entries(feeders).flatMap(([name, columns]) => (columns ?? []).map((column) => `\${csv.${name}.${column}}`));
}

/** Does the text hold a placeholder at all? */
export function isTemplate(text: string): boolean {
  return /(?<!\$)\$\{/.test(text);
}

function parsePlaceholder(source: string): TemplatePart {
  const inner = source.trim();
  const env = /^env\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(inner);
  if (env) return { env: env[1] as string };
  const csv = /^csv\.([A-Za-z0-9][\w-]*)\.(.+)$/.exec(inner);
  if (csv) return { feeder: csv[1] as string, column: (csv[2] as string).trim() };
  if (/^csv\s*\./.test(inner)) throw new SyntaxError(`"\${${source}}" is not understood: write \${csv.NAME.COLUMN}`);
  const match = /^([A-Za-z_][\w-]*)\s*(?:\(([^()]*)\))?$/.exec(inner);
  if (!match)
    throw new SyntaxError(`"\${${source}}" is not understood: write a function such as \${zipf(1, 500)}, a captured name, or \${env.NAME}`);
  const name = match[1] as string;
  if (!Object.hasOwn(functions, name)) {
    if (match[2] === undefined) return { variable: name };
    throw new SyntaxError(`"\${${source}}": there is no function ${name}; there are ${templateFunctions.join(', ')}`);
  }
  return { fn: name as TemplateFunction, args: parseArguments(name as TemplateFunction, match[2] ?? '', source) };
}

function parseArguments(fn: TemplateFunction, list: string, source: string): number[] {
  const texts = list.trim() === '' ? [] : list.split(',').map((argument) => argument.trim());
  const wanted = functions[fn];
  if (texts.length !== wanted) {
    const usage = wanted === 0 ? `\${${fn}}` : `\${${fn}(1, 500)}`;
    throw new SyntaxError(`"\${${source}}": ${fn} takes ${wanted} arguments, got ${texts.length}; write ${usage}`);
  }
  const args = texts.map((text) => (/^-?\d+$/.test(text) ? Number(text) : Number.NaN));
  const bad = args.findIndex((arg) => !Number.isSafeInteger(arg));
  if (bad >= 0) throw new SyntaxError(`"\${${source}}": ${texts[bad]} is not a whole number`);
  const [from = 0, to = 0] = args;
  if (fn === 'zipf' && to - from >= widestZipf) throw new SyntaxError(`"\${${source}}": zipf spans at most ${widestZipf} numbers`);
  if (wanted === 2 && from > to) throw new SyntaxError(`"\${${source}}": the first number is larger than the second`);
  return args;
}
