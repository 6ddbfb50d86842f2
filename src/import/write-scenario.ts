/** What was imported, as the text of a scenario file: the YAML that `chaos check` reads, with comments that say where it is from. */
import { Document, isMap as isYamlMap, isScalar, isSeq, Scalar, visit, type YAMLMap } from 'yaml';
import { isLoopback } from '../plan/hosts.ts';
import { urlScenario } from '../scenario/url-scenario.ts';
import { writeDuration } from '../units.ts';
import type { Imported, ImportedStep } from './imported.ts';

export interface WriteOptions {
  /** kebab-case */
  readonly name: string;
  /** What 1x means, such as `10/s`. */
  readonly rate: string;
  /** What load is sent to; undefined: the file's own host, if that is this machine. */
  readonly target: string | undefined;
}

export interface Written {
  readonly text: string;
  /** The same as plain data. */
  readonly scenario: Readonly<Record<string, unknown>>;
}

/** The same input gives the same text: nothing of the day or the machine is in it. */
export function writeImported(imported: Imported, options: WriteOptions): Written {
  // Without the folder: where it lay says nothing about the traffic.
  const source = imported.source.split(/[/\\]/).at(-1) ?? imported.source;
  const own = imported.origin !== null && isLocal(imported.origin) ? imported.origin : undefined;
  const target = options.target ?? own;
  const { stages } = urlScenario()['load'] as { stages: unknown };
  const scenario = {
    version: 1,
    name: options.name,
    title: `Imported from ${source}`,
    ...(target === undefined ? {} : { target }),
    load: {
      base: options.rate,
      stages,
      journeys: imported.journeys.map(({ name, weight, steps }) => ({ name, weight, steps: steps.map(stepValue) })),
    },
    objectives: ['error rate < 1%'],
  };
  const document = new Document(scenario, { aliasDuplicateObjects: false });
  style(document);
  document.commentBefore = comment([
    `From ${source} (${imported.format}), by chaos import.`,
    ...imported.notes.map((note) => `- ${note}`),
    ...variableLines(imported),
  ]);
  if (target === undefined) {
    const named = imported.origin ?? 'http://127.0.0.1:8080';
    const why = imported.origin === null ? 'the file names no host' : 'not this machine';
    before(
      document,
      ['load'],
      [`target: ${named}`, `  ${why}, so that nothing is sent there before you say so: here, or with --target URL`],
    );
  }
  for (const [at, journey] of imported.journeys.entries())
    for (const [index, { comments }] of journey.steps.entries())
      if (comments.length > 0) before(document, ['load', 'journeys', at, 'steps', index], comments);
  return { text: document.toString({ lineWidth: 0, flowCollectionPadding: false }), scenario };
}

function stepValue({
  method,
  path,
  name,
  headers,
  auth,
  body,
  redirects,
  status,
  capture,
  thinkMs,
}: ImportedStep): Record<string, unknown> {
  return {
    [method.toLowerCase()]: path,
    name,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(auth === null ? {} : { auth }),
    ...(body === null ? {} : 'text' in body ? { body: body.text } : body),
    ...(redirects === 0 ? {} : { redirects }),
    ...(status.length === 0 ? {} : { expect: { status: status.length === 1 ? status[0] : status } }),
    ...(Object.keys(capture).length === 0 ? {} : { capture }),
    ...(thinkMs === 0 ? {} : { think: writeDuration(thinkMs) }),
  };
}

function isLocal(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname);
}

function variableLines({ variables }: Imported): string[] {
  if (variables.length === 0) return [];
  const width = Math.max(...variables.map(({ name }) => name.length));
  return ['Secrets are left out. Set these before a run:', ...variables.map(({ name, of }) => `  ${name.padEnd(width)}  ${of}`)];
}

const unfitForBlocks = /[\r\u0085\u2028\u2029\uFEFF]|\p{Cc}(?<!\n)|\n\s*$/u;

/** One line each: stages and what is expected. What YAML would fold or end elsewhere is put in quotes. */
function style(document: Document): void {
  const stages = document.getIn(['load', 'stages'], true);
  if (isSeq(stages)) for (const stage of stages.items) if (isYamlMap(stage)) stage.flow = true;
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && ['auth', 'expect', 'capture'].includes(String(key.value)) && isYamlMap(value) && fits(value)) value.flow = true;
    },
    Scalar: (_, node, within) => {
      if (typeof node.value !== 'string') return;
      const inBraces = within.some((part) => isYamlMap(part) && part.flow === true);
      // Between braces a plain text of several lines can come out as something else; a block of text would give the others
      // back as plain line ends, or not at all.
      if (inBraces ? /\s/.test(node.value) : unfitForBlocks.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
}

function fits(map: YAMLMap): boolean {
  return map.items.length <= 3;
}

function before(document: Document, path: readonly (string | number)[], lines: readonly string[]): void {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isYamlMap(parent)) {
    const key = parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key;
    if (isScalar(key)) key.commentBefore = comment(lines);
  } else if (isSeq(parent)) {
    const item = parent.items[last as number];
    if (isYamlMap(item)) item.commentBefore = comment(lines);
  }
}

/** Lines of a comment; a line end in one of them would begin YAML. */
function comment(lines: readonly string[]): string {
  return lines.map((line) => ` ${line.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').toWellFormed()}`).join('\n');
}
