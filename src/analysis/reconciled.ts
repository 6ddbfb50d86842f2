/** What came of comparing the orders that were acknowledged with those that were persisted. */
import { z } from 'zod';

const ms = z.number();

export const reconciledSchema = z.object({
  acknowledged: z.number().describe('different ids that answers promised'),
  persisted: z.number().describe('different ids in the ledger that were not there before t = 0'),
  lost: z.array(z.string()).describe('acknowledged, and not in the ledger when it was last read'),
  duplicated: z.array(z.string()).describe('in the ledger more than once'),
  unacknowledged: z.number().describe('persisted, and nobody was told'),
  late: z
    .array(
      z.object({
        id: z.string(),
        lagMs: z.tuple([ms, ms]).describe('from its acknowledgement: to the last read without it, and to the first read with it'),
      }),
    )
    .nullable()
    .describe('acknowledged, missing when the ledger was first read and there later; null in logs that do not tell'),
  reads: z.number().describe('how often the ledger was read after the load'),
  readForMs: ms.nullable().describe('from the begin of the first read to the end of the last; null in logs that do not tell'),
  settled: z.boolean().describe('the last two reads agree'),
});

export type Reconciled = z.infer<typeof reconciledSchema>;
