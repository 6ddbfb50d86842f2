/** A circuit breaker to watch: which it is, where it is read, and how it shows itself where no preset knows. */
import { z } from 'zod';
import { breakerEvidenceKeys } from './breaker-evidence-schema.ts';
import { duration } from './quantities.ts';
import { formed, oneWord, text } from './text-schema.ts';

const metric = formed(/^[a-zA-Z_:*][\w:*]*$/, 'the name of a metric such as breaker_trips_total').describe(
  'Name of a metric; * stands for any characters.',
);
const labels = z.record(z.string().min(1), text).optional().describe('Labels that its series have, besides those of match.');
const path = z.string().min(1).describe('JSONPath from the breaker to it.');

const values = z
  .record(z.string(), z.enum(['closed', 'open', 'half-open']))
  .describe('What each value means: closed, open or half-open; * is any other value. Numberings differ, so that none is guessed.');

const state = z.union([
  z.strictObject({
    metric,
    labels,
    label: z
      .string()
      .min(1)
      .optional()
      .describe('The label that names the state, in the series whose value is 1. Default: the value is the state.'),
    values,
  }),
  z.strictObject({ path, values }),
]);

const counter = (what: string) =>
  z
    .union([
      z.strictObject({ metric, labels }),
      z.strictObject({
        path,
        sliding: z.boolean().optional().describe('true: it is a sum over a sliding window, which falls by itself.'),
      }),
    ])
    .optional()
    .describe(`${what}: a series of an exposition, or a place in a JSON document.`);

const pattern = (what: string) => z.string().min(1).describe(`Regular expression of a line that says that it ${what}.`);

/** What preset prometheus, json, sse and log are told; other presets know it. */
const sourceKeys = {
  state: state.optional().describe('Where its state is shown.'),
  trips: counter('Counts how often it opened'),
  halfOpens: counter('Counts how often it became half-open'),
  closes: counter('Counts how often it closed'),
  rejected: counter('Counts the calls that it turned away'),
  path: z.string().min(1).optional().describe('JSONPath to the breakers in the document, each a map.'),
  nameAt: z.string().min(1).optional().describe('JSONPath from a breaker to its name. Default: the key that it stands under.'),
  lines: z
    .strictObject({
      opened: pattern('opened'),
      halfOpened: pattern('became half-open').optional(),
      closed: pattern('closed').optional(),
    })
    .optional()
    .describe('How lines of a log tell what happened. A group (?<breaker>...) names the breaker, (?<time>...) says when.'),
};

/** Where it is read. */
const placeKeys = {
  url: z.string().min(1).optional().describe('Where it is read.'),
  urls: z.array(z.string().min(1)).min(1).optional().describe('Where it is read, one URL an instance.'),
  dns: z.string().min(1).optional().describe('A name each of whose addresses is an instance: it takes the place of the host in url.'),
  prometheus: z
    .strictObject({
      url: z.string().min(1).describe('URL of a Prometheus server.'),
      query: z
        .string()
        .min(1)
        .optional()
        .describe('Selector of the series of this breaker, such as circuit{name="payments"}. Default: by preset and match.'),
      instance: z.string().min(1).optional().describe('The label that tells instances apart. Default: instance.'),
    })
    .optional()
    .describe('A Prometheus server that scrapes the instances, in place of url.'),
  file: z.string().min(1).optional().describe('A log that grows, relative to the file that names it.'),
  files: z.array(z.string().min(1)).min(1).optional().describe('Such logs, one an instance.'),
  command: z
    .array(text)
    .min(1)
    .optional()
    .describe('A program whose output is read line by line, such as [journalctl, -fu, shop]; no shell reads it.'),
};

export const breakerSchema = z.strictObject({
  name: oneWord.describe('Name by which objectives speak of it.'),
  preset: z.string().min(1).describe('How it shows its state: opossum, resilience4j, prometheus, ...'),
  ...placeKeys,
  match: z.record(z.string(), text).optional().describe('Labels that pick it out. Default: its name.'),
  ...sourceKeys,
  link: oneWord.optional().describe('The link it guards.'),
  wait: duration().optional().describe('How long it stays open before it tries again, where known.'),
  ...breakerEvidenceKeys,
});

/** As it was written, names and preset perhaps missing. */
export type WrittenBreaker = z.output<ReturnType<typeof breakerSchema.partial<{ name: true; preset: true }>>>;

export const sourceKeyNames = Object.keys(sourceKeys) as (keyof typeof sourceKeys)[];
