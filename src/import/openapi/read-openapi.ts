/**
 * An OpenAPI 3 document, read, its references resolved and checked against the specification. References to other files are
 * followed; those to the network never are: importing sends nothing.
 */
import SwaggerParser from '@apidevtools/swagger-parser';
import { ChaosError, messageOf, type Problem, type Where } from '../../errors.ts';
import { readDocument, type SourceFile } from '../../scenario/document.ts';
import { describeValue, type Path } from '../../scenario/mistake.ts';
import { isMap, type Raw } from '../../scenario/origins.ts';
import { literal } from '../hole.ts';
import { decoded } from '../pairs.ts';
import { explainAjv, type AjvError } from './explain-ajv.ts';
import type { OpenApiDocument } from './openapi-document.ts';

export interface OpenApiFile {
  /** As it is shown to people. */
  readonly source: string;
  /** Absolute: references are relative to it. */
  readonly path: string;
  /** Reads a file beside it, by absolute path. */
  readonly read: (path: string) => Promise<string>;
}

const hint = 'an OpenAPI 3.0 or 3.1 document, as JSON or YAML, begins with openapi: 3.0.3';

/** Throws IMPORT_INVALID, and NOT_SUPPORTED for versions that are not read. */
export async function readOpenApi(text: string, file: OpenApiFile): Promise<OpenApiDocument> {
  const document = readDocument(file.source, text.replace(/^\uFEFF/, ''));
  if (document.problems.length > 0)
    throw new ChaosError('IMPORT_INVALID', `${file.source} is neither JSON nor YAML`, hint, { problems: document.problems.slice(0, 5) });
  const { value } = document;
  if (!isMap(value))
    throw new ChaosError('IMPORT_INVALID', `${file.source} is not an OpenAPI document`, hint, { where: document.place([], 'value') });
  refuseVersions(value, document);
  refuseRemote(value, document);
  const reader = new Beside(file);
  try {
    const options = {
      resolve: { file: false, http: false, beside: reader },
      // What refers to itself stays a reference, which the sampler of examples follows as far as it makes sense.
      dereference: { circular: 'ignore' },
    };
    // The parser writes into what it is given.
    const resolved: unknown = await SwaggerParser.validate(file.path, structuredClone(value) as never, options as never);
    return literals(resolved, new Map()) as OpenApiDocument;
  } catch (error) {
    throw reader.refusal ?? explained(error, document);
  }
}

/** All texts as literals, keys too. Parts that were referred to several times are one part still. */
function literals(part: unknown, done: Map<unknown, unknown>): unknown {
  if (typeof part === 'string') return literal(part);
  if (typeof part !== 'object' || part === null) return part;
  const known = done.get(part);
  if (known !== undefined) return known;
  const copy: unknown[] | Raw = Array.isArray(part) ? [] : {};
  done.set(part, copy);
  for (const [key, item] of Object.entries(part))
    Object.defineProperty(copy, literal(key), { value: literals(item, done), enumerable: true, configurable: true, writable: true });
  return copy;
}

function refuseVersions(value: Raw, document: SourceFile): void {
  const { openapi, swagger } = value;
  if (swagger !== undefined)
    throw new ChaosError(
      'NOT_SUPPORTED',
      'Swagger 2.0 is not read',
      'convert it to OpenAPI 3 first (editor.swagger.io does, under Edit), then import that',
      {
        where: document.place(['swagger'], 'value'),
      },
    );
  if (openapi === undefined)
    throw new ChaosError('IMPORT_INVALID', 'this is no OpenAPI document: it has no key openapi', hint, {
      where: document.place([], 'value'),
    });
  if (typeof openapi !== 'string')
    throw new ChaosError(
      'IMPORT_INVALID',
      `openapi: expected text such as "3.0.3", got ${describeValue(openapi)}`,
      'put the version in quotes',
      {
        where: document.place(['openapi'], 'value'),
      },
    );
  if (!/^3\.(0\.[0-4]|1\.[0-2])$/.test(openapi))
    throw new ChaosError('NOT_SUPPORTED', `OpenAPI ${openapi.slice(0, 20)} is not read`, 'versions 3.0.0 to 3.0.4 and 3.1.0 to 3.1.2 are', {
      where: document.place(['openapi'], 'value'),
    });
}

/** Said before anything is read, with its place. What a file beside this one refers to is refused when it is met. */
function refuseRemote(value: Raw, document: SourceFile): void {
  const problems = referencesIn(value)
    .filter(({ to }) => isRemote(to))
    .map(({ to, path }) => ({ message: `refers to ${hostOf(to)}, and nothing is fetched`, where: document.place(path, 'value') }));
  if (problems.length > 0) throw remote(problems);
}

function remote(problems: readonly Problem[]): ChaosError {
  return new ChaosError(
    'IMPORT_INVALID',
    'the document refers to what is not on this machine',
    'save it beside the document and refer to it by its path',
    { problems },
  );
}

function isRemote(reference: string): boolean {
  return /^[a-z][a-z0-9+.-]+:|^\/\//i.test(reference) && !/^file:/i.test(reference);
}

function hostOf(reference: string): string {
  return /^(?:[a-z][a-z0-9+.-]+:)?\/\/([^/?#@]*@)?([^/?#]*)/i.exec(reference)?.[2] ?? 'another place';
}

/** The parser's only way to other files. It is told of a refusal in words of the parser's own, so ours is kept here. */
class Beside {
  readonly order = 1;
  readonly canRead = true;
  refusal: ChaosError | undefined;
  private readonly file: OpenApiFile;

  constructor(file: OpenApiFile) {
    this.file = file;
  }

  readonly read = async ({ url }: { url: string }): Promise<string> => {
    if (!isRemote(url)) return this.file.read(decoded(url.replace(/^file:\/\//i, '')));
    this.refusal ??= remote([{ message: `a file beside it refers to ${hostOf(url)}, and nothing is fetched` }]);
    throw this.refusal;
  };
}

function explained(error: unknown, document: SourceFile): ChaosError {
  const own = causeOf(error);
  if (own !== undefined) return own;
  const details = (error as { details?: unknown }).details;
  const title = `${document.file} does not keep to the OpenAPI specification`;
  if (Array.isArray(details))
    return new ChaosError('IMPORT_INVALID', title, 'mend the document, or leave the operation out of it', {
      problems: explainAjv(details as AjvError[], document),
    });
  return new ChaosError('IMPORT_INVALID', `${document.file}: ${messageOf(error).split('\n', 1)[0] ?? ''}`, hint, {
    where: referenceOf(error, document),
    cause: error,
  });
}

/** What the reader of files beside it said, which the parser wraps. */
function causeOf(error: unknown): ChaosError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof ChaosError) return at;
  return undefined;
}

/** Where a reference that leads nowhere stands. */
function referenceOf(error: unknown, document: SourceFile): Where {
  const { targetRef } = error as { targetRef?: unknown };
  const found = referencesIn(document.value).find(({ to }) => to === targetRef);
  return document.place(found?.path ?? [], 'value');
}

function referencesIn(part: unknown, path: Path = []): { readonly to: string; readonly path: Path }[] {
  if (Array.isArray(part)) return part.flatMap((item, index) => referencesIn(item, [...path, index]));
  if (!isMap(part)) return [];
  return Object.entries(part).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' ? [{ to: item, path: [...path, key] }] : referencesIn(item, [...path, key]),
  );
}
