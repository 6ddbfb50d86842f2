/** Which entries of a HAR are requests that a visitor of the run should send. */
import { mediaType } from '../exchange.ts';
import { methods } from '../../scenario/journey-schema.ts';
import { headerOf } from '../headers.ts';
import type { HarEntry } from './har-schema.ts';

/** Why an entry can't or should not be sent, or null. */
export function reasonAgainst(entry: HarEntry, keepAssets: boolean): string | null {
  const { request, response, _resourceType: kind } = entry;
  const method = request.method.toLowerCase();
  if (!/^https?:\/\//i.test(request.url) || !URL.canParse(request.url)) return 'no HTTP URLs (data:, blob:, an extension, a websocket)';
  if (kind === 'websocket' || response.status === 101) return 'upgrades to a websocket';
  if (!methods.some((known) => known === method)) return 'methods that a scenario has no word for';
  if (isPreflight(entry)) return "the browser's own CORS preflights";
  if (response.status <= 0) return 'without an answer: blocked or cancelled';
  if (!keepAssets && isAsset(entry)) return 'static assets (--assets keeps them)';
  return null;
}

/** The page itself, as opposed to what it loads. */
export function isDocument({ _resourceType: kind, request, response }: HarEntry): boolean {
  if (kind !== undefined) return kind === 'document';
  return request.method.toUpperCase() === 'GET' && mediaType(response.content.mimeType ?? '') === 'text/html';
}

function isPreflight({ _resourceType: kind, request }: HarEntry): boolean {
  return (
    kind === 'preflight' ||
    (request.method === 'OPTIONS' &&
      headerOf(
        request.headers.map(({ name, value }) => [name, value]),
        'access-control-request-method',
      ) !== undefined)
  );
}

const assetKinds = ['stylesheet', 'image', 'media', 'font', 'script', 'texttrack', 'manifest', 'ping', 'csp-violation-report'];
const assetTypes =
  /^(image|font|audio|video)\/|^text\/(css|javascript)$|^application\/((x-)?javascript|ecmascript|font-\w+|x-font-[\w-]+|vnd\.ms-fontobject|wasm|manifest\+json)$/;
const assetPaths = /\.(css|m?js|map|png|jpe?g|gif|webp|avif|svg|ico|bmp|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wav|wasm|webmanifest)$/i;

/** What the browser says it was, else what the answer said, else the name's ending. */
function isAsset({ _resourceType: kind, request, response }: HarEntry): boolean {
  if (request.method.toUpperCase() !== 'GET' && request.method.toUpperCase() !== 'HEAD') return kind === 'ping';
  if (kind !== undefined && kind !== 'other') return assetKinds.includes(kind);
  const type = mediaType(response.content.mimeType ?? '');
  if (type !== '' && type !== 'x-unknown' && type !== 'application/octet-stream') return assetTypes.test(type);
  return assetPaths.test(new URL(request.url).pathname);
}
