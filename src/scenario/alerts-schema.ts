/** Where the user's own alerts are read. */
import { z } from 'zod';
import { text } from './text-schema.ts';

const match = z
  .record(z.string().min(1), text)
  .optional()
  .describe('Labels that an alert has to have, each with this value, to be one of the system under test. Default: every alert counts.');

const root = (of: string) => z.string().min(1).describe(`URL of ${of}, its root: what is under /api is asked there; a path is kept.`);

export const alertsSchema = z.union([
  z.strictObject({ alertmanager: root('an Alertmanager'), match }),
  z.strictObject({ prometheus: root('a Prometheus server that evaluates the rules'), match }),
]);
