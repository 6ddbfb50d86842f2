/**
 * Small changes to a source text, one at a time: numbers, comparisons, `&&` and `||`, least and greatest. What is no rule is left
 * alone: indexes and steps of loops, and whether something is there at all.
 */

export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** Where in the text, and what stands there instead of what. */
  readonly at: number;
  readonly was: string;
  readonly becomes: string;
  /** The line as it was, without its indentation. */
  readonly code: string;
}

const opposite: Readonly<Record<string, string>> = {
  ' < ': ' >= ',
  ' > ': ' <= ',
  ' <= ': ' > ',
  ' >= ': ' < ',
  ' === ': ' !== ',
  ' !== ': ' === ',
  ' && ': ' || ',
  ' || ': ' && ',
  'Math.max(': 'Math.min(',
  'Math.min(': 'Math.max(',
};

/** Of a TypeScript source. What stands in comments, strings, types and imports is left alone; so are tolerances against rounding, 0 and 1 but as steps of counters. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const code = maskLines(maskTexts(text));
  const found: { at: number; was: string; becomes: string }[] = [];
  for (const match of code.matchAll(
    /(?<![\w.$]|\de-)\d[\d_]*(?:\.\d+)?(?![\w.])|(?<= )(?:<=|>=|===|!==|&&|\|\||<|>)(?= )|Math\.(?:max|min)\(/g,
  )) {
    const [was] = match;
    if (isNoRule(code, match.index, was)) continue;
    if (/^\d/.test(was)) for (const becomes of nearby(Number(was.replaceAll('_', '')))) found.push({ at: match.index, was, becomes });
    else {
      const becomes = opposite[was.startsWith('Math') ? was : ` ${was} `];
      if (becomes !== undefined) found.push({ at: match.index, was, becomes: becomes.trim() });
    }
  }
  return found.map(({ at, was, becomes }) => {
    const line = text.slice(0, at).split('\n').length;
    return { file, line, at, was, becomes, code: (text.split('\n')[line - 1] ?? '').trim() };
  });
}

function isNoRule(code: string, at: number, was: string): boolean {
  const line = code.slice(code.lastIndexOf('\n', at) + 1, at);
  if (/^\s*for \(/.test(line) && !line.includes(') ')) return true;
  if (was === '0' || was === '1') return !line.endsWith('+= ');
  return /^(?:===|!==) (?:null|undefined)\b/.test(code.slice(at));
}

export function apply(text: string, { at, was, becomes }: Mutant): string {
  return text.slice(0, at) + becomes + text.slice(at + was.length);
}

/** A little more and a little less: a rule that does not feel half as much again is no rule. */
function nearby(value: number): string[] {
  if (value === 1) return ['2'];
  if (Number.isInteger(value) && value < 10) return [String(value + 1), String(value - 1)];
  return [value * 1.5, value / 1.5].map((other) => String(Number.isInteger(value) ? Math.round(other) : Number(other.toPrecision(6))));
}

/** Comments and the insides of strings become blanks of the same length; code in templates is left out too. */
function maskTexts(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, (part) => part.replaceAll(/[^\n]/g, ' '));
}

/** Imports, types and interfaces. */
function maskLines(text: string): string {
  return text.replaceAll(/^(?:import|export type|type)\b[^;]*;|^(?:export )?interface [^{]*\{[\s\S]*?^\}/gm, (part) =>
    part.replaceAll(/[^\n]/g, ' '),
  );
}
