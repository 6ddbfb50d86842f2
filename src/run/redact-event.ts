/** Keeps secrets out of the log: what is called has the environment's values in it, and an error may repeat what was called. */
import type { EventBody } from '../events/event.ts';
import { redactValue } from '../plan/redact.ts';

/** Free text. Names, ids and the plan (blackened by its own rules) stay as they are: they tie events to each other. */
const texts: readonly string[] = ['detail', 'reason', 'text', 'what', 'from', 'left'];

export function redactEvent(body: EventBody, secrets: readonly string[]): EventBody {
  if (secrets.length === 0 || body.type === 'opened' || body.type === 'load') return body;
  const clean = Object.entries(body).map(([key, value]) => {
    const isText = texts.includes(key) || (body.type === 'fault-skipped' && key === 'why');
    return [key, isText ? redactValue(value, secrets) : value];
  });
  return Object.fromEntries(clean) as EventBody;
}
