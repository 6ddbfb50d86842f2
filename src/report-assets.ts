/** Reads what the HTML report carries inside: the chart library's script and style, with its licence as the script's first comment. */
import { readFileSync } from 'node:fs';
import { ChaosError, messageOf } from './errors.ts';
import type { ReportAssets } from './report/html.ts';

let loaded: ReportAssets | undefined;

/** Read once a process; they do not change while it runs. */
export function loadAssets(): ReportAssets {
  loaded ??= {
    uplotJs: `/*! ${read('uplot/LICENSE').trim()} */\n${read('uplot/dist/uPlot.iife.min.js').trim()}`,
    uplotCss: read('uplot/dist/uPlot.min.css').trim(),
  };
  return loaded;
}

function read(file: string): string {
  try {
    return readFileSync(new URL(import.meta.resolve(file)), 'utf8');
  } catch (error) {
    throw new ChaosError(
      'INTERNAL',
      `the chart library's ${file} can't be read: ${messageOf(error)}`,
      'install the package again; its dependencies are incomplete',
      { cause: error },
    );
  }
}
