/** OpenAPI documents for tests: one path, and what a test says differently. */
import type { OpenApiFile } from '../../../src/import/openapi/read-openapi.ts';

export function documentOf(paths: unknown, more: object = {}): string {
  return JSON.stringify({ openapi: '3.0.3', info: { title: 'x', version: '1' }, paths, ...more }, null, 1);
}

/** An operation that answers with 200. */
export function operation(over: object = {}): object {
  return { responses: { '200': { description: 'ok' } }, ...over };
}

/** Files beside the document, by absolute path; anything else can't be read. */
export function fileWith(files: Readonly<Record<string, string>> = {}): OpenApiFile {
  return {
    source: 'api.yaml',
    path: '/docs folder/api.yaml',
    read: (path) => (path in files ? Promise.resolve(files[path] as string) : Promise.reject(new Error(`no ${path}`))),
  };
}
