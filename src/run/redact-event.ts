/** Keeps secrets out of the log: what is called has the environment's values in it, and an error may repeat what was called. */
import type { EventBody, RequestSample } from '../events/event.ts';
import { redacted, redactText, redactValue } from '../plan/redact.ts';

/** Free text. Names, ids and the plan (blackened by its own rules) stay as they are: they tie events to each other. */
const texts: readonly string[] = ['detail', 'reason', 'text', 'what', 'from', 'left', 'labels'];

export function redactEvent(body: EventBody, secrets: readonly string[]): EventBody {
  if (secrets.length === 0 || body.type === 'opened') return body;
  if (body.type === 'load') return withCleanCauses(body, secrets);
  if (body.type === 'sample') return { ...body, sample: redactSample(body.sample, secrets) };
  const clean = Object.entries(body).map(([key, value]) => {
    const isText = texts.includes(key) || (body.type === 'fault-skipped' && key === 'why');
    return [key, isText ? redactValue(value, secrets) : value];
  });
  return Object.fromEntries(clean) as EventBody;
}

/** A check that fails says what it wanted. */
function withCleanCauses(body: Extract<EventBody, { type: 'load' }>, secrets: readonly string[]): EventBody {
  if (body.errors.length === 0) return body;
  return { ...body, errors: body.errors.map((error) => ({ ...error, cause: redactText(error.cause, secrets) })) };
}

function redactSample(sample: RequestSample, secrets: readonly string[]): RequestSample {
  const clean = (text: string): string => redactCut(text, secrets);
  const orNull = (text: string | null): string | null => (text === null ? null : clean(text));
  const { body } = sample;
  return {
    ...sample,
    cause: sample.cause === null ? null : redactText(sample.cause, secrets),
    path: orNull(sample.path),
    headers: sample.headers.map(([name, value]) => [clean(name), clean(value)]),
    body: body && { ...body, type: orNull(body.type), text: orNull(body.text) },
  };
}

/** A secret may have been cut off in the middle, with the end of the text. */
function redactCut(text: string, secrets: readonly string[]): string {
  const whole = redactText(text, secrets);
  const mark = whole.endsWith('…') ? '…' : '';
  const end = whole.length - mark.length;
  const most = Math.max(0, ...secrets.map((secret) => beginningAt(whole, end, secret)));
  return most === 0 ? whole : whole.slice(0, end - most) + redacted + mark;
}

/** How many characters before `end` are the beginning of the secret; few are no more than chance. */
function beginningAt(text: string, end: number, secret: string): number {
  for (let length = Math.min(secret.length - 1, end); length >= 4; length -= 1)
    if (text.startsWith(secret.slice(0, length), end - length)) return length;
  return 0;
}
