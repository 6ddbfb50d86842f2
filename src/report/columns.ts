/** Text in columns of a terminal: how wide it is, cut to fit, wrapped. Plain text only: colour is put on afterwards. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const zeroWidth = /^[\p{Mark}\p{Cf}\p{Zl}\p{Zp}]+$/u;
/** East Asian wide and full-width blocks (Unicode TR 11), and what terminals draw as pictures. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
/** Pictographs that terminals draw in one column unless an emoji variation selector follows. */
const narrowPictograph = /^[\u00A9\u00AE\u203C-\u3299]$/u;

/** Columns of a screen that columns are set in where there is no screen: its width is Infinity, and no line is cut. */
const usualWidth = 80;

/** Where the columns at the right end; lines may go on beyond it where there is no terminal. */
export function layoutWidth(width: number): number {
  return Number.isFinite(width) ? width : usualWidth;
}

function widthOf(grapheme: string): number {
  if (grapheme.length === 1 && grapheme >= ' ' && grapheme <= '~') return 1;
  if (zeroWidth.test(grapheme)) return 0;
  if (narrowPictograph.test(grapheme) && !/[\u2E80-\u3299]/.test(grapheme)) return 1;
  return wide.test(grapheme) ? 2 : 1;
}

/** Columns that a line of text takes. */
export function displayWidth(text: string): number {
  let total = 0;
  for (const { segment } of segmenter.segment(text)) total += widthOf(segment);
  return total;
}

/** The text, cut to at most `width` columns; what was cut is marked by an ellipsis. */
export function fit(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = widthOf(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept}…`;
}

/** The text at exactly `width` columns: cut or filled with spaces. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const cut = fit(text, width);
  const fill = ' '.repeat(Math.max(0, width - displayWidth(cut)));
  return side === 'right' ? cut + fill : fill + cut;
}

/** The text broken at spaces into lines of at most `width` columns; a longer word is cut into pieces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    for (const piece of pieces(word, width)) {
      const joined = line === '' ? piece : `${line} ${piece}`;
      if (displayWidth(joined) <= width) line = joined;
      else {
        if (line !== '') lines.push(line);
        line = piece;
      }
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function pieces(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const { segment } of segmenter.segment(word)) {
    const next = widthOf(segment);
    if (used + next > width && part !== '') {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += segment;
    used += next;
  }
  return part === '' ? parts : [...parts, part];
}
