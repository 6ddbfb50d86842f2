/** A YAML file as plain data that still knows where each key and value stands. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Problem, Where } from '../errors.ts';
import type { Path } from './mistake.ts';
import { explainSyntax, type Explained } from './syntax-hint.ts';

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
  const problems = [...syntaxProblems(text, where), ...aliasProblems(document, where)];
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

/**
 * After its first mistake a parser sees mistakes everywhere. So only the first is told; where it is a value without
 * quotes, they are put on and the text is parsed again, until it can be read or something else is wrong.
 */
function syntaxProblems(text: string, where: (offset: number) => Where): Problem[] {
  const problems: Problem[] = [];
  const quoted: { readonly from: number; readonly to: number }[] = [];
  let repaired = text;
  while (problems.length < 50) {
    const { errors, warnings } = parseDocument(repaired, { prettyErrors: false });
    // A key that stands twice confuses nobody but the reader.
    const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
    const error = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
    const tell = (mistake: { code: string; message: string; pos: [number, number] }): Explained => {
      const explained = explainSyntax(repaired, { code: mistake.code, message: mistake.message, offset: mistake.pos[0] });
      problems.push({ message: explained.message, hint: explained.hint, where: where(original(explained.offset, quoted)) });
      return explained;
    };
    const tag = warnings[0];
    if (error === undefined) {
      for (const mistake of twice) tell(mistake);
      if (tag)
        problems.push({
          message: tag.message,
          hint: 'a value that begins with ! must be quoted',
          where: where(original(tag.pos[0], quoted)),
        });
      break;
    }
    const { offset, quoteUntil } = tell(error);
    if (quoteUntil === undefined) break;
    repaired = `${repaired.slice(0, offset)}"${repaired.slice(offset, quoteUntil)}"${repaired.slice(quoteUntil)}`;
    quoted.push({ from: offset, to: quoteUntil });
  }
  return problems;
}

/** A character's place in the text as it was before quotes were put on, the last ones first. */
function original(offset: number, quoted: readonly { readonly from: number; readonly to: number }[]): number {
  return quoted.reduceRight((at, { from, to }) => (at > to + 1 ? at - 2 : at > from ? at - 1 : at), offset);
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
