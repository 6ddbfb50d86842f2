/** Programs that a run starts before the load and ends after it. */
import { z } from 'zod';
import { duration } from './quantities.ts';
import { oneWord, text } from './text-schema.ts';

const command = z
  .array(text)
  .min(1)
  .describe('The program and its arguments, such as [node, server.js]; no shell reads it. ${env.NAME} may stand in it.');

const ready = z.union([
  z.strictObject({ url: z.string().min(1).describe('It is ready once this URL answers with a status below 500.') }),
  z.strictObject({ tcp: z.string().min(1).describe('It is ready once HOST:PORT can be connected to.') }),
  z.strictObject({ log: z.string().min(1).describe('It is ready once it has written this text.') }),
]);

export const processSchema = z.strictObject({
  command,
  cwd: z.string().min(1).optional().describe("Folder it runs in, relative to the scenario's. Default: the scenario's."),
  env: z.record(z.string().min(1), text).optional().describe('Variables besides those of chaos itself; ${env.NAME} may stand in them.'),
  ready: ready.optional().describe('What tells that it is ready. Default: that it lives.'),
  timeout: duration(100).optional().describe('How long it may take to be ready. Default: 30s.'),
});

export const processesSchema = z.record(oneWord, processSchema);
