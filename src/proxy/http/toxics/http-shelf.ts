/** The HTTP-aware toxics there are, by their type on the wire. */
import { httpCorrupt } from './http-corrupt.ts';
import { httpDelay } from './http-delay.ts';
import { httpError } from './http-error.ts';
import type { HttpToxicKind } from './http-toxic-kind.ts';

export const httpToxics: ReadonlyMap<string, HttpToxicKind> = new Map([httpError, httpDelay, httpCorrupt].map((kind) => [kind.type, kind]));
