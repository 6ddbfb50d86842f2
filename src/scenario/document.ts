/** A YAML file as plain data that still knows where each key and value stands. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Problem, Where } from '../errors.ts';
import type { Path } from './mistake.ts';
import { explainSyntax } from './syntax-hint.ts';

export interface SourceFile {
  /** As it is shown to people: relative to where they are, or `scenarios/x.yaml` of the library. */
  readonly file: string;
  readonly text: string;
  /** Plain data; undefined where the text is not YAML. */
  readonly value: unknown;
  /** Mistakes of the YAML itself. */
  readonly problems: readonly Problem[];
  /** Where the value at a path stands, or its key; the nearest existing ancestor where it is missing. */
  place(path: Path, on: 'key' | 'value'): Where;
  /** Where character `column` (from 1) of the one-line text at a path stands. */
  placeInText(path: Path, column: number): Where;
  /** Is the map at a path written in braces? */
  inBraces(path: Path): boolean;
}

/** Reads YAML text. Never throws: what is wrong with it stands in `problems`. */
export function readDocument(file: string, text: string): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const where = (offset: number): Where => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = [...syntaxProblems(document, text, where), ...aliasProblems(document, where)];
  return {
    file,
    text,
    value: problems.length === 0 ? plainData(document) : undefined,
    problems,
    place: (path, on) => where(offsetOf(document, path, on)),
    placeInText: (path, column) => {
      const node = nodeAt(document, path);
      const start = offsetOf(document, path, 'value');
      if (!isScalar(node) || node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return where(start);
      return where(start + (node.type === 'PLAIN' ? 0 : 1) + column - 1);
    },
    inBraces: (path) => {
      const node = nodeAt(document, path);
      return isMap(node) && node.flow === true;
    },
  };
}

/** One problem a line: the rest of a broken line only repeats the first. */
function syntaxProblems(document: Document, text: string, where: (offset: number) => Where): Problem[] {
  const problems: Problem[] = [];
  for (const error of document.errors) {
    const line = where(error.pos[0]).line;
    if (problems.some((problem) => problem.where?.line === line)) continue;
    const { message, hint, offset } = explainSyntax(text, { code: error.code, message: error.message, offset: error.pos[0] });
    problems.push({ message, hint, where: where(offset) });
  }
  for (const warning of document.warnings) {
    const problem = { message: warning.message, hint: 'a value that begins with ! must be quoted', where: where(warning.pos[0]) };
    if (!problems.some((other) => other.where?.line === problem.where.line)) problems.push(problem);
  }
  return problems;
}

/** `ids: *.id` reads as a reference to nothing: a value that begins with `*` needs quotes. */
function aliasProblems(document: Document, where: (offset: number) => Where): Problem[] {
  const problems: Problem[] = [];
  if (document.errors.length > 0) return problems;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const source = `*${alias.source}`;
      problems.push({
        message: `${source} refers to an anchor that does not exist`,
        hint: `a value that begins with * must be quoted: "${source}"`,
        where: where(alias.range?.[0] ?? 0),
      });
    },
  });
  return problems;
}

function plainData(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 1_000 });
  } catch {
    return undefined;
  }
}

function nodeAt(document: Document, path: Path): Node | null {
  let node: unknown = document.contents;
  for (const step of path) {
    const pair: Pair | undefined = pairOf(document, node, step);
    node = pair ? pair.value : itemOf(document, node, step);
    if (node === undefined || node === null) return null;
  }
  return isNode(node) ? followed(document, node) : null;
}

/** The deepest place that exists on the way to the path. */
function offsetOf(document: Document, path: Path, on: 'key' | 'value'): number {
  let offset = startOf(document.contents) ?? 0;
  let node: unknown = document.contents;
  for (const [index, step] of path.entries()) {
    const pair = pairOf(document, node, step);
    const value = pair ? pair.value : itemOf(document, node, step);
    if (pair === undefined && value === undefined) break;
    const key = pair === undefined ? undefined : startOf(pair.key);
    const last = index === path.length - 1;
    const own = isEmpty(value) ? key : startOf(value);
    offset = (last && on === 'key' ? (key ?? own) : (own ?? key)) ?? offset;
    // What is missing inside a map is best looked for at the map's own key.
    if (!last && key !== undefined && missing(document, value, path[index + 1])) offset = key;
    node = value;
  }
  return offset;
}

function missing(document: Document, node: unknown, step: string | number | undefined): boolean {
  return step !== undefined && pairOf(document, node, step) === undefined && itemOf(document, node, step) === undefined;
}

function pairOf(document: Document, node: unknown, step: string | number): Pair | undefined {
  const map = isNode(node) ? followed(document, node) : node;
  if (!isMap(map)) return undefined;
  return map.items.find((item) => (isScalar(item.key) ? String(item.key.value) : undefined) === String(step));
}

function itemOf(document: Document, node: unknown, step: string | number): unknown {
  const seq = isNode(node) ? followed(document, node) : node;
  return isSeq(seq) && typeof step === 'number' ? seq.items[step] : undefined;
}

function followed(document: Document, node: Node): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) && node.range ? node.range[0] : undefined;
}
