/** Where a breaker is read: its instances, by URL, by name, by a Prometheus server that knows them, or the logs they write. */
import type { Preset } from '../breakers/preset.ts';
import { selectorOf } from '../breakers/selector.ts';
import type { BreakerSource, Labels } from '../breakers/source.ts';
import type { WrittenBreaker } from '../scenario/breaker-schema.ts';
import type { Path } from '../scenario/mistake.ts';
import { readUrl } from './addresses.ts';
import { checkHost, checkText, checkUrl, type Draft } from './draft.ts';
import { missingVariable, resolveEnv } from './environment.ts';
import type { PlannedBreaker } from './plan.ts';

export type BreakerPlace = Pick<PlannedBreaker, 'urls' | 'dns' | 'server' | 'files' | 'command'>;

interface Known {
  readonly path: Path;
  readonly match: Labels;
  readonly preset: Preset | undefined;
  readonly source: BreakerSource | undefined;
}

const places = ['url', 'urls', 'prometheus', 'file', 'files', 'command'] as const;

export function compileBreakerPlace(draft: Draft, written: WrittenBreaker, { path, match, preset, source }: Known): BreakerPlace {
  const given = places.filter((key) => written[key] !== undefined);
  checkPlaces(draft, written, given, path, preset);
  const { url, dns, prometheus, files, file, command } = written;
  const urls = written.urls ?? (url === undefined ? [] : [url]);
  for (const [at, one] of urls.entries()) {
    // Of a name with many addresses, the host in the URL is only its place.
    if (dns === undefined || written.urls !== undefined)
      checkUrl(draft, one, written.urls === undefined ? [...path, 'url'] : [...path, 'urls', at]);
    else checkForm(draft, one, [...path, 'url']);
  }
  if (dns !== undefined && checkText(draft, dns, [...path, 'dns']) && missingVariable(dns, draft.env) === null)
    checkHost(draft, resolveEnv(dns, draft.env), [...path, 'dns']);
  if (prometheus !== undefined) checkUrl(draft, prometheus.url, [...path, 'prometheus', 'url']);
  const logs = files ?? (file === undefined ? undefined : [file]);
  for (const [at, log] of (logs ?? []).entries()) checkText(draft, log, files === undefined ? [...path, 'file'] : [...path, 'files', at]);
  for (const [at, word] of (command ?? []).entries()) checkText(draft, word, [...path, 'command', at]);
  return {
    urls,
    ...(dns === undefined ? {} : { dns }),
    ...(prometheus === undefined
      ? {}
      : {
          server: {
            url: prometheus.url,
            query: prometheus.query ?? (source?.adapter === 'prometheus' ? selectorOf(source, match) : ''),
            instance: prometheus.instance ?? 'instance',
          },
        }),
    ...(logs === undefined ? {} : { files: logs }),
    ...(command === undefined ? {} : { command }),
  };
}

/** One place, of a kind that the preset can be read at. */
function checkPlaces(
  draft: Draft,
  written: WrittenBreaker,
  given: readonly (typeof places)[number][],
  path: Path,
  preset: Preset | undefined,
): void {
  const { name = '', dns, url } = written;
  const wrong = (key: string, message: string, hint?: string): void =>
    draft.report({ path: [...path, key], on: 'key', message, ...(hint === undefined ? {} : { hint }) });
  const [first, second] = given;
  if (second !== undefined) wrong(second, `${first} and ${second} exclude each other`, 'a breaker is read at one kind of place');
  if (dns !== undefined && url === undefined)
    wrong(
      'dns',
      'dns without url: expected a URL in which the addresses take the place of the host',
      'for example url: http://shop:8080/metrics beside dns: shop',
    );
  if (preset === undefined) return;
  const { adapter, key } = preset;
  if (adapter === 'inferred') {
    if (first !== undefined) wrong(first, `${first} is not for preset inferred, which reads nothing`);
    if (written.link === undefined && written.signature === undefined)
      draft.report({
        path,
        on: 'key',
        message: `breaker ${name}: link is missing; expected the link it guards, for what crosses that is what shows it`,
      });
    return;
  }
  if (first === undefined && dns === undefined)
    draft.report({ path, on: 'key', message: `breaker ${name}: url is missing; expected where its state is read` });
  for (const one of given) {
    if (one === 'prometheus' && adapter !== 'prometheus')
      wrong(one, `a Prometheus server has no ${adapter}: preset ${key} is read at url or urls`);
    if ((one === 'file' || one === 'files' || one === 'command') && adapter !== 'log')
      wrong(one, `${one} is for preset log; preset ${key} is read at url or urls`);
  }
}

function checkForm(draft: Draft, text: string, path: Path): void {
  const url = checkText(draft, text, path) ? readUrl(resolveEnv(text, draft.env)) : undefined;
  if (typeof url === 'string') draft.report({ path, message: url });
}
