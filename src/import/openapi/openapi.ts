/** An OpenAPI document -> one journey for each operation, weighted by method: an operation that fails must not hide the others. */
import { ChaosError } from '../../errors.ts';
import { methods } from '../../scenario/journey-schema.ts';
import type { Exchange } from '../exchange.ts';
import { chooseHosts, type HostChoice } from '../hosts.ts';
import type { Imported, ImportedJourney, ImportOptions } from '../imported.ts';
import { countLeftOut } from '../left-out.ts';
import { createSecrets, type Secrets } from '../secrets.ts';
import { freeName, uniqueNames } from '../step-names.ts';
import { makeSteps } from '../steps.ts';
import type { OpenApiDocument, Operation, Parameter, PathItem, Server } from './openapi-document.ts';
import { placeParameters } from './parameters.ts';
import { readOpenApi, type OpenApiFile } from './read-openapi.ts';
import { exampleBody } from './request-body.ts';
import { credentialsOf } from './security.ts';

export interface OpenApiOptions extends ImportOptions {
  /** Also what changes or removes something. */
  readonly all: boolean;
}

/** Reads are most of what an API is asked. */
const weights: Readonly<Record<string, number>> = { get: 10, head: 1, options: 1, post: 2, put: 1, patch: 1, delete: 1 };
const reading = ['get', 'head', 'options'];

interface Found {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  readonly server: PlacedServer;
}

/** `origin` null: relative to wherever the document is served. */
interface PlacedServer {
  readonly origin: string | null;
  readonly prefix: string;
}

/** Throws IMPORT_INVALID and NOT_SUPPORTED. */
export async function importOpenApi(text: string, file: OpenApiFile, options: OpenApiOptions): Promise<Imported> {
  const document = await readOpenApi(text, file);
  const found = operationsOf(document);
  const hosts = chooseHosts([...new Set(found.flatMap(({ server }) => server.origin ?? []))], options.onlyHosts);
  const leftOut = countLeftOut('operation');
  const secrets = createSecrets();
  const made = found.flatMap((one) => {
    const request = exchangeOf(one, document, hosts, options, secrets);
    if ('cannot' in request) leftOut.add(request.cannot);
    return 'cannot' in request ? [] : [{ found: one, ...request }];
  });
  if (made.length === 0) throw nothingLeft(file.source, leftOut.notes());
  const { steps, notes } = makeSteps(
    made.map(({ exchange }) => exchange),
    secrets,
  );
  const names = uniqueNames(
    made.map(({ found: { operation, method, path } }) => freeName(operation.operationId ?? `${method.toUpperCase()} ${path}`)),
  );
  const journeys = steps.map((step, index): ImportedJourney => {
    const {
      found: { method, operation },
      comments,
    } = made[index] as (typeof made)[number];
    const name = names[index] as string;
    return { name, weight: weights[method] ?? 1, steps: [{ ...step, name, status: statusesOf(operation), comments }] };
  });
  return {
    format: 'OpenAPI',
    source: file.source,
    origin: hosts.main,
    journeys,
    notes: [...leftOut.notes(), ...notes],
    variables: secrets.variables(),
  };
}

function operationsOf(document: OpenApiDocument): Found[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]: [string, PathItem]) =>
    methods.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) return [];
      const own = operation.parameters ?? [];
      // An operation's parameter hides the path's of the same name and place.
      const inherited = (item.parameters ?? []).filter((one) => !own.some((other) => other.name === one.name && other.in === one.in));
      const server = placeServer((operation.servers ?? item.servers ?? document.servers ?? [])[0]);
      return [{ method, path, operation, parameters: [...inherited, ...own], server }];
    }),
  );
}

/** Variables of a server have their defaults. */
function placeServer(server: Server | undefined): PlacedServer {
  const url = (server?.url ?? '/').replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => server?.variables?.[name]?.default ?? whole);
  const absolute = /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  const { pathname } = absolute ?? new URL(url.replace(/^[a-z]+:\/\/[^/]*/i, ''), 'http://host');
  return { origin: absolute?.origin ?? null, prefix: pathname.replace(/\/$/, '') };
}

function exchangeOf(
  found: Found,
  document: OpenApiDocument,
  hosts: HostChoice,
  { all }: OpenApiOptions,
  secrets: Secrets,
): { exchange: Exchange; comments: string[] } | { cannot: string } {
  const { method, path, operation, parameters, server } = found;
  if (!all && !reading.includes(method)) return { cannot: 'methods that change something (--all takes them)' };
  if (server.origin !== null && !hosts.takes(server.origin)) {
    const { host } = new URL(server.origin);
    return { cannot: `to ${host} (--only-host ${host} takes them)` };
  }
  const example = exampleBody(operation, document);
  if ('cannot' in example) return example;
  const placed = placeParameters(path, parameters, document);
  const credentials = credentialsOf(operation, document, secrets);
  const query = [...placed.query, ...credentials.query].join('&');
  const cookies = [...placed.cookies, ...credentials.cookies].join('; ');
  const whole = `${server.prefix}${placed.path}${query === '' ? '' : `?${query}`}`;
  const exchange: Exchange = {
    method: method.toUpperCase(),
    origin: server.origin ?? '',
    path: server.origin === null || server.origin === hosts.main ? whole : `${server.origin}${whole}`,
    headers: [...placed.headers, ...credentials.headers, ...(cookies === '' ? [] : [['cookie', cookies] as const])],
    auth: credentials.auth,
    body: example.body,
    redirects: 0,
    answer: null,
    thinkMs: 0,
    comments: [],
  };
  const deprecated = operation.deprecated === true ? ['deprecated'] : [];
  return { exchange, comments: [...deprecated, ...placed.comments, ...example.comments, ...credentials.comments] };
}

/** The successes that the document names one by one; none where it names a range. */
function statusesOf({ responses = {} }: Operation): number[] {
  const named = Object.keys(responses);
  if (named.some((status) => /^2XX$/i.test(status))) return [];
  const good = named.filter((status) => /^[23]\d\d$/.test(status)).map(Number);
  return good;
}

function nothingLeft(source: string, notes: readonly string[]): ChaosError {
  const message = notes.length === 0 ? `${source} has no operations` : `nothing of ${source} is left to send`;
  return new ChaosError('IMPORT_INVALID', message, '--all takes operations that change something, --only-host HOST names whose are taken', {
    problems: notes.map((note) => ({ message: note })),
  });
}
