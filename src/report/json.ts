/** report.json: the analysis as it is; what `--json` prints. One second of the series a line, so that diffs and greps stay usable. */
import type { Analysis } from '../analysis/analysis.ts';

export function renderJson(analysis: Analysis): string {
  const { series, ...rest } = analysis;
  const body = JSON.stringify({ ...rest, series: [] }, null, 2);
  if (series.length === 0) return `${body}\n`;
  const lines = series.map((second) => `    ${JSON.stringify(second)}`).join(',\n');
  return `${body.replace(/"series": \[\]\n\}$/, () => `"series": [\n${lines}\n  ]\n}`)}\n`;
}
