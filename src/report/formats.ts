/** The shelf of reports: what a run directory holds, by file name. */
import type { Analysis } from '../analysis/analysis.ts';
import { renderHtml } from './html.ts';
import type { ReportAssets } from './html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';

export type Render = (analysis: Analysis, assets: ReportAssets) => string;

export const formats = {
  'report.html': renderHtml,
  'report.md': renderMarkdown,
  'report.json': renderJson,
  'junit.xml': renderJunit,
} as const satisfies Readonly<Record<string, Render>>;

export type ReportFile = keyof typeof formats;

/** Every report of a run: file name -> text. */
export function renderAll(analysis: Analysis, assets: ReportAssets): Record<ReportFile, string> {
  return Object.fromEntries(Object.entries<Render>(formats).map(([name, render]) => [name, render(analysis, assets)])) as Record<
    ReportFile,
    string
  >;
}
