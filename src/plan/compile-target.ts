/** The system under test: target, links, breakers, reconciliation, identity. */
import { compileBreakers } from './compile-breakers.ts';
import type { Path } from '../scenario/mistake.ts';
import { isMap } from '../scenario/origins.ts';
import { systemKeys, targetSchema } from '../scenario/target-schema.ts';
import { onTarget } from './addresses.ts';
import { checkText, checkUrl, part, type Draft } from './draft.ts';
import { checkAuth } from './check-auth.ts';
import { checkHeaders } from './check-headers.ts';
import { checkEnvText } from './environment.ts';
import { compileLinks, plainLink } from './compile-links.ts';
import { compileReconcile } from './compile-reconcile.ts';
import { compileTls } from './compile-tls.ts';
import { checkJsonPath } from './json-path.ts';
import type { Plan, PlannedTarget } from './plan.ts';
import { storefrontSystem, type StorefrontSystem } from './storefront-system.ts';

export type CompiledSystem = Pick<Plan, 'target' | 'links' | 'breakers' | 'reconcile' | 'identity' | 'business' | 'toxiproxy'>;

/** Without a usable target the rest is still checked, against a stand-in that never leaves the compiler. */
export function compileSystem(draft: Draft): CompiledSystem {
  const target = compileTarget(draft);
  const toxiproxy = compileToxiproxy(draft);
  if (target?.kind === 'storefront') return { target, toxiproxy, ...ofStorefront(draft, storefrontSystem(target.variant)) };
  const url = target?.url ?? 'http://127.0.0.1/';
  const links = compileLinks(draft, url);
  return {
    target: target ?? { kind: 'url', url, headers: {}, tls: null },
    toxiproxy,
    links,
    breakers: compileBreakers(draft, links),
    reconcile: compileReconcile(draft, url),
    identity: compileIdentity(draft, url),
    business: part(systemKeys.business, draft.raw['business']) ?? null,
  };
}

function compileTarget(draft: Draft): PlannedTarget | undefined {
  const { raw, report } = draft;
  if (raw['target'] === undefined) {
    report({
      path: [],
      code: 'TARGET_MISSING',
      message: 'no target: nothing says what load is sent to',
      hint: 'add target: URL to the file, or --target URL, or --storefront resilient',
    });
    return undefined;
  }
  const target = part(targetSchema, raw['target']);
  if (target === undefined) return undefined;
  if (typeof target === 'string')
    return checkUrl(draft, target, ['target']) ? { kind: 'url', url: target, headers: {}, tls: null } : undefined;
  const headers = target.headers ?? {};
  const checkFixed = (text: string, path: Path): void => {
    const wrong = checkEnvText(text, draft.env);
    if (wrong !== null) report({ path, message: wrong });
  };
  checkHeaders(draft, headers, ['target', 'headers'], checkFixed);
  if ('url' in target) {
    const { auth } = target;
    checkAuth(draft, auth, headers, ['target'], checkFixed);
    if (target.http2 !== undefined) {
      report({
        path: ['target', 'http2'],
        on: 'key',
        code: 'NOT_SUPPORTED',
        message: 'http2 is not supported by this version: load is HTTP/1.1',
        hint: 'leave it out, or put a proxy that speaks HTTP/1.1 before the target',
      });
    }
    if (!checkUrl(draft, target.url, ['target', 'url'])) return undefined;
    const own = { ...(auth === undefined ? {} : { auth }), ...compileVersion(draft, target.version) };
    return { kind: 'url', url: target.url, headers, tls: compileTls(draft, target.url, target.tls), ...own };
  }
  if (typeof target.storefront === 'string') return { kind: 'storefront', variant: target.storefront, headers };
  for (const key of Object.keys(target.storefront)) {
    report({
      path: ['target', 'storefront', key],
      on: 'key',
      code: 'NOT_SUPPORTED',
      message: `storefront.${key} is not supported by this version`,
      hint: 'write storefront: fragile, or storefront: resilient',
    });
  }
  return undefined;
}

/** A label that is read needs an answer to read it in, and the identity check's is the only one there is. */
function compileVersion(
  draft: Draft,
  version: string | { readonly json: string } | undefined,
): { versionLabel?: string | { json: string } } {
  if (version === undefined) return {};
  const path = ['target', 'version'];
  if (typeof version === 'string') return checkText(draft, version, path) ? { versionLabel: version } : {};
  const wrong = checkJsonPath(version.json);
  if (wrong !== null) draft.report({ path: [...path, 'json'], message: wrong });
  if (draft.raw['identity'] === undefined)
    draft.report({
      path,
      message: 'version.json is read in the answer of the identity check, and there is none',
      hint: 'add identity: {url: /info, equals: {}}, or write the label itself',
    });
  return { versionLabel: version };
}

function ofStorefront(draft: Draft, system: StorefrontSystem): Omit<CompiledSystem, 'target' | 'toxiproxy'> {
  for (const key of ['links', 'breakers', 'reconcile', 'identity']) {
    const given = draft.raw[key];
    if (given === undefined || (Array.isArray(given) && given.length === 0)) continue;
    const hint = `remove ${key}, or name a target of your own`;
    if (isMap(given) && key === 'links')
      for (const name of Object.keys(given))
        draft.report({ path: [key, name], on: 'key', message: 'the storefront brings its own links', hint });
    else draft.report({ path: [key], on: 'key', message: `the storefront brings its own ${key}`, hint });
  }
  return {
    links: system.links.map((name) => plainLink({ name, protocol: 'http' })),
    breakers: system.breakers.map((breaker) => ({ ...breaker, urls: [] })),
    // Where the ledger is, is known when the shop runs.
    reconcile: { url: '/ledger', ...system.reconcile },
    identity: null,
    business: part(systemKeys.business, draft.raw['business']) ?? system.business,
  };
}

function compileToxiproxy(draft: Draft): string | null {
  const url = draft.raw['toxiproxy'];
  if (typeof url !== 'string' || url === '') return null;
  return checkUrl(draft, url, ['toxiproxy']) ? url : null;
}

function compileIdentity(draft: Draft, target: string): Plan['identity'] {
  const written = part(systemKeys.identity, draft.raw['identity']);
  if (written === undefined) return null;
  const url = onTarget(target, written.url);
  checkUrl(draft, url, ['identity', 'url']);
  return { url, equals: written.equals };
}
