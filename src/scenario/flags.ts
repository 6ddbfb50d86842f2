/** Flags laid over a resolved scenario. What has a name replaces its namesake and joins the rest; a list without names is replaced whole. */
import { readFaultText } from '../faults/fault-text.ts';
import { isMap, type Origins, type Raw } from './origins.ts';
import { readLinkText } from './link-text.ts';
import type { FlagReport, Overrides } from './overrides.ts';
import type { Path } from './mistake.ts';
import { followsBase, replacePeak } from './peak.ts';
import { scaleTo } from './stretch.ts';

interface Layer extends FlagReport {
  readonly raw: Raw;
  readonly origins: Origins;
}

export function applyFlags(raw: Raw, origins: Origins, overrides: Overrides, say: FlagReport): void {
  const layer: Layer = { raw, origins, ...say };
  const load = isMap(raw['load']) ? raw['load'] : undefined;
  if (overrides.rate !== undefined && load) {
    put(layer, load, ['load', 'base'], overrides.rate, '--rate');
    if (!followsBase(load['stages'])) say.warn('--rate changes nothing: it is what 1x means, and no stage has a multiple such as 5x');
  }
  if (overrides.peak !== undefined) replacePeak(raw, origins, overrides.peak, say);
  if (overrides.duration !== undefined) scaleTo(raw, origins, overrides.duration, say);
  for (const text of overrides.links ?? []) addLink(layer, text);
  addFaults(layer, overrides.faults ?? []);
  for (const text of overrides.breakers ?? []) addBreaker(layer, text);
  for (const text of overrides.headers ?? []) addHeader(layer, text);
  replaceList(layer, 'objectives', overrides.objectives, '--objective');
  replaceList(layer, 'abort', overrides.aborts, '--abort');
  if (overrides.toxiproxy !== undefined) put(layer, raw, ['toxiproxy'], overrides.toxiproxy, '--toxiproxy');
  if (overrides.gate !== undefined) put(layer, raw, ['gate'], overrides.gate, '--gate');
  if (overrides.seed !== undefined) put(layer, raw, ['seed'], overrides.seed, '--seed');
  for (const host of overrides.allowHosts ?? []) append(layer, 'allowHosts', host, '--allow-host');
}

function put({ origins }: Layer, owner: Raw, path: Path, value: unknown, flag: string): void {
  owner[String(path.at(-1))] = value;
  origins.set(path, { words: `flag ${flag}` });
}

function append(layer: Layer, key: string, value: unknown, flag: string): void {
  const list = Array.isArray(layer.raw[key]) ? (layer.raw[key] as unknown[]) : (layer.raw[key] = []);
  (list as unknown[]).push(value);
  layer.origins.set([key, (list as unknown[]).length - 1], { words: `flag ${flag}` });
}

/** Replaces the entry whose `key` is the same, else appends. */
function putNamed(layer: Layer, list: string, key: string, entry: Raw, flag: string): void {
  const entries = Array.isArray(layer.raw[list]) ? (layer.raw[list] as unknown[]) : [];
  const at = entries.findIndex((other) => isMap(other) && other[key] === entry[key]);
  if (at < 0) return append(layer, list, entry, flag);
  entries[at] = entry;
  layer.origins.set([list, at], { words: `flag ${flag}` });
}

function wrong(layer: Layer, flag: string, text: string, message: string, hint: string): void {
  layer.report({ path: [], message: `flag ${flag} "${text}": ${message}`, hint });
}

/** `payments=127.0.0.1:21001,127.0.0.1:4001,protocol=http` or `payments=proxy=stock` */
function addLink(layer: Layer, text: string): void {
  const { name, link, problem } = readLinkText(text);
  if (problem !== undefined) return wrong(layer, '--link', text, problem, 'for example --link payments=127.0.0.1:21001,127.0.0.1:4001');
  const links = isMap(layer.raw['links']) ? layer.raw['links'] : (layer.raw['links'] = {});
  put(layer, links as Raw, ['links', name], link, '--link');
}

