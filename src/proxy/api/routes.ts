/** Which request is for whom. */
import { posix } from 'node:path';
import type { Collection } from '../collection.ts';
import type { Leases } from '../leases.ts';
import type { Metrics } from '../metrics.ts';
import { toxiproxyVersion } from '../version.ts';
import type { Answer } from './answer.ts';
import { createProxy, deleteProxy, listProxies, populate, proxyOf, reset, updateProxy } from './proxies.ts';
import { addHttpToxic, httpToxicOf, listHttpToxics, removeHttpToxic, updateHttpToxic } from './http-toxics.ts';
import { identity } from './identity.ts';
import { announceUndo, endLease, grantLease, holdLease, leaseOf, listLeases, renewLease, takeOffUndo } from './leases.ts';
import { configureLink, showLink } from './links.ts';
import { addToxic, listToxics, removeToxic, toxicOf, updateToxic } from './toxics.ts';

/** What the server holds. */
export interface State {
  readonly proxies: Collection;
  readonly leases: Leases;
  /** When it is to be shown. */
  readonly metrics: Metrics | undefined;
}

interface Call extends State {
  /** The names in the path, in order. */
  readonly names: readonly string[];
  readonly body: Buffer;
}

interface Route {
  readonly path: string;
  readonly methods: Readonly<Record<string, Handler>>;
  readonly hidden?: (state: State) => boolean;
}

type Handler = (call: Call) => Answer | Promise<Answer>;

const proxyIn = ({ proxies, names }: Call): ReturnType<typeof proxyOf> => proxyOf(proxies, names[0] ?? '');
const toxicIn = (call: Call): ReturnType<typeof toxicOf> => toxicOf(proxyIn(call), call.names[1] ?? '');
const httpToxicIn = (call: Call): ReturnType<typeof httpToxicOf> => httpToxicOf(proxyIn(call), call.names[1] ?? '');

const leaseIn = ({ leases, names }: Call): ReturnType<typeof leaseOf> => leaseOf(leases, names[0] ?? '');

/** A change of a proxy or of what it holds: one after the other. Reading waits for nobody. */
const inTurn =
  (handler: Handler): Handler =>
  (call) =>
    call.proxies.inTurn(call.names[0] ?? '', () => handler(call));

const changeProxy = inTurn((call) => updateProxy(proxyIn(call), call.body));
const changeToxic = inTurn((call) => updateToxic(proxyIn(call), toxicIn(call), call.body));

/** `*` stands for a name, and for any method; a route that is `hidden` is not there. POST as an update is older than PATCH, and clients still use it. */
const routes: readonly Route[] = [
  { path: 'version', methods: { GET: () => versionAnswer } },
  {
    path: 'metrics',
    methods: { '*': ({ metrics }) => metricsAnswer(metrics?.render() ?? '') },
    hidden: ({ metrics }) => metrics === undefined,
  },
  { path: 'reset', methods: { POST: ({ proxies }) => reset(proxies) } },
  { path: 'populate', methods: { POST: ({ proxies, body }) => populate(proxies, body) } },
  {
    path: 'proxies',
    methods: { GET: ({ proxies }) => listProxies(proxies), POST: ({ proxies, body }) => createProxy(proxies, body) },
  },
  {
    path: 'proxies/*',
    methods: {
      GET: (call) => ({ ...jsonOk, body: proxyIn(call).encode() }),
      POST: changeProxy,
      PATCH: changeProxy,
      DELETE: inTurn((call) => deleteProxy(call.proxies, proxyIn(call))),
    },
  },
  {
    path: 'proxies/*/toxics',
    methods: { GET: (call) => listToxics(proxyIn(call)), POST: inTurn((call) => addToxic(proxyIn(call), call.body)) },
  },
  {
    path: 'proxies/*/toxics/*',
    methods: {
      GET: (call) => ({ ...jsonOk, body: toxicIn(call).encode() }),
      POST: changeToxic,
      PATCH: changeToxic,
      DELETE: inTurn((call) => removeToxic(proxyIn(call), toxicIn(call))),
    },
  },
  { path: 'stampede', methods: { GET: () => identity() } },
  {
    path: 'stampede/links/*',
    methods: { GET: (call) => showLink(proxyIn(call)), PUT: inTurn((call) => configureLink(proxyIn(call), call.body)) },
  },
  {
    path: 'stampede/links/*/toxics',
    methods: { GET: (call) => listHttpToxics(proxyIn(call)), POST: inTurn((call) => addHttpToxic(proxyIn(call), call.body)) },
  },
  {
    path: 'stampede/links/*/toxics/*',
    methods: {
      GET: (call) => ({ ...jsonOk, body: httpToxicIn(call).encode() }),
      PATCH: inTurn((call) => updateHttpToxic(httpToxicIn(call), call.body)),
      DELETE: inTurn((call) => removeHttpToxic(proxyIn(call), httpToxicIn(call))),
    },
  },
  { path: 'stampede/leases', methods: { GET: ({ leases }) => listLeases(leases), POST: ({ leases, body }) => grantLease(leases, body) } },
  { path: 'stampede/leases/*', methods: { DELETE: (call) => endLease(leaseIn(call)) } },
  { path: 'stampede/leases/*/renew', methods: { POST: (call) => renewLease(leaseIn(call), call.body) } },
  { path: 'stampede/leases/*/hold', methods: { GET: (call) => holdLease(leaseIn(call)) } },
  { path: 'stampede/leases/*/undo', methods: { POST: (call) => announceUndo(leaseIn(call), call.body) } },
  { path: 'stampede/leases/*/undo/*', methods: { DELETE: (call) => takeOffUndo(leaseIn(call), call.names[1] ?? '') } },
];

const jsonOk = { status: 200, headers: { 'Content-Type': 'application/json' } };
const versionAnswer: Answer = {
  status: 200,
  headers: { 'Content-Type': 'application/json;charset=utf-8' },
  body: `{"version": "${toxiproxyVersion}"}\n`,
};
const metricsAnswer = (body: string): Answer => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' },
  body,
});

export type Match =
  | { readonly kind: 'found'; readonly handler: Handler; readonly names: readonly string[] }
  | { readonly kind: 'wrong-method' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'malformed' };

/** Names are decoded before they are matched: one with a `/` in it can't be reached. */
export function match(method: string, url: string, state: State): Match {
  const [rawPath = '', ...query] = url.split('?');
  if (/%(?![0-9a-f]{2})/i.test(rawPath)) return { kind: 'malformed' };
  const bytes = rawPath.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const path = Buffer.from(bytes, 'latin1').toString('utf8');
  const clean = posix.normalize(path.startsWith('/') ? path : `/${path}`);
  if (clean !== path) return { kind: 'moved', to: [encodeURI(clean), ...query].join('?') };
  const segments = clean.slice(1).split('/');
  for (const route of routes) {
    const pattern = route.path.split('/');
    if (pattern.length !== segments.length || !pattern.every((part, at) => (part === '*' ? segments[at] !== '' : part === segments[at])))
      continue;
    if (route.hidden?.(state)) break;
    const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : route.methods['*'];
    if (handler === undefined) return { kind: 'wrong-method' };
    return { kind: 'found', handler, names: segments.filter((_, at) => pattern[at] === '*') };
  }
  return { kind: 'unknown' };
}
