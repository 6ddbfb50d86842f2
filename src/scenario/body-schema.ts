/** What a step sends as its body; one of these at most. */
import { z } from 'zod';
import { text } from './text-schema.ts';

const file = z.string().min(1).describe('The file, relative to the one that names it.');
const type = z.string().min(1).optional().describe('Its content type. Default: application/octet-stream.');

export const bodyKeys = {
  json: z.unknown().optional().describe('A body sent as JSON. A value that is one whole ${...} keeps its type.'),
  body: z.string().optional().describe('A body sent as it stands; may hold ${...}.'),
  form: z
    .record(z.string().min(1), z.union([text, z.array(text)]))
    .optional()
    .describe('Fields sent as a form (application/x-www-form-urlencoded); values may hold ${...}, a list repeats its field.'),
  file: z
    .union([z.string().min(1), z.strictObject({ path: file, type })])
    .optional()
    .describe('A file whose bytes are the body, as they are.'),
  multipart: z
    .record(
      z.string().min(1),
      z.union([
        text,
        z.strictObject({ file, type, name: z.string().min(1).optional().describe("The name it is sent under. Default: the file's.") }),
      ]),
    )
    .optional()
    .describe('Fields and files sent as multipart/form-data; values may hold ${...}.'),
};

export const bodyKinds = Object.keys(bodyKeys) as (keyof typeof bodyKeys)[];
