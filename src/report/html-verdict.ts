/** The band at the top of every page: what it came to in a word, why, and what that rests on. */
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { Tone } from './verdict.ts';

export interface SaidVerdict {
  readonly word: string;
  readonly mark: string;
  readonly tone: Tone;
  readonly reason: string;
  /** Figures, and the exit code. */
  readonly summary: string;
}

export function verdictBanner({ word, mark, tone, reason, summary }: SaidVerdict): Markup {
  return markup`<section class="verdict ${tone}">
<p class="word"><span class="mark" aria-hidden="true">${mark}</span>${word}</p>
<div><p class="reason">${reason}</p><p class="muted">${summary}</p></div>
</section>`;
}
