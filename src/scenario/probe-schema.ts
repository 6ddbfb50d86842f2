/** What is looked at all along, besides the load: whether the system is in its steady state. */
import { z } from 'zod';
import { expectation } from './answer-schema.ts';
import { duration } from './quantities.ts';
import { oneWord, text } from './text-schema.ts';

const address = z.string().min(1);

const http = z.union([
  address.describe('A URL, or a path on the target, that answers with a status below 400.'),
  z.strictObject({
    url: address.describe('A URL, or a path on the target.'),
    expect: expectation.omit({ degraded: true }).optional().describe('What makes its answer good. Default: a status below 400.'),
  }),
]);

const common = {
  name: oneWord.describe('Objectives speak of it by this name.'),
  every: duration(500).optional().describe('How often it is looked at. Default: 5s.'),
  timeout: duration(50).optional().describe('A look that takes longer does not hold. Default: 2s.'),
  during: oneWord.optional().describe('A stage or a fault: looked at only then. Default: from before the load to its end.'),
};

/** One way of looking a probe. */
export const probeSchema = z.union([
  z.strictObject({ ...common, http: http.describe('A GET, with what makes its answer good.') }),
  z.strictObject({ ...common, tcp: address.describe('HOST:PORT that can be connected to.') }),
  z.strictObject({
    ...common,
    command: z.array(text).min(1).describe('A program and its arguments, run without a shell; it holds where it ends with code 0.'),
    cwd: z.string().min(1).optional().describe("Folder it runs in, relative to the file that names it. Default: that file's folder."),
  }),
  z.strictObject({
    ...common,
    prometheus: z
      .strictObject({
        url: address.describe('URL of a Prometheus server, its root.'),
        query: z.string().min(1).describe('A query whose result is numbers.'),
        is: z.string().min(1).describe('What each of them must be, such as "< 5".'),
      })
      .describe('A query, and what its result must be.'),
  }),
]);
