/** Which kept requests a report shows, and what is said of one, the same in every report. */
import { formatMs } from '../units.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { fit } from './columns.ts';
import { oneLine } from './escape.ts';
import { count, counted, outcomeName } from './figures.ts';

export type Sample = Analysis['samples'][number];

/** Failed requests, each cause in turn from the most frequent on, so that few of them show many causes. null: of any route. */
export function failedSamples(analysis: Analysis, most: number, route: string | null = null): Sample[] {
  const byNumber = new Map(analysis.samples.map((sample) => [sample.number, sample]));
  const causes = analysis.errors
    .filter((error) => error.outcome !== 'cancelled' && (route === null || error.route === route))
    .map((error) => error.samples.map((number) => byNumber.get(number)).filter((sample) => sample !== undefined));
  return inTurn(causes).slice(0, most);
}

/** The slowest of all that were kept, failed or not. */
export function slowestSamples(analysis: Analysis, most: number, route: string | null = null): Sample[] {
  return analysis.samples
    .filter((sample) => sample.responseMs !== null && (route === null || sample.route === route))
    .toSorted((a, b) => (b.responseMs as number) - (a.responseMs as number))
    .slice(0, most);
}

/** The first of each list, then the second of each, and so on. */
export function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

/** `status 503 (http error)`, `ok`. */
export function whatCame({ outcome, cause, status }: Sample): string {
  if (cause === null) return status === null ? outcomeName(outcome) : `${outcomeName(outcome)}, status ${status}`;
  // A cause that is the status says it already.
  const beside = status === null || cause === `status ${status}` ? '' : `, status ${status}`;
  return `${cause} (${outcomeName(outcome)}${beside})`;
}

/** `POST /orders`, `GET /me after 1 redirect`; the route where nothing was sent. */
export function whatWasSent({ method, path, route, redirects }: Sample): string {
  if (method === null) return `${route}, not sent`;
  return `${method} ${path ?? ''}${redirects === 0 ? '' : ` after ${counted(redirects, 'redirect')}`}`;
}

/** Of every answer, and nothing of why it failed. */
const framing = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);
/** Where to, when to come again, who is asked to say who they are: what explains an answer comes first. */
const telling = ['location', 'retry-after', 'www-authenticate'];
const mostHeaders = 12;
/** Of a header that explains nothing: policies and reports are long. */
const longestHeader = 100;

/** `location: /login · content-type: text/html`: the headers of the answer, those that explain it first; '' without any. */
export function headersText({ headers }: Sample): string {
  const all = headers.filter(([name]) => !framing.has(name.toLowerCase()));
  const isTelling = ([name]: readonly [string, string]): boolean => telling.includes(name.toLowerCase());
  const ordered = [...all.filter(isTelling), ...all.filter((header) => !isTelling(header))];
  const shown = ordered.slice(0, mostHeaders).map(([name, value]) => {
    const text = `${name}: ${value}`;
    return isTelling([name, value]) ? text : fit(text, longestHeader);
  });
  return [...shown, ...(ordered.length > mostHeaders ? [`${count(ordered.length - mostHeaders)} more`] : [])].join(' · ');
}

/** `checkout in peak`. */
export function whereFrom({ route, stage }: Sample): string {
  return `${route} in ${stage}`;
}

/** `1.2 s (1.19 s from its actual send), new connection`; '' for what never ended by itself. */
export function howLong({ responseMs, serviceMs, connection }: Sample): string {
  return [responseMs === null ? '' : tookText(responseMs, serviceMs), connection === null ? '' : `${connection} connection`]
    .filter((part) => part !== '')
    .join(', ');
}

function tookText(responseMs: number, serviceMs: number | null): string {
  const took = formatMs(responseMs);
  const served = serviceMs === null ? took : formatMs(serviceMs);
  return served === took ? took : `${took} (${served} from its actual send)`;
}

/** What there is instead of a body's text, or beside a part of it; '' for a text that is whole. */
export function aboutBody({ body }: Sample): string {
  if (body === null) return '';
  const what = `${counted(body.bytes, 'byte')}${body.type === null ? '' : ` of ${oneLine(body.type)}`}`;
  if (body.text === null) return what;
  return body.whole ? '' : `the beginning of ${what}`;
}

/** `12 samples found no room in the log`, or ''. */
export function leftOutText({ samplesLeftOut }: Analysis): string {
  return samplesLeftOut === 0 ? '' : `${count(samplesLeftOut)} more found no room in the log`;
}
