/**
 * Why a request did not end ok, in words that are the same for the same reason: what differs from request to request
 * (addresses, ids) would make a group of its own of each, and a log as long as the run.
 */
import { messageOf, systemCodeOf } from '../../../errors.ts';

/** `ECONNREFUSED` and the like where there is a code, else the message. */
export function causeOf(error: unknown): string {
  return systemCodeOf(error) ?? withoutParticulars(messageOf(error));
}

/** The same text with an ellipsis for what tells one request from another; only the code where a system's call tells of one. */
export function withoutParticulars(text: string): string {
  const called = /\b(?:connect|read|write|bind|getaddrinfo) (E[A-Z][A-Z0-9_]+)\b/.exec(text);
  if (called) return called[1] as string;
  return text
    .replaceAll(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '…')
    .replaceAll(/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '…')
    .replaceAll(/\[[0-9a-f:]*:[0-9a-f:.]*\](?::\d+)?/gi, '…')
    .replaceAll(/\b(?=[0-9a-f]*\d)(?:0x)?[0-9a-f]{12,}\b/gi, '…')
    .replaceAll(/\b\d{7,}\b/g, '…')
    .replaceAll(/(?<=[\w.-]):\d{2,5}\b/g, '');
}

/** What causes beyond the most are called. */
export const otherCauses = 'other causes';

/** As many causes as a person looks through; a target that says something else each time must not fill the log. */
const mostCauses = 200;
const mostTexts = 1_000;

/** Gives each cause the words it is grouped by. */
export class Causes {
  private readonly groups = new Set<string>();
  /** Texts that were looked at already. */
  private readonly known = new Map<string, string>();

  grouped(cause: string): string {
    const known = this.known.get(cause);
    if (known !== undefined) return known;
    const words = this.groupOf(withoutParticulars(cause));
    if (this.known.size < mostTexts) this.known.set(cause, words);
    return words;
  }

  private groupOf(words: string): string {
    if (this.groups.size >= mostCauses && !this.groups.has(words)) return otherCauses;
    this.groups.add(words);
    return words;
  }
}
