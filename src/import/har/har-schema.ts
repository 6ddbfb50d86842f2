/** What is read of a HAR 1.2 file (http://www.softwareishard.com/blog/har-12-spec/); whatever else stands in it is passed over. */
import { z } from 'zod';

const pair = z.object({ name: z.string(), value: z.string().default('') });

const entry = z.object({
  pageref: z.string().optional(),
  /** ISO 8601. */
  startedDateTime: z.string(),
  /** Milliseconds; -1 where unknown. */
  time: z.number().nullish(),
  /** Chrome's own: document, xhr, fetch, script, image, websocket, preflight, ... */
  _resourceType: z.string().optional(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(pair).default([]),
    postData: z
      .object({
        mimeType: z.string().nullish(),
        text: z.string().nullish(),
        encoding: z.string().nullish(),
        params: z.array(z.object({ name: z.string(), value: z.string().nullish(), fileName: z.string().nullish() })).nullish(),
      })
      .nullish(),
  }),
  response: z.object({
    /** 0 where there was no answer. */
    status: z.number(),
    headers: z.array(pair).default([]),
    content: z.object({ mimeType: z.string().nullish(), text: z.string().nullish(), encoding: z.string().nullish() }).default({}),
  }),
});

export const harSchema = z.object({
  log: z.object({
    pages: z.array(z.object({ id: z.string(), title: z.string().nullish() })).default([]),
    entries: z.array(entry),
  }),
});

export type Har = z.output<typeof harSchema>;
export type HarEntry = z.output<typeof entry>;
