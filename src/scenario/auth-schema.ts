import { z } from 'zod';

/** Who sends; becomes the `authorization` header. */
export const authSchema = z.union([
  z.strictObject({ bearer: z.string().min(1).describe('The token, best as ${env.NAME}.') }),
  z.strictObject({
    basic: z
      .strictObject({
        user: z.string().min(1).describe('The name.'),
        password: z.string().describe('The password, best as ${env.NAME}.'),
      })
      .describe('Name and password.'),
  }),
]);