function addFaults(layer: Layer, texts: readonly string[]): void {
  const ours: string[] = [];
  for (const text of texts) {
    const { fault, problem } = readFaultText(text);
    if (problem) {
      wrong(
        layer,
        '--fault',
        text,
        `${problem.message} (at character ${problem.position + 1})`,
        problem.hint ?? 'for example --fault "payments latency 2s for 20s at 30s"',
      );
      continue;
    }
    // Two flags of one kind on one link are two faults; a flag and the file's fault of that name are one.
    const same = ours.filter((id) => id === fault.id).length;
    ours.push(fault.id);
    putNamed(layer, 'faults', 'id', { ...fault, id: same === 0 ? fault.id : `${fault.id}-${same + 1}` }, '--fault');
  }
}

/** `payments opossum http://127.0.0.1:8080/metrics name=payments link=payments` */
function addBreaker(layer: Layer, text: string): void {
  const [name, preset, ...rest] = text.trim().split(/\s+/);
  const example = 'for example --breaker "payments opossum http://127.0.0.1:8080/metrics"';
  // What is inferred is read nowhere.
  const [first, ...others] = rest;
  const url = first !== undefined && (first.includes('://') || !first.includes('=')) ? first : undefined;
  if (name === undefined || preset === undefined || (url === undefined && preset !== 'inferred'))
    return wrong(layer, '--breaker', text, 'expected NAME PRESET URL [LABEL=VALUE ...]', example);
  const match: Record<string, string> = {};
  const own: Record<string, string> = isMap(layer.raw['links']) && name in layer.raw['links'] ? { link: name } : {};
  for (const label of url === undefined ? rest : others) {
    const at = label.indexOf('=');
    if (at < 1) return wrong(layer, '--breaker', text, `expected LABEL=VALUE, got "${label}"`, example);
    const key = label.slice(0, at);
    (ownKeys.includes(key) ? own : match)[key] = label.slice(at + 1);
  }
  const entry = { name, preset, ...(url === undefined ? {} : { url }), ...(Object.keys(match).length > 0 ? { match } : {}), ...own };
  putNamed(layer, 'breakers', 'name', entry, '--breaker');
}

/** What stands among the labels of a --breaker and is none. */
const ownKeys = ['link', 'dns', 'wait'];

/** `authorization: Bearer x` */
function addHeader(layer: Layer, text: string): void {
  const at = text.indexOf(':');
  const name = text.slice(0, Math.max(0, at)).trim();
  // What stands there may be a secret: the message does not repeat it.
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
    return void layer.report({
      path: [],
      message: 'flag --header: expected "NAME: VALUE"',
      hint: 'for example --header "accept: application/json"',
    });
  const target = layer.raw['target'];
  // That there is no target is said elsewhere.
  if (target === undefined) return;
  const map: Raw = isMap(target) ? target : (layer.raw['target'] = { url: target });
  const headers = isMap(map['headers']) ? map['headers'] : (map['headers'] = {});
  for (const other of Object.keys(headers as Raw)) if (other.toLowerCase() === name.toLowerCase()) delete (headers as Raw)[other];
  put(layer, headers as Raw, ['target', 'headers', name], text.slice(at + 1).trim(), '--header');
}

function replaceList(layer: Layer, key: 'objectives' | 'abort', texts: readonly string[] | undefined, flag: string): void {
  if (texts === undefined || texts.length === 0) return;
  const before = Array.isArray(layer.raw[key]) ? layer.raw[key].length : 0;
  if (before > 0 && !('words' in layer.origins.at([key]).origin)) {
    layer.warn(`${flag} replaces ${before} ${before === 1 ? 'entry' : 'entries'} of the scenario's ${key}`);
  }
  put(layer, layer.raw, [key], [...texts], flag);
  layer.origins.set([key], { words: `flag ${flag}`, texts });
}
