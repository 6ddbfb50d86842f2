/** Forms of parts: as a step's `multipart` where it has words for all of it, else as a text without files. */
import type { Part, TextBody, TextPart } from './exchange.ts';
import { hasHole } from './hole.ts';
import { areMapKeys } from './map-keys.ts';

/** One that no text holds by chance; the same each time. */
const boundary = 'chaos-import-form-boundary';

/** A part of each name, and no types but those of files. */
export function fitsStep(parts: readonly Part[]): boolean {
  const names = parts.map(({ name }) => name);
  return parts.length > 0 && areMapKeys(names) && !names.some(hasHole) && parts.every((part) => 'file' in part || part.type === null);
}

/** RFC 7578. */
export function multipartText(parts: readonly TextPart[]): TextBody {
  const written = parts.map(({ name, text, type }) => {
    const typeLine = type === null ? '' : `Content-Type: ${type}\r\n`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n${typeLine}\r\n${text}\r\n`;
  });
  return { type: `multipart/form-data; boundary=${boundary}`, text: `${written.join('')}--${boundary}--\r\n` };
}

/** A name within quotes, as browsers and curl write it. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
