/** Lines for a terminal as pieces of text with a style each: cut to the width first, coloured last, so that colour never costs a column. */
import { Chalk } from 'chalk';
import type { ChalkInstance } from 'chalk';
import { displayWidth, fit } from './columns.ts';
import { oneLine } from './escape.ts';
import type { Tone } from './verdict.ts';

export type Style = Tone | 'bold' | 'dim' | 'accent';
export interface Piece {
  readonly text: string;
  readonly style: Style;
}
export type Line = readonly (Piece | string)[];

export function styled(style: Style, text: string): Piece {
  return { text, style };
}

/** Lines -> text of at most `width` columns each, with ANSI colours or without. */
export function paint(lines: readonly Line[], options: { readonly width: number; readonly color: boolean }): string[] {
  const chalk = new Chalk({ level: options.color ? 1 : 0 });
  return lines.map((line) => paintLine(line, options.width, chalk));
}

function paintLine(line: Line, width: number, chalk: ChalkInstance): string {
  let left = width;
  let out = '';
  for (const piece of line) {
    const { text, style } = typeof piece === 'string' ? { text: piece, style: 'plain' as const } : piece;
    const cut = fit(text, left);
    left -= displayWidth(cut);
    out += colour(chalk, style, cut);
    if (cut !== text) break;
  }
  return out;
}

function colour(chalk: ChalkInstance, style: Style, text: string): string {
  switch (style) {
    case 'good':
      return chalk.green(text);
    case 'bad':
      return chalk.red(text);
    case 'unsure':
      return chalk.yellow(text);
    case 'bold':
      return chalk.bold(text);
    case 'dim':
      return chalk.dim(text);
    case 'accent':
      return chalk.cyan(text);
    case 'plain':
      return text;
  }
}

/** A name or sentence of a user, made fit for a terminal. */
export function said(text: string): string {
  return oneLine(text);
}
