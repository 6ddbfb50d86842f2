import { decodeFields, type Decoded, type Fields, type WireNames } from '../json/decode.ts';
import { JsonError, parseFirst, type Json } from '../json/parse.ts';
import { Refusal } from './answer.ts';

/** Runs a decoder; what it can't read is answered with 400. */
export function decoding<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof JsonError) throw new Refusal(400, `bad request body: ${error.message}`);
    throw error;
  }
}

/** The body as JSON. Throws Refusal. */
export function readBody(body: Buffer): Json {
  return decoding(() => parseFirst(body));
}

/** The fields of an object in a body. Throws Refusal. */
export function readFields<F extends Fields>(node: Json, names: WireNames, fields: F): Decoded<F> {
  return decoding(() => decodeFields(node, names, fields));
}
