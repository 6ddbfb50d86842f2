/** Single requests on a terminal: a trace of each cause in the summary, and the answer to "show me ten failed requests". */
import type { Analysis } from '../analysis/analysis.ts';
import { chooseSamples, type Choice } from './chosen-samples.ts';
import { displayWidth, pad, wrap } from './columns.ts';
import { count, counted, moment } from './figures.ts';
import { runWord } from './next.ts';
import {
  aboutBody,
  failedSamples,
  headersText,
  howLong,
  leftOutText,
  whatCame,
  whatWasSent,
  whereFrom,
  type Sample,
} from './sample-figures.ts';
import { paint, said, styled } from './styled.ts';
import type { Line } from './styled.ts';

const gutter = 13;
const mostTraces = 5;
const mostBodyLines = 6;

/** A trace of each frequent cause to look up, and how to see the requests that were kept. */
export function traceLines(analysis: Analysis, width: number, folder: string | null = null): Line[] {
  const failed = failedSamples(analysis, analysis.samples.length);
  if (failed.length === 0) return [];
  const traced = failed.filter(({ traceId }) => traceId !== null);
  const lines = traced
    .filter(({ cause }, index) => traced.findIndex((other) => other.cause === cause) === index)
    .slice(0, mostTraces)
    .map(({ cause, traceId }): Line => [said(traceId as string), styled('dim', `  ${said(cause ?? '')}`)]);
  const how = wrap(`${count(failed.length)} kept: chaos report ${said(runWord(analysis, folder))} --failed 10`, width - gutter);
  return [...lines, ...how.map((text): Line => [styled('dim', text)])].map((line, index): Line => [
    pad(index === 0 ? (lines.length > 0 ? '  traces' : '  failed') : '', gutter),
    ...line,
  ]);
}

export interface ShownChoice extends Choice {
  readonly color: boolean;
  readonly width: number;
}

/** Lines of at most `width` columns, without a newline at the end. Throws USAGE for a route that is none. */
export function renderChosen(analysis: Analysis, choice: ShownChoice): string {
  const { route } = choice;
  const width = Math.max(40, choice.width);
  const { samples: shown, kept } = chooseSamples(analysis, choice);
  if (shown.length === 0) return said(`no ${choice.slowest ? '' : 'failed '}request${route === null ? '' : ` of ${route}`} was kept`);
  const digits = String(shown.length).length;
  const blocks = shown.map((sample, index) => sampleLines(sample, `${pad(String(index + 1), digits, 'left')}  `, width));
  const left = [`${count(shown.length)} of ${counted(kept, 'request')} that were kept`, leftOutText(analysis)];
  const last = wrap(left.filter((text) => text !== '').join('; '), width).map((text): Line => [styled('dim', text)]);
  const lines = [...blocks, last].flatMap((block, index) => (index === 0 ? block : [[], ...block]));
  return paint(lines, { width, color: choice.color }).join('\n');
}

/** What came, what was sent, when, the trace to look up, and the beginning of the body. */
function sampleLines(sample: Sample, label: string, width: number): Line[] {
  const indent = ' '.repeat(displayWidth(label));
  const tone = sample.outcome === 'ok' ? 'good' : 'bad';
  const below = (text: string, style: 'plain' | 'dim' = 'plain'): Line[] =>
    text === '' ? [] : wrap(said(text), width - indent.length).map((part): Line => [indent, styled(style, part)]);
  const [first = '', ...rest] = wrap(said(whatCame(sample)), width - indent.length);
  return [
    [label, styled(tone, first)],
    ...rest.map((text): Line => [indent, styled(tone, text)]),
    ...below(whatWasSent(sample)),
    ...below([`${whereFrom(sample)} at ${moment(sample.intendedMs)}`, howLong(sample)].filter((text) => text !== '').join(', ')),
    ...(sample.traceId === null ? [] : below(`trace ${sample.traceId} span ${sample.spanId ?? ''}`)),
    ...below(headersText(sample), 'dim'),
    ...bodyLines(sample, width - indent.length).map((text): Line => [indent, styled('dim', text)]),
    ...below(aboutBody(sample), 'dim'),
  ];
}

function bodyLines({ body }: Sample, width: number): string[] {
  const lines = (body?.text ?? '')
    .split(/\r?\n/)
    .map(said)
    .filter((line) => line !== '')
    .flatMap((line) => wrap(line, width));
  return lines.length <= mostBodyLines ? lines : [...lines.slice(0, mostBodyLines), '…'];
}
