/** What the folder of several repetitions holds, by file name. */
import type { Repeats } from '../analysis/repeats/repeats.ts';
import { renderRepeatsHtml } from './repeats-html.ts';
import { renderRepeatsMarkdown } from './repeats-markdown.ts';

export const repeatsFormats = {
  'repeats.html': renderRepeatsHtml,
  'repeats.md': renderRepeatsMarkdown,
  'repeats.json': (repeats: Repeats): string => `${JSON.stringify(repeats, null, 2)}\n`,
} as const;

export function renderRepeats(repeats: Repeats): Record<string, string> {
  return Object.fromEntries(Object.entries(repeatsFormats).map(([name, render]) => [name, render(repeats)]));
}
