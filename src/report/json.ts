/** report.json: the analysis as it is; what `--json` prints. One second of the series and one sample a line, so that diffs and greps stay usable. */
import type { Analysis } from '../analysis/analysis.ts';

const lineByLine = ['samples', 'series'] as const;

export function renderJson(analysis: Analysis): string {
  // Names that no text can forge: inside a JSON string a line can't begin.
  const body = JSON.stringify({ ...analysis, samples: [], series: [] }, null, 2);
  const filled = lineByLine.reduce((text, key) => {
    if (analysis[key].length === 0) return text;
    const lines = analysis[key].map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
    return text.replace(`\n  "${key}": []`, () => `\n  "${key}": [\n${lines}\n  ]`);
  }, body);
  return `${filled}\n`;
}
