/**
 * What comes from users (names, URLs, answers of targets) made harmless for each place a report puts it.
 * Control characters are dropped everywhere: no format needs them, XML forbids them, and a terminal obeys them.
 */

// C0 and C1 controls except tab and newline; lone surrogates; the two non-characters XML forbids; marks that reorder text.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/g;

/** The text without control characters and lone surrogates; tabs and newlines stay. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replace(controls, '');
}

/** The text on one line: newlines and tabs become single spaces. */
export function oneLine(text: string): string {
  return withoutControls(text).replace(/\s+/g, ' ').trim();
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For HTML and XML alike, in text and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** For a cell of a Markdown table: one line, nothing that GitHub would read as markup, a mention or HTML. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~#]/g, (character) => `\\${character}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@(?=\w)/g, '@\u200B');
}

/** JSON for a `<script type="application/json">`: no `<`, so that no data can close the element or open a comment. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
