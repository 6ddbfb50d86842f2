/** The keys of a breaker entry that say how it shows itself in the traffic. */
import { z } from 'zod';
import { text } from './text-schema.ts';

const signatureSchema = z
  .strictObject({
    status: z.number().int().min(100).max(599).optional().describe('Its status.'),
    header: z.string().min(1).optional().describe('`NAME`, that it has; or `NAME: VALUE`.'),
    body: z.string().min(1).optional().describe('A part of the first 2 KiB of its body.'),
  })
  .refine((rule) => Object.keys(rule).length > 0, 'expected status, header or body, or several of them');

export const breakerEvidenceKeys = {
  signature: z
    .union([signatureSchema, z.array(signatureSchema).min(1)])
    .optional()
    .describe('How an answer looks while it is open, among those that failed or are degraded: one rule, or several of which one holds.'),
  routes: z
    .array(text)
    .min(1)
    .optional()
    .describe('Routes whose requests call the dependency. Default: those that a fault on its link touches.'),
};
